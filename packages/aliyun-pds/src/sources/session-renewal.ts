import type { ProviderTraits, RenewalRequest, TokenKeyParts } from '@tokenwright/core';
import type { ParameterRules, Secret } from '@tokenwright/core/provider';
import { refreshToken } from '../calls/refresh-token.ts';
import { revoke } from '../calls/revoke.ts';
import type { PdsTokenInfo } from '../token-info.ts';
import type { PdsSourceOptions } from './source-options.ts';
import { callOptionsOf, contextOfSource, pdsSourceRules, refusedSourceOptions } from './source-options.ts';

/** What the sessions of an application's users have in common. */
export interface PdsSessionOptions extends PdsSourceOptions {
  /**
   * The AppSecret, which web server applications have; or a function that fetches it, asked at every refresh, and once
   * more when PDS refuses the client.
   */
  readonly clientSecret?: Secret | undefined;
  /** Sent with each refresh if given: one of the vendor's sources asks for it, the others do without. */
  readonly redirectUri?: string | undefined;
  /**
   * Refreshes although the store cannot be reached. Only safe when no other process uses the same login.
   * Default false: the present token serves to its end, then calls fail with StoreError.
   */
  readonly refreshWithoutStore?: boolean | undefined;
}

/** Rules for {@link PdsSessionOptions}, to be spread into those of a source or a pool. */
export const sessionRules: ParameterRules['known'] = {
  ...pdsSourceRules,
  clientSecret: {
    what: 'the AppSecret of the application, which only web server applications have, or a function that returns it',
    type: 'secret',
  },
  redirectUri: { what: 'the redirect URI the application is registered with' },
  refreshWithoutStore: { what: 'true to refresh although the store cannot be reached', type: 'boolean' },
};

export const refusedSessionOptions: Readonly<Record<string, string>> = {
  ...refusedSourceOptions,
  privateKey: 'a JWT application mints instead of refreshing; createPdsUserTokenSource is for it',
  userId: 'whose session it is becomes known with its token; name the login with sessionId',
  code: 'a code works once; give it to adopt(): source.adopt(() => getTokenByCode(context, { … }))',
};

/** An access token lives two hours, a refresh token seven days: the vendor's page on its SDK. */
const refreshTokenLifetimeMs = 7 * 86_400_000;

/** How the sessions of an application are renewed and ended: what a source does for one login, and a pool for many. */
export interface SessionRenewal {
  readonly key: Omit<TokenKeyParts, 'sessionId' | 'subject'>;
  readonly traits: ProviderTraits;
  readonly refreshWithoutStore: boolean | undefined;
  readonly refresh: (request: RenewalRequest & { readonly refreshToken: string }) => Promise<PdsTokenInfo>;
  readonly revoke: (request: RenewalRequest & { readonly refreshToken: string }) => Promise<void>;
}

/** Prepares it from checked options. */
export function sessionRenewal(where: string, options: PdsSessionOptions): SessionRenewal {
  const { clientId: client_id, clientSecret: client_secret, redirectUri: redirect_uri, refreshWithoutStore } = options;
  const context = contextOfSource(where, options);
  return {
    key: { authority: context.authEndpoint, provider: 'aliyun-pds', clientId: client_id, credential: 'session' },
    traits: { refreshKillsAccessToken: true, refreshTokenLifetimeMs },
    refreshWithoutStore,
    refresh: ({ refreshToken: refresh_token, ...request }) =>
      refreshToken(context, { client_id, client_secret, redirect_uri, refresh_token }, callOptionsOf(request)),
    revoke: ({ refreshToken: refresh_token, ...request }) =>
      revoke(context, { client_id, refresh_token }, callOptionsOf(request)),
  };
}
