/**
 * Options that the client of the vendor's own SDK takes, or a source here, and ours does not, each with what to use. The
 * errors say it, and `docs/migrating.md` lists it; a test holds the two together.
 */
export const vendorClientOptions: Readonly<Record<string, string>> = {
  token_info: 'a client holds no token; give it to a source as "initial", or to its adopt()',
  refresh_token_fun: 'a source refreshes by itself, once for all who ask: createPdsSessionTokenSource',
  always_get_token_fun: 'getToken() of a source is that function, and costs nothing while the token is fresh',
  always_get_token_cache_ms: 'a source gives its token until it is due, and needs no cache before it',
  share_token: 'share links are no part of the token API',
  refresh_share_token_fun: 'share links are no part of the token API',
  retryCount: 'a call is one exchange and never repeats itself; a source repeats what is safe to repeat',
  timeout: 'use timeoutMs (milliseconds)',
  verbose: 'nothing is logged here, because requests hold secrets; a source tells onEvent what happens',
  version: 'the document fixes the version of the API (v2)',
  path_type: 'the document fixes the paths of the API',
  endpoint: 'use api_endpoint',
};

/**
 * Parameters that a call does not take, though another call does, the vendor's types have them, or requests built by
 * hand send them. What a call does take is looked at first. The page lists these too.
 */
export const vendorParameters: Readonly<Record<string, string>> = {
  grant_type: 'each call sends its own; the option codeGrantType of the client chooses that of a code',
  sub_type: 'the name of the call says it: getUserJwtToken, getServiceJwtToken',
  user_id: 'only getUserJwtToken is for a user',
  client_secret: 'only getTokenByCode and refreshToken take it; a JWT application has its key',
  privateKey: 'use private_key_pem',
  assertion: 'getUserJwtToken and getServiceJwtToken sign one of private_key_pem, anew for each request',
  app_id: 'use client_id',
  code_verifier: 'no source of the vendor has a parameter for PKCE',
};

/** Deprecated spellings of parameters: the vendor's tables spell it so, its samples and the wire do not. */
export const vendorSpellings: Readonly<Record<string, string>> = { redirect_url: 'redirect_uri' };
