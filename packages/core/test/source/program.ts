import { execFile } from 'node:child_process';

/** How a program ended. */
export interface Ending {
  /** The exit code; undefined when it had to be killed because it did not end by itself. */
  readonly code: number | undefined;
  /** What it printed, line by line, errors included. */
  readonly lines: readonly string[];
}

/** Longer than any program of a test takes, shorter than a test may. */
const longestMs = 20_000;

const entries: Readonly<Record<string, string>> = {
  'AuthorityError, createTokenSource, encodeTokenKey': '../../src/index.ts',
  createAuthorizedFetch: '../../src/authorized-fetch.ts',
  memoryStore: '../../src/memory-store.ts',
};

/**
 * Runs a module as a process of its own, on the Node.js that runs the test. It may use what is imported here, `key` and `sessionKey`, and `elsewhere(store)`: the records of a store without its
 * leases and watches, as another process may have them.
 */
export function runProgram(code: string, patienceMs: number = longestMs): Promise<Ending> {
  const imports = Object.entries(entries).map(([, file], index) => {
    const url = JSON.stringify(new URL(file, import.meta.url).href);
    return `import * as entry${index} from ${url};`;
  });
  const names = ['AuthorityError', 'createTokenSource', 'encodeTokenKey', 'RequestTimeoutError', 'TransportError'].join(
    ', ',
  );
  const module = `${imports.join('\n')}
    const { ${names} } = entry0;
    const { createAuthorizedFetch } = entry1;
    const { memoryStore } = entry2;
    const key = { authority: 'https://authority.example', provider: 'test', clientId: 'app', credential: 'client' };
    const sessionKey = { ...key, credential: 'session', sessionId: 'login-1' };
    const elsewhere = (store) => ({
      get: (key) => store.get(key),
      delete: (key, expected) => store.delete(key, expected),
      compareAndSet: (key, write) => store.compareAndSet(key, write),
    });
    ${code}`;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--input-type=module', '-e', module],
      { timeout: patienceMs, killSignal: 'SIGKILL' },
      (error, out, err) => {
        const lines = (out + err).split('\n').filter((line) => line !== '');
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : undefined, lines });
      },
    );
  });
}
