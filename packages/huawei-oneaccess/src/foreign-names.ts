/**
 * Names that hand-written calls and other clients use, each with what to use here. One table makes the errors and the
 * migration page: `docs/migrating.md` holds the same rows, which a test sees to.
 */

/** Options of a client. */
export const foreignClientOptions = {
  clientId: 'use client_id',
  clientSecret: 'use client_secret',
  domain: 'use domain_name, the host name alone, or endpoint, the whole origin',
  domainName: 'use domain_name',
  host: 'use domain_name',
  baseUrl: 'use endpoint, or domain_name',
  baseURL: 'use endpoint, or domain_name',
  issuer: 'use endpoint, or domain_name; the issuer is read from the discovery document when an id_token is verified',
  tenantId: 'give headers: { "X-tenant-id": … }, for an instance under a common domain',
  timeout: 'use timeoutMs (milliseconds)',
  token_endpoint_auth_method: 'use clientAuthentication: "body" or "basic"',
  authMethod: 'use clientAuthentication: "body" or "basic"',
  retry: 'a call is one exchange and never repeats itself; sources retry what is safe to repeat',
  retries: 'a call is one exchange and never repeats itself; sources retry what is safe to repeat',
  agent: 'give a fetch of your own that uses the agent',
  proxy: 'give a fetch of your own that goes through the proxy',
  rejectUnauthorized:
    'certificates are always verified; for a private authority start Node.js with NODE_EXTRA_CA_CERTS',
  redirect_uri: 'give it to authorizationUrl, and to the call that redeems the code',
  scope: 'give it to authorizationUrl; a token has the scope of its login',
} as const;

/** Parameters of a call. */
export const foreignParameters = {
  grant_type: 'each call sends its own',
  clientId: 'use client_id',
  clientSecret: 'use client_secret',
  redirectUri: 'use redirect_uri',
  codeVerifier: 'use code_verifier',
  refreshToken: 'use refresh_token',
  accessToken: 'use access_token',
  scope: 'a token has the scope of its login, and OneAccess decides that of a tenant token',
  username: 'OneAccess documents no password grant; send the user to authorizationUrl',
  password: 'OneAccess documents no password grant; send the user to authorizationUrl',
  timeout: 'use timeoutMs (milliseconds) in the options, the last argument',
} as const;

/** Parameters of `authorizationUrl`. */
export const foreignAuthorizationParameters = {
  clientId: 'use client_id',
  client_secret: 'it never goes through a browser; give it to the call that redeems the code',
  redirectUri: 'use redirect_uri',
  codeVerifier: 'use code_verifier',
  response_type: 'it is always "code"; the implicit flow, which hands tokens to the address bar, is not offered',
  code_challenge: 'give code_verifier, or the option pkce: true; the challenge is made from the verifier',
  code_challenge_method: 'it is always "S256"',
} as const;

/** Parameters of `logoutUrl`. */
export const foreignLogoutParameters = {
  post_logout_redirect_uri: 'use redirect_url',
  redirect_uri: 'use redirect_url, the name that OneAccess has for it at logout',
  redirectUrl: 'use redirect_url',
  id_token_hint: 'OneAccess ends the session of the browser that visits the address; no token goes there',
} as const;

/** Options of a source. */
export const foreignSourceOptions = {
  client_id: 'use clientId',
  client_secret: 'use clientSecret',
  domain_name: 'use domainName',
  domain: 'use domainName, the host name alone, or endpoint, the whole origin',
  baseUrl: 'use endpoint, or domainName',
  session_id: 'use sessionId',
  tenantId: 'give headers: { "X-tenant-id": … }, for an instance under a common domain',
  timeout: 'use requestTimeoutMs (milliseconds)',
  timeoutMs: 'use requestTimeoutMs (milliseconds)',
  refresh_token:
    'hand the whole token answer to adopt(), or exchange it: adopt(() => client.refreshToken({ refresh_token }))',
  refreshToken:
    'hand the whole token answer to adopt(), or exchange it: adopt(() => client.refreshToken({ refresh_token }))',
  code: 'hand the exchange to adopt(): source.adopt(() => client.getTokenByCode({ code }))',
  scope: 'give it to authorizationUrl; a token has the scope of its login',
  expiryMargin: 'a token is renewed ahead of its end by itself; getToken takes minValidityMs',
} as const;
