import { startLoopback } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import { runProgram } from './program.ts';

/** Each program has this long; one that is still alive then was kept alive by a source. */
const limitMs = 30_000;

const mint = `let minted = 0;
  const mint = async () => ({ access_token: 'minted-' + ++minted, expires_in: 3600 });`;

const login = `const login = { access_token: 'access-0', refresh_token: 'refresh-0', expires_in: 3600 };
  let refreshed = 0;
  const refresh = async () => ({
    access_token: 'access-' + ++refreshed, refresh_token: 'refresh-' + refreshed, expires_in: 3600,
  });`;

/** Resolves after a moment, and lets the process end meanwhile: only a source can keep it alive. */
const quietly = `const quietly = (milliseconds) =>
    new Promise((resolve) => { setTimeout(resolve, milliseconds).unref(); });`;

/** What a program says when it has run to its last line. */
const done = `console.log('done');`;

describe('L17: a process whose work is done ends by itself, although nobody closed the source', () => {
  test.each([
    ['a source that mints', `await createTokenSource({ key, mint }).getToken();`],
    ['one that keeps a token fresh', `await createTokenSource({ key, mint, keepFresh: true }).getToken();`],
    [
      'one that keeps a token fresh and was never asked',
      `const events = [];
       createTokenSource({ key, mint, keepFresh: true, onEvent: ({ type }) => events.push(type) });
       process.on('exit', () => { if (events.length > 1) console.log('renewed more than once'); });`,
    ],
    [
      'a thousand of them',
      `await Promise.all(Array.from({ length: 1000 }, (_, index) =>
         createTokenSource({ key: { ...key, subject: String(index) }, mint, keepFresh: true }).getToken()));`,
    ],
    [
      'one whose token is about to be renewed',
      `const short = async () => ({ access_token: 'short', expires_in: 5 });
       await createTokenSource({ key, mint: short, keepFresh: true }).getToken();`,
    ],
    [
      'a session that watches its store, holds leases and has refreshed',
      `const source = createTokenSource({
         key: sessionKey, refresh, initial: login, keepFresh: true, store: memoryStore(),
       });
       await source.getToken();
       await source.renew({ reason: 'test' });`,
    ],
    [
      'one in a back-off',
      `const source = createTokenSource({ key, keepFresh: true, mint: async () => {
         throw new AuthorityError('no', { code: 'invalid_client', status: 401, retryable: false });
       } });
       await source.getToken().catch(() => undefined);`,
    ],
    [
      'one that was told to come back in five minutes',
      `const source = createTokenSource({ key, keepFresh: true, mint: async () => {
         throw new AuthorityError('no', {
           code: 'rate_limited', status: 429, retryable: true, retryAt: Date.now() + 300_000,
         });
       } });
       await source.getToken().catch(() => undefined);`,
    ],
    [
      'a rotation that the store does not take',
      `const store = memoryStore();
       const away = { ...elsewhere(store), compareAndSet: async (key, write) => {
         if (write.record.generation > 0) throw new Error('away');
         return store.compareAndSet(key, write);
       } };
       const events = [];
       const source = createTokenSource({
         key: sessionKey, refresh, initial: login, store: away, onEvent: ({ type }) => events.push(type),
       });
       await source.getToken();
       await source.renew({ reason: 'test' });
       if (events[0] !== 'persist-failed') console.log(events);`,
    ],
    [
      'callers that gave up before their long limits',
      `const source = createTokenSource({ key, mint, acquireTimeoutMs: 2 ** 31 - 1 });
       await Promise.all([1, 2, 3].map(() => source.getToken({ signal: AbortSignal.timeout(600_000) })));`,
    ],
  ])(
    'L17: %s',
    async (_name, work) => {
      expect(await runProgram(`${mint} ${login} ${work} ${done}`)).toEqual({ code: 0, lines: ['done'] });
    },
    limitMs,
  );

  test(
    'L17: a renewal that nobody waits for holds no process, although its exchange never ends',
    async () => {
      const ending = await runProgram(
        `createTokenSource({ key, keepFresh: true, mint: () => new Promise(() => {}) });
         const leaving = AbortSignal.timeout(100);
         await createTokenSource({ key, mint: () => new Promise(() => {}) })
           .getToken({ signal: leaving })
           .catch(({ name }) => console.log(name));`,
        5000,
      );
      expect(ending).toEqual({ code: 0, lines: ['TimeoutError'] });
    },
    limitMs,
  );

  test(
    'L17: a closed source that kept a token fresh leaves no timer',
    async () => {
      const ending = await runProgram(`${mint}
        const source = createTokenSource({ key, mint, keepFresh: true });
        await source.getToken();
        await source.close();
        const left = process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
        console.log(left.length, 'timers');`);
      expect(ending).toEqual({ code: 0, lines: ['0 timers'] });
    },
    limitMs,
  );
});

