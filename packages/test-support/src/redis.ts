import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

/** A `redis-server` of a test's own, on loopback. */
export interface RedisServer {
  readonly port: number;
  /** Runs a command by `redis-cli` and gives what it prints. */
  command(...words: readonly string[]): Promise<string>;
  /** Stops the process where it is (SIGSTOP), as a machine that hangs. */
  pause(): void;
  resume(): void;
  /** SIGKILL, as a machine that fails. */
  kill(): Promise<void>;
  /** Starts it again at the same port, with what its folder holds. */
  start(): Promise<void>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const binary = process.env['TOKENWRIGHT_REDIS_SERVER'] ?? 'redis-server';
let isThere: boolean | undefined;

/**
 * Whether tests that need `redis-server` are to run: always in CI, where they fail without it; elsewhere when it is
 * installed. Says so when they do not run.
 */
export function hasRedisServer(): boolean {
  if (process.env['CI'] === 'true') return true;
  if (isThere === undefined) {
    isThere = spawnSync(binary, ['--version']).status === 0;
    if (!isThere)
      // oxlint-disable-next-line no-console -- a suite that does not run has to say so
      console.warn(
        `SKIPPED: tests against a real Redis, for there is no ${binary}. To run them, install redis-server.`,
      );
  }
  return isThere;
}

/** Starts a server that writes nothing to its disk unless told to. `settings` are those of redis.conf. */
export function startRedis(settings: Readonly<Record<string, string>> = {}): Promise<RedisServer> {
  return start({ save: '', appendonly: 'no', ...settings }, []);
}

/** Starts a Sentinel that watches nothing yet. */
export function startRedisSentinel(): Promise<RedisServer> {
  return start({}, ['--sentinel']);
}

async function start(settings: Readonly<Record<string, string>>, flags: readonly string[]): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-redis-'));
  // A Sentinel keeps its state in its configuration file. A setting of several words is one line of it to every version.
  const file = path.join(folder, 'redis.conf');
  const all = { ...settings, port: String(port), bind: '127.0.0.1', dir: folder };
  const lines = Object.entries(all).map(([name, value]) => `${name} ${value === '' ? '""' : value}\n`);
  writeFileSync(file, lines.join(''));
  let child: ChildProcess | undefined;

  const run = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const started = spawn(binary, [file, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
      child = started;
      let said = '';
      started.on('error', reject);
      started.on('close', (code) => reject(new Error(`${binary} ended (${String(code)}):\n${said}`)));
      const listen = (text: unknown): void => {
        said = `${said}${String(text)}`.slice(-4000);
        if (/Ready to accept connections|\+monitor|Sentinel ID/.test(said)) resolve();
      };
      started.stdout.on('data', listen);
      // Here it says which setting it does not know.
      started.stderr.on('data', listen);
    });
  const kill = async (): Promise<void> => {
    const running = child;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => {
      running.once('exit', resolve);
    });
    running.kill('SIGKILL');
    await gone;
  };
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  const close = async (): Promise<void> => {
    process.off('exit', atExit);
    await kill();
    clear();
  };
  const atExit = (): void => {
    child?.kill('SIGKILL');
    clear();
  };
  process.on('exit', atExit);
  try {
    await run();
  } catch (error) {
    await close();
    throw error;
  }
  const password = settings['requirepass'];
  return {
    port,
    start: run,
    kill,
    close,
    [Symbol.asyncDispose]: close,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    command: async (...rest) => {
      const login = password === undefined ? [] : ['-a', password, '--no-auth-warning'];
      const { stdout } = await promisify(execFile)('redis-cli', ['-p', String(port), ...login, ...rest]);
      return stdout.trim();
    },
  };
}

/** Starts a cluster of three masters, each with so many replicas; the masters come first. */
export async function startRedisCluster({ replicas = 0 }: { readonly replicas?: number } = {}): Promise<{
  readonly servers: readonly RedisServer[];
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const servers: RedisServer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    while (servers.length < 3 * (1 + replicas))
      servers.push(
        await startRedis({
          'cluster-enabled': 'yes',
          'cluster-port': String(await freePort()),
          // A server that a busy machine lets stand still for a while is not to lose its slots for that.
          'cluster-node-timeout': '15000',
          'repl-diskless-sync-delay': '0',
        }),
      );
    const addresses = servers.map(({ port }) => `127.0.0.1:${port}`);
    const options = ['--cluster-replicas', String(replicas), '--cluster-yes'];
    await promisify(execFile)('redis-cli', ['--cluster', 'create', ...addresses, ...options]);
    for (const server of servers)
      while (!(await server.command('cluster', 'info')).includes('cluster_state:ok'))
        await new Promise((resolve) => {
          setTimeout(resolve, 20);
        });
  } catch (error) {
    await close();
    throw error;
  }
  return { servers, [Symbol.asyncDispose]: close };
}
