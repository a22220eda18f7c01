import type { TokenResponse } from './gen/oauth2/types.gen.ts';
import type { TenantTokenResponse } from './gen/tenant/types.gen.ts';

/** Makes a wire type what a call returns: `expires_in` a number, what the document does not know kept. */
type Checked<Wire extends { access_token: string; expires_in?: unknown }> = Omit<
  Wire,
  'access_token' | 'expires_in'
> & {
  /** The access token; opaque. */
  access_token: string;
  /** Seconds from the moment of the request for which the access token is valid. */
  expires_in?: number;
  /** Whatever else came. */
  [field: string]: unknown;
};

/** What the calls of the OAuth2 API return, under its wire names. */
export type OneAccessToken = Checked<TokenResponse>;

/** What the OpenID Connect call returns: a token with an id_token. Its signature is not verified. */
export type OneAccessOidcToken = OneAccessToken & {
  /** The id_token as it came, a signed JWT: believe nothing in it before the verifier of `./id-token` has. */
  id_token: string;
};

/** What the tenant call returns, under its wire names. */
export type OneAccessTenantToken = Checked<TenantTokenResponse>;
