import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root, temporaryFolder } from './support/run.ts';

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  // A terminal that is closed.
  ['SIGHUP', 129],
] as const)(
  '%s while files are written takes them back, and the command ends as one that was broken off',
  async (signal, exitCode) => {
    using temporary = temporaryFolder();
    const inside = (name: string): string => path.join(temporary.path, 'repository', name);
    mkdirSync(inside(''));
    writeFileSync(inside('edited'), 'before');
    const program = `
    import { mkdirSync, writeFileSync } from 'node:fs';
    import { inTransaction } from ${JSON.stringify(path.join(root, 'scripts/lib/transaction.ts'))};
    setInterval(() => undefined, 1000);
    await inTransaction(async ({ write, claim }) => {
      write('edited', 'after');
      write('made/deep/file', 'new');
      claim('claimed');
      mkdirSync('claimed/by/another', { recursive: true });
      writeFileSync('claimed/by/another/file', 'new');
      console.log('written');
      await new Promise(() => undefined);
    });`;
    writeFileSync(path.join(temporary.path, 'program.mts'), program);
    const child = spawn(process.execPath, ['../program.mts'], { cwd: inside(''), stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await once(child.stdout, 'data');
    expect(existsSync(inside('made/deep/file'))).toBe(true);
    child.kill(signal);
    expect(await once(child, 'close')).toEqual([exitCode, null]);
    expect(said).toBe('Broken off; nothing was kept.\n');
    expect(readdirSync(inside(''))).toEqual(['edited']);
    expect(readFileSync(inside('edited'), 'utf8')).toBe('before');
  },
);
