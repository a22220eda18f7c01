import { canary, everyView, failureOf, leaksOf } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import { ConfigurationError, createTokenSource, encodeTokenKey, TokenwrightError } from '../../src/index.ts';
import { memoryStore } from '../../src/memory-store.ts';
import { createFakeClock } from '../../src/testing.ts';
import { key, login, mintScene, sessionKey, sessionScene } from './support.ts';

const minute = 60_000;

/** What somebody's exchange may give who reads any body as JSON, whatever its status. */
const useless: readonly (readonly [string, unknown, string])[] = [
  ['nothing', undefined, 'missing_access_token'],
  ['the body of an error', { error: 'invalid_grant', error_description: canary }, 'missing_access_token'],
  ['a text', canary, 'missing_access_token'],
  ['an empty access_token', { access_token: '', expires_in: 3600 }, 'missing_access_token'],
  ['an access_token that is a number', { access_token: 5 }, 'missing_access_token'],
  ['an expires_in that is a word', { access_token: 'access-1', expires_in: 'soon' }, 'invalid_expires_in'],
  ['an expires_in that is no number', { access_token: 'access-1', expires_in: Number.NaN }, 'invalid_expires_in'],
];

describe('W4: an exchange of somebody’s own that gives no token answer has failed', () => {
  test.each(useless)('W4: mint gives %s', async (_what, wire, code) => {
    const { source, authority } = mintScene();
    authority.answer(() => wire as never);
    const error = await failureOf(TokenwrightError, () => source.getToken());
    expect(error).toMatchObject({ name: 'InvalidResponseError', code });
    expect(leaksOf(canary, everyView(error))).toEqual([]);
    expect(source.peek()).toBeUndefined();
  });

  test.each(useless)(
    'W4, L10: refresh gives %s, and the old token is not taken for a new one',
    async (_what, wire, code) => {
      const clock = createFakeClock();
      const store = memoryStore({ now: () => clock.now() });
      const { source, authority } = sessionScene({ store }, clock);
      await source.getToken();
      await clock.advance(61 * minute);
      authority.answer(() => wire as never);
      const error = await failureOf(TokenwrightError, () => source.getToken());
      expect(error).toMatchObject({ name: 'InvalidResponseError', code });
      expect(leaksOf(canary, everyView(error))).toEqual([]);
      const stored = await store.get(encodeTokenKey(sessionKey));
      expect(stored?.record).toMatchObject({ generation: 0, pending: { answered: true } });
    },
  );

  test.each(useless.filter(([, wire]) => typeof wire === 'object'))(
    'W4: a token set to begin with is %s',
    (_what, initial) => {
      const make = (): unknown => createTokenSource({ key, mint: async () => login(1), initial: initial as never });
      expect(make).toThrow(ConfigurationError);
      expect(make).toThrow('createTokenSource: the option "initial" is no token answer with an ');
    },
  );

  test.each(useless)('W4: a login gives %s', async (_what, wire) => {
    const { source } = sessionScene({ initial: undefined });
    const error = await failureOf(ConfigurationError, () => source.adopt(async () => wire as never));
    expect(error.message).toContain('adopt: a token answer with an ');
    await expect(source.getToken()).rejects.toMatchObject({ reason: 'no-session' });
  });
});

test.each([
  ['digits in a text', '3600', 3600],
  ['null', null, undefined],
])('L15: an expires_in that is %s is read as a provider’s would be', async (_what, expires_in, seconds) => {
  const { source, authority, clock } = mintScene();
  authority.answer({ access_token: 'access-1', expires_in } as never);
  const { expiresAtMs } = await source.getToken();
  expect(expiresAtMs).toBe(seconds === undefined ? undefined : clock.now() + seconds * 1000);
});

test.each([
  ['null', null],
  ['an empty text', ''],
])('L10: a refresh_token of %s is one that the answer leaves out', async (_what, refresh_token) => {
  const { source, authority, clock } = sessionScene();
  await source.getToken();
  for (const number of [1, 2]) {
    await clock.advance(61 * minute);
    authority.answer({ ...login(number), refresh_token } as never);
    expect((await source.getToken()).accessToken).toBe(`access-${number}`);
  }
  expect(authority.requests.map(({ refreshToken }) => refreshToken)).toEqual(['refresh-0', 'refresh-0']);
});

test.each([
  ['null', null],
  ['an empty text', ''],
])('L13: a login with a refresh_token of %s has none', async (_what, refresh_token) => {
  const revoked: string[] = [];
  const { source, authority, clock } = sessionScene({
    initial: undefined,
    revoke: async (request) => void revoked.push(request.refreshToken),
  });
  await source.adopt({ ...login(1), refresh_token } as never);
  await clock.advance(61 * minute);
  await expect(source.getToken()).rejects.toMatchObject({ reason: 'no-refresh-token' });
  expect(authority.requests).toEqual([]);
  await source.adopt({ ...login(1), refresh_token } as never);
  await source.signOut({ revoke: true });
  expect(revoked).toEqual([]);
});

const idTokenOf = (claims: object): string => `e30.${btoa(JSON.stringify(claims))}.`;

test.each<[string, object, object]>([
  ['a user_id of null', { user_id: 'one' }, { user_id: null }],
  ['an empty user_id', { user_id: 'one' }, { user_id: '' }],
  ['a sub where there was none', { sub: null }, { sub: 'one' }],
  ['an ID token whose sub is null', { id_token: idTokenOf({ sub: 'one' }) }, { id_token: idTokenOf({ sub: null }) }],
])('L10: a refresh with %s speaks of no other user', async (_what, before, after) => {
  const { source, authority, clock } = sessionScene({ initial: { ...login(0), ...before } });
  await source.getToken();
  await clock.advance(61 * minute);
  authority.answer({ ...login(1), ...after });
  expect((await source.getToken()).accessToken).toBe('access-1');
});

test('W7: an error of somebody’s own exchange is told by its name, and no more', async () => {
  const { source, authority } = mintScene({ maxRetries: 0 });
  authority.answer(new RangeError(canary));
  const error = await failureOf(TokenwrightError, () => source.getToken());
  expect(error.message).toBe(
    'The exchange failed with an error that is not one of this package (RangeError); its message is not shown, because it may hold a secret.',
  );
  expect(leaksOf(canary, everyView(error))).toEqual([]);
});

test('an exchange that waits for nothing may return its answer itself', async () => {
  const source = createTokenSource({ key, mint: (() => login(1)) as never });
  expect((await source.getToken()).accessToken).toBe('access-1');
});

test('L5: a family of credentials that is none is refused', () => {
  const make = (): unknown =>
    createTokenSource({ key: { ...key, credential: 'secret' as never }, mint: async () => login(1) });
  expect(make).toThrow('createTokenSource: the option "credential" takes one of "client", "assertion", "session".');
});
