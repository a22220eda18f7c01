import { describe, expect, test } from 'vitest';
import type { PdsTokens } from './support/pds.ts';
import { pdsBench } from './support/pds.ts';

async function tokensOf(response: Response): Promise<PdsTokens> {
  expect(response.status).toBe(200);
  return (await response.json()) as PdsTokens;
}

describe('refresh token rotation', () => {
  test('a refresh gives a new pair and ends the old access token', async () => {
    const { login, refresh, whoAmI } = pdsBench();
    const first = await login();
    const second = await tokensOf(await refresh(first.refresh_token));
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(second.access_token).not.toBe(first.access_token);
    expect((await whoAmI(first.access_token)).status).toBe(401);
    expect((await whoAmI(second.access_token)).status).toBe(200);
  });

  test('a spent refresh token is refused with the recorded body, and its login ends', async () => {
    const { authority, login, refresh, whoAmI } = pdsBench();
    const first = await login();
    const second = await tokensOf(await refresh(first.refresh_token));
    const reused = await refresh(first.refresh_token);
    expect(reused.status).toBe(400);
    expect(await reused.json()).toEqual({
      code: 'InvalidParameter.RefreshToken',
      message: 'The input parameter refresh_token is not valid. ',
      requestId: null,
    });
    expect((await whoAmI(second.access_token)).status).toBe(401);
    expect((await refresh(second.refresh_token)).status).toBe(400);
    expect(authority.tokens()).toEqual([]);
    const kinds = authority.ledger().entries.map((entry) => entry.kind);
    expect(kinds).toContain('lineage-killed');
  });

  test('reuse of one login leaves another one alone', async () => {
    const { login, refresh, whoAmI } = pdsBench();
    const mine = await login();
    const other = await login();
    await refresh(mine.refresh_token);
    await refresh(mine.refresh_token);
    expect((await whoAmI(other.access_token)).status).toBe(200);
  });

  test('of twenty callers with one refresh token, one gets tokens', async () => {
    const { login, refresh } = pdsBench({ traits: { reuseKillsLineage: false } });
    const { refresh_token } = await login();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refresh_token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
  });

  test('within the grace the same successor is given again, after it the login ends', async () => {
    const { authority, login, refresh, whoAmI } = pdsBench({ traits: { refreshTokenGraceSeconds: 30 } });
    const first = await login();
    const second = await tokensOf(await refresh(first.refresh_token));
    authority.clock.advance(29_999);
    const again = await tokensOf(await refresh(first.refresh_token));
    expect(again.refresh_token).toBe(second.refresh_token);
    expect(again.access_token).toBe(second.access_token);
    expect(again.expires_in).toBe(7170);
    authority.clock.advance(1);
    expect((await refresh(first.refresh_token)).status).toBe(400);
    expect((await whoAmI(second.access_token)).status).toBe(401);
  });

  test('the grace does not depend on how long the access token of the successor lives', async () => {
    const { authority, login, refresh } = pdsBench({
      traits: { refreshTokenGraceSeconds: 60 },
      tokenLifetimeSeconds: 5,
    });
    const first = await login();
    const second = await tokensOf(await refresh(first.refresh_token));
    authority.clock.advance(10_000);
    const again = await tokensOf(await refresh(first.refresh_token));
    expect([again.refresh_token, again.expires_in]).toEqual([second.refresh_token, 0]);
    await tokensOf(await refresh(again.refresh_token));
  });

  test('the grace ends as soon as the successor is used', async () => {
    const { login, refresh } = pdsBench({ traits: { refreshTokenGraceSeconds: 30 } });
    const first = await login();
    const second = await tokensOf(await refresh(first.refresh_token));
    await tokensOf(await refresh(second.refresh_token));
    expect((await refresh(first.refresh_token)).status).toBe(400);
  });

  test('a refresh token expires after seven days with the documented code', async () => {
    const { authority, login, refresh } = pdsBench();
    const { refresh_token } = await login();
    authority.clock.advance(7 * 86_400_000);
    const response = await refresh(refresh_token);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code: 'RefreshTokenExpired' });
  });

  test('refreshing works after the access token has expired', async () => {
    const { authority, login, refresh } = pdsBench();
    const { refresh_token } = await login();
    authority.clock.advance(7_200_001);
    expect((await refresh(refresh_token)).status).toBe(200);
  });

  test('the token of one application is refused to another', async () => {
    const { form, login, lastProblem } = pdsBench();
    const { refresh_token } = await login();
    const response = await form({ grant_type: 'refresh_token', client_id: 'mock-native-app', refresh_token });
    expect(await response.json()).toMatchObject({ code: 'InvalidParameter.RefreshToken' });
    expect(lastProblem()).toBe('refresh-2 was issued to application mock-web-app');
  });

  test('traits: no rotation, an access token that survives, no refresh token at all', async () => {
    const still = pdsBench({ traits: { rotateRefreshTokens: false, refreshKillsAccessToken: false } });
    const first = await still.login();
    const second = await tokensOf(await still.refresh(first.refresh_token));
    expect(second.refresh_token).toBe(first.refresh_token);
    expect((await still.whoAmI(first.access_token)).status).toBe(200);
    const off = pdsBench({ traits: { refreshTokens: false } });
    expect(await off.login()).not.toHaveProperty('refresh_token');
  });

  test('kill ends the tokens that are picked, so that a client meets a rejection', async () => {
    const { authority, login, refresh, whoAmI } = pdsBench();
    const tokens = await login();
    expect(authority.kill({ tokenKind: 'access' })).toBe(1);
    expect((await whoAmI(tokens.access_token)).status).toBe(401);
    expect((await refresh(tokens.refresh_token)).status).toBe(200);
  });
});
