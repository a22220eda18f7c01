import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { hasRedisServer } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';

async function measure(file: string, argument: string): Promise<string> {
  const program = path.join(import.meta.dirname, '../measure', file);
  const { stdout } = await promisify(execFile)(process.execPath, [program, argument]);
  return stdout;
}

describe.runIf(hasRedisServer())('what the documentation has measured can be measured again', () => {
  test('capacity.ts: a renewal costs five commands, and a process that follows one more', async () => {
    const output = await measure('capacity.ts', '3');
    for (const name of ['PDS', 'PDS, encrypted', 'OneAccess', 'OneAccess, encrypted']) {
      expect(output).toMatch(new RegExp(`^\\| ${name} \\| \\d+ characters \\| \\d+ bytes \\| \\d+ bytes \\|$`, 'm'));
      const traffic = String.raw`[\d.]+ kB, [\d.]+ kB`;
      expect(output).toMatch(
        new RegExp(
          `^\\| ${name} \\| 5: 4 EVALSHA, 1 GET \\| ${traffic} \\| 6: 4 EVALSHA, 2 GET \\| ${traffic} \\|$`,
          'm',
        ),
      );
    }
  });

  test('S1: keep-alive.ts: finds, enqueues and renews every idle login once', async () => {
    const output = await measure('keep-alive.ts', '200');
    expect(output).toMatch(/^to find them .*, 200 found,/m);
    expect(output).toMatch(/^memory of a job .*, 200 jobs$/m);
    expect(output).toMatch(/^refreshes +200, refresh tokens sent twice: 0$/m);
    expect(output).toMatch(/^problems +\{\}$/m);
  });
});
