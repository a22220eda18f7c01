import type { JWTPayload } from 'jose';
import type { MockClient } from '../options.ts';
import type { TwinState } from '../state/twin-state.ts';
import type { IssuedTokens, TokenRecipe } from '../state/vault.ts';
import { adjustFields, expiresInField } from '../token-answer.ts';

/** The issuer under an origin. The discovery document lies right below it. x-guess: its form is not documented. */
export function issuerOf(origin: string): string {
  return `${origin}/api/v1/oauth2`;
}

/** Whether a scope makes a login one of OpenID Connect. */
export function isOpenId(scope: string): boolean {
  return scope.split(' ').includes('openid');
}

/** What the next generation of a lineage is made from. */
export function oneAccessRecipe(state: TwinState): TokenRecipe {
  return {
    accessToken: state.random.token(32),
    accessLifetimeMs: state.options.accessLifetimeMs,
    refreshToken: state.options.traits.refreshTokens ? state.random.token(32) : undefined,
    refreshLifetimeMs: state.options.refreshLifetimeMs,
  };
}

/** An id_token (OpenID Connect Core section 2). x-guess: the pages name no claim of it. */
export function idTokenFor(
  issued: IssuedTokens,
  client: MockClient,
  origin: string,
  state: TwinState,
  nonce?: string,
): Promise<string> {
  const { lineage, access } = issued;
  const user = state.user(lineage.subject);
  const claims: JWTPayload = {
    iss: issuerOf(origin),
    sub: lineage.subject,
    aud: client.clientId,
    iat: Math.floor(state.clock.now() / 1000),
    exp: Math.ceil(access.expiresAt / 1000),
    auth_time: Math.floor(lineage.startedAt / 1000),
    ...(nonce !== undefined && { nonce }),
    ...(user?.displayName !== undefined && { name: user.displayName }),
    ...(user?.email !== undefined && { email: user.email }),
  };
  return state.keys.sign(client.idTokenAlgorithm ?? 'RS256', claims);
}

/** The answer of the v1 token endpoint (seeds 002 and 003): an id_token with OpenID Connect, on a refresh too. */
export async function oauthTokenAnswer(
  issued: IssuedTokens,
  client: MockClient,
  origin: string,
  state: TwinState,
  nonce?: string,
): Promise<Record<string, unknown>> {
  const { access, refresh, lineage } = issued;
  return adjustFields(
    {
      access_token: access.value,
      token_type: 'Bearer',
      ...expiresInField(access.expiresAt, state),
      scope: lineage.scope,
      ...(refresh && { refresh_token: refresh.value }),
      ...(isOpenId(lineage.scope) && { id_token: await idTokenFor(issued, client, origin, state, nonce) }),
    },
    state,
  );
}