describe('L17: a program that waits for a token does not end in the middle', () => {
  // Node.js ends with 13 when nothing is left that could settle what a module awaits.
  test(
    'the wait of a test itself holds no process: without a source the program ends unfinished',
    async () => {
      const { code, lines } = await runProgram(`${quietly} await quietly(50); ${done}`);
      expect(code).toBe(13);
      expect(lines).not.toContain('done');
    },
    limitMs,
  );

  test.each([
    [
      'an exchange that holds the process by nothing of its own',
      `const source = createTokenSource({ key, mint: async () => (await quietly(50), { access_token: 'late' }) });
       console.log((await source.getToken()).accessToken);`,
      'late',
    ],
    [
      'the retries inside one renewal',
      `let tries = 0;
       const source = createTokenSource({ key, random: () => 0, mint: async () => {
         tries += 1;
         if (tries < 3) throw new AuthorityError('away', { code: 'authority_unavailable', status: 503, retryable: true });
         return { access_token: 'third try' };
       } });
       console.log((await source.getToken()).accessToken);`,
      'third try',
    ],
    [
      'a refresh that another process has begun, followed by looking into the store',
      `const store = memoryStore();
       const asked = Promise.withResolvers();
       const first = createTokenSource({ key: sessionKey, store, initial: login, refresh: async () => {
         asked.resolve();
         await quietly(300);
         return refresh();
       } });
       await first.getToken();
       const second = createTokenSource({ key: sessionKey, store: elsewhere(store), refresh });
       await second.getToken();
       void first.renew({ reason: 'test' });
       await asked.promise;
       console.log((await second.renew({ reason: 'test' })).accessToken, refreshed);`,
      'access-1 1',
    ],
    [
      'the limit of a caller whose exchange never ends',
      `const source = createTokenSource({ key, random: () => 0, acquireTimeoutMs: 100, requestTimeoutMs: 200,
         mint: () => new Promise(() => {}) });
       await source.getToken().catch((error) => console.log(error.code));`,
      'request_timeout',
    ],
    [
      'a login whose code is being exchanged',
      `const source = createTokenSource({ key: sessionKey, refresh });
       console.log((await source.adopt(async () => (await quietly(50), login))).accessToken);`,
      'access-0',
    ],
    [
      'a sign-out that revokes',
      `const revoked = [];
       const source = createTokenSource({
         key: sessionKey, refresh, initial: login,
         revoke: async ({ refreshToken }) => (await quietly(50), void revoked.push(refreshToken)),
       });
       await source.getToken();
       await source.signOut({ revoke: true });
       console.log(revoked.join());`,
      'refresh-0',
    ],
    [
      'a call of close() that waits for a refresh',
      `const store = memoryStore();
       const source = createTokenSource({
         key: sessionKey, store, initial: login, refresh: async () => (await quietly(50), refresh()),
       });
       await source.getToken();
       void source.renew({ reason: 'test' });
       await Promise.resolve();
       await source.close();
       console.log((await store.get(encodeTokenKey(sessionKey))).record.token.wire.refresh_token);`,
      'refresh-1',
    ],
  ])(
    'L17: %s',
    async (_name, work, line) => {
      const ending = await runProgram(`${quietly} ${login} ${work} ${done}`);
      expect(ending).toEqual({ code: 0, lines: [line, 'done'] });
    },
    limitMs,
  );
});

describe('L17, L19: authorised fetch', () => {
  test(
    'L17: a program with an open authorised fetch ends when it is answered, a replaced token included',
    async () => {
      await using server = await startLoopback((request, response) => {
        // The first token is refused, and every answer stays open until the request for it has been seen as a whole.
        const refused = request.headers.authorization === 'Bearer minted-1';
        setImmediate(() => response.writeHead(refused ? 401 : 200).end('answer'));
      });
      const ending = await runProgram(`${mint}
        const source = createTokenSource({ key, mint, keepFresh: true });
        const authorizedFetch = createAuthorizedFetch(source, { origins: ['${server.url}'] });
        void Promise.all([1, 2, 3].map(() => authorizedFetch('${server.url}/')))
          .then((answers) => console.log(answers.map(({ status }) => status).join(), minted));`);
      expect(ending).toEqual({ code: 0, lines: ['200,200,200 2'] });
      expect(server.received.length).toBe(6);
    },
    limitMs,
  );
});
