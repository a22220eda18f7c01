import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { freePort, hasRedisServer, startRedis } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import { record, Stores } from './support.ts';

/** The shell block of a page, as it stands there. */
function shellBlock(page: string): string {
  const text = readFileSync(new URL(`../docs/${page}`, import.meta.url), 'utf8');
  return /^```sh\n([\s\S]*?)^```/m.exec(text)?.[1] ?? '';
}

/** Runs a script in which the programs of Redis go to a port of the test's own. */
async function bash(script: string, port: number): Promise<string> {
  const programs = `redis-cli() { command redis-cli -p ${port} "$@"; }`;
  const { stdout } = await promisify(execFile)('bash', ['-e', '-c', `${programs}\n${script}`], { timeout: 20_000 });
  return stdout;
}

describe.skipIf(!hasRedisServer())('the commands of the pages', () => {
  test('docs/redis.md: the server that is started keeps what it was told, and evicts nothing', async () => {
    const port = await freePort();
    const command = shellBlock('redis.md').trim();
    expect(command).toMatch(/^redis-server [^\n]+$/);
    // In a folder of its own: it writes what it holds where it is started.
    const script = `
      cd "$(mktemp -d)"
      ${command} --port ${port} --bind 127.0.0.1 >/dev/null &
      trap 'kill $!; wait $! || true; rm -r "$PWD"' EXIT
      until redis-cli ping >/dev/null 2>&1; do :; done
      redis-cli config get appendonly appendfsync maxmemory-policy`;
    const settings = (await bash(script, port)).trim().split('\n');
    for (const words of command.split(' --').slice(1)) {
      const [name = '', value = ''] = words.split(' ');
      expect(settings[settings.indexOf(name) + 1], name).toBe(value);
    }
  });

  test('docs/runbook.md: they find a session by its parts, its record and its lease', async () => {
    await using server = await startRedis();
    await using stores = new Stores();
    const key = '["https://authority.example","test","user-1"]';
    const store = await stores.make('redis', server.port);
    await store.compareAndSet(key, { expected: null, record });
    await store.tryLease?.(key, { ttlMs: 60_000 });
    const script = shellBlock('runbook.md');
    expect(script.trim().split('\n')).toHaveLength(3);
    const [found = '', stored, life] = (await bash(script.replaceAll('<name>', `tokenwright:{${key}}`), server.port))
      .trim()
      .split(/\n(?=[^\n]*\{"format"|\d+$|-\d+$)/);
    expect(found.split('\n')).toContain(`tokenwright:{${key}}`);
    expect(stored).toContain('"lineage"');
    expect(Number(life)).toBeGreaterThan(0);
    const other = await bash(
      script.replaceAll('<name>', 'tokenwright:{none}').replaceAll('user-1', 'user-2'),
      server.port,
    );
    expect(other.trim()).toBe('-2');
  });
});
