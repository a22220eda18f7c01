import { canary } from '@tokenwright/test-support';
import { testEveryFunction, type Row } from '@tokenwright/test-support/every-function';
import { describe } from 'vitest';
import * as idToken from '../src/id-token.ts';
import * as oneaccess from '../src/index.ts';

/** A request would be a TransportError, and no row has one. */
const unreachable: typeof globalThis.fetch = () => Promise.reject(new Error('A request was sent.'));
const context = oneaccess.createOneAccessOAuthContext({ domain_name: 'a.example', fetch: unreachable });
const tenant = oneaccess.createOneAccessTenantContext({ domain_name: 'a.example', fetch: unreachable });
const app = { client_id: 'app', client_secret: canary };
const code = { ...app, code: canary, redirect_uri: 'https://a.example/cb' };
const refresh = { ...app, refresh_token: canary };
const connection = { domainName: 'a.example', clientId: 'app', clientSecret: canary };
const session = { ...connection, sessionId: 's' };
const idTokenOf = { id_token: 'a.b.c', client_id: 'app', nonce: 'n' };
const verifier = { domain_name: 'a.example', client_id: 'app' };

const rows: Readonly<Record<string, readonly Row[]>> = {
  OneAccessOAuthClient: [
    [[undefined], 'ConfigurationError', 'OneAccessOAuthClient: an object of options is needed, undefined was given.'],
    [
      [{}],
      'ConfigurationError',
      'OneAccessOAuthClient: the option "domain_name" is missing; give the user access domain name of the instance, such as "abcdefg.huaweioneaccess.com".',
    ],
    [
      [{ domain_name: 'https://a.example' }],
      'ConfigurationError',
      'domain_name: "https://a.example" does not fit; a host name is needed, with ":port" if it is not 443, without scheme or path.',
    ],
    [
      [{ endpoint: 'http://a.example' }],
      'ConfigurationError',
      'endpoint: "http://a.example" would send secrets unencrypted; use https. (http is allowed to loopback; dangerouslyAllowInsecureHttp: true allows it everywhere.)',
    ],
    [
      [{ domain_name: 'a.example', issuer: 'x' }],
      'ConfigurationError',
      'OneAccessOAuthClient: the option "issuer" is not taken here; use endpoint, or domain_name; the issuer is read from the discovery document when an id_token is verified.',
    ],
    [
      [{ domain_name: 'a.example', client_secret: 5 }],
      'ConfigurationError',
      'OneAccessOAuthClient: the option "client_secret" is a number; a string, or a function that returns one, is needed: the client secret of the application, or a function that returns it.',
    ],
  ],
  OneAccessTenantClient: [
    [[null], 'ConfigurationError', 'OneAccessTenantClient: an object of options is needed, null was given.'],
    [
      [{ domain_name: 'a.example', grantTypeIn: 'header' }],
      'ConfigurationError',
      'OneAccessTenantClient: the option "grantTypeIn" takes one of "body", "query".',
    ],
    [
      [{ domain_name: 'a.example', grantTypeIn: 'query', clientAuthentication: 'body' }],
      'ConfigurationError',
      'OneAccessTenantClient: the option "grantTypeIn" is "query" and "clientAuthentication" is "body"; a request with the grant in its address has no body, so it needs "basic".',
    ],
  ],
  createOneAccessOAuthContext: [
    [[5], 'ConfigurationError', 'OneAccessOAuthClient: an object of options is needed, a number was given.'],
    [
      [{ domain_name: 'a..b' }],
      'ConfigurationError',
      'domain_name: "a..b" does not fit; a host name is needed, with ":port" if it is not 443, without scheme or path.',
    ],
    [
      [{ domain_name: 'a.example', grantTypeIn: 'query' }],
      'ConfigurationError',
      'OneAccessOAuthClient: the option "grantTypeIn" is not taken here; the OAuth2 API takes grant_type in the body only; OneAccessTenantClient has this option.',
    ],
  ],
  createOneAccessTenantContext: [
    [[undefined], 'ConfigurationError', 'OneAccessTenantClient: an object of options is needed, undefined was given.'],
    [
      [{ domainName: 'a.example' }],
      'ConfigurationError',
      'OneAccessTenantClient: the option "domainName" is not taken here; use domain_name.',
    ],
    [
      [{ domain_name: 'a.example', clientAuthentication: 'digest' }],
      'ConfigurationError',
      'OneAccessTenantClient: the option "clientAuthentication" takes one of "body", "basic".',
    ],
  ],
  authorizationUrl: [
    [
      [undefined, app],
      'ConfigurationError',
      'authorizationUrl: the parameter "context" is undefined; give what createOneAccessOAuthContext returned.',
    ],
    [[context], 'ConfigurationError', 'authorizationUrl: an object of parameters is needed, undefined was given.'],
    [
      [context, {}],
      'ConfigurationError',
      'authorizationUrl: the parameter "client_id" is missing; give the client id of the application.',
    ],
    [
      [context, { client_id: 'app', redirect_uri: '/callback' }],
      'ConfigurationError',
      'authorizationUrl: the parameter "redirect_uri" is no absolute address.',
    ],
    [
      [context, { client_id: 'app', response_type: 'id_token' }],
      'ConfigurationError',
      'authorizationUrl: the parameter "response_type" is not taken here; it is always "code"; the implicit flow, which hands tokens to the address bar, is not offered.',
    ],
    [
      [context, { client_id: 'app', code_verifier: 'short' }],
      'ConfigurationError',
      'authorizationUrl: the parameter "code_verifier" does not fit; 43 to 128 letters, digits and "-._~" are needed.',
    ],
    [
      [context, { client_id: 'app' }, { pkce: 'S256' }],
      'ConfigurationError',
      'authorizationUrl: the option "pkce" is a string; a boolean is needed: true to bind the code to a verifier.',
    ],
  ],
  parseCallback: [
    [
      [null, { state: 's' }],
      'ConfigurationError',
      'parseCallback: the parameter "callback" is null; give the address that the browser was sent to, as text, URL or URLSearchParams.',
    ],
    [
      ['?code=c&state=s'],
      'ConfigurationError',
      'parseCallback: an object of parameters is needed, undefined was given.',
    ],
    [
      ['?code=c&state=s', { state: '' }],
      'ConfigurationError',
      'parseCallback: the parameter "state" is an empty string; give the state that authorizationUrl returned.',
    ],
    [
      ['?code=c&state=other', { state: 's' }],
      'InvalidResponseError',
      'parseCallback: the "state" of the callback is not the one this login began with. It answers another login: an old tab, a second one, or a forged link. Begin the login anew.',
    ],
    [
      ['?state=s', { state: 's' }],
      'InvalidResponseError',
      'parseCallback: the callback has neither a "code" nor an "error".',
    ],
    [
      ['?error=access_denied&state=s', { state: 's' }],
      'AuthorityError',
      'parseCallback: the authority refused the login (access_denied).',
    ],
    [
      ['https://a.example?state=s#id_token=x', { state: 's' }],
      'InvalidResponseError',
      'parseCallback: the callback has tokens in its fragment (the implicit flow) and no "code"; ask with response_type "code".',
    ],
    [
      ['https://example.com#access_token=x&token_type=Bearer&expires_in=7199&id_token=eyJ', { state: 's' }],
      'InvalidResponseError',
      'parseCallback: the callback has tokens in its fragment (the implicit flow) and no "code"; ask with response_type "code".',
    ],
  ],
  logoutUrl: [
    [
      [undefined],
      'ConfigurationError',
      'logoutUrl: the parameter "context" is undefined; give what createOneAccessOAuthContext returned.',
    ],
    [
      [context, { redirect_url: '/login' }],
      'ConfigurationError',
      'logoutUrl: the parameter "redirect_url" is no http or https address; give the whole address of a page.',
    ],
    [
      [context, { redirect_uri: 'https://a.example' }],
      'ConfigurationError',
      'logoutUrl: the parameter "redirect_uri" is not taken here; use redirect_url, the name that OneAccess has for it at logout.',
    ],
    [
      [context, { redirect_url: 5 }],
      'ConfigurationError',
      'logoutUrl: the parameter "redirect_url" is a number; a string is needed: where the browser goes after the logout.',
    ],
  ],
  getTokenByCode: [
    [
      [{ endpoint: 'https://a.example' }, code],
      'ConfigurationError',
      'getTokenByCode: the parameter "context" is an object without an object "transport"; give what createOneAccessOAuthContext returned.',
    ],
    [
      [context, app],
      'ConfigurationError',
      'getTokenByCode: the parameter "code" is missing; give the one-time authorization code that came to the redirect URI.',
    ],
    [
      [context, { ...code, code: 7 }],
      'ConfigurationError',
      'getTokenByCode: the parameter "code" is a number; a string is needed: the one-time authorization code that came to the redirect URI.',
    ],
    [
      [context, { ...code, grant_type: 'x' }],
      'ConfigurationError',
      'getTokenByCode: the parameter "grant_type" is not taken here; each call sends its own.',
    ],
    [
      [context, code, { timeout: 5 }],
      'ConfigurationError',
      'getTokenByCode: the option "timeout" is not taken here; use timeoutMs (milliseconds).',
    ],
    [[context, code, null], 'ConfigurationError', 'getTokenByCode: an object of options is needed, null was given.'],
  ],
  getIdTokenByCode: [
    [
      [undefined, code],
      'ConfigurationError',
      'getIdTokenByCode: the parameter "context" is undefined; give what createOneAccessOAuthContext returned.',
    ],
    [
      [context, { ...code, redirect_uri: undefined }],
      'ConfigurationError',
      'getIdTokenByCode: the parameter "redirect_uri" is missing; give the redirect URI that the authorization request named.',
    ],
    [
      [context, { ...code, codeVerifer: 'v' }],
      'ConfigurationError',
      'getIdTokenByCode: the parameter "codeVerifer" is not known. Did you mean "code_verifier"?',
    ],
    [
      [context, code, { signal: {} }],
      'ConfigurationError',
      'getIdTokenByCode: the option "signal" is an object that is no AbortSignal; an AbortSignal is needed.',
    ],
  ],
  refreshToken: [
    [
      ['https://a.example', refresh],
      'ConfigurationError',
      'refreshToken: the parameter "context" is a string; give what createOneAccessOAuthContext returned.',
    ],
    [
      [context, app],
      'ConfigurationError',
      'refreshToken: the parameter "refresh_token" is missing; give the refresh token of the last token, or a function that returns it.',
    ],
    [
      [context, { ...refresh, scope: 'openid' }],
      'ConfigurationError',
      'refreshToken: the parameter "scope" is not taken here; a token has the scope of its login, and OneAccess decides that of a tenant token.',
    ],
    [
      [context, { ...refresh, refresh_token: null }],
      'ConfigurationError',
      'refreshToken: the parameter "refresh_token" is null; a string, or a function that returns one, is needed: the refresh token of the last token, or a function that returns it.',
    ],
    [
      [context, refresh, { timeoutMs: 0 }],
      'ConfigurationError',
      'timeoutMs: a whole number of milliseconds from 1 to 2147483647 is needed, 0 was given.',
    ],
  ],
  getUserInfo: [
    [
      [null, {}],
      'ConfigurationError',
      'getUserInfo: the parameter "context" is null; give what createOneAccessOAuthContext returned.',
    ],
    [
      [context, {}],
      'ConfigurationError',
      'getUserInfo: the parameter "access_token" is missing; give the access token of the user.',
    ],
    [
      [context, { accessToken: canary }],
      'ConfigurationError',
      'getUserInfo: the parameter "accessToken" is not taken here; use access_token.',
    ],
    [
      [context, { access_token: 'a' }, { retryCount: 3 }],
      'ConfigurationError',
      'getUserInfo: the option "retryCount" is not taken here; a call is one exchange and never repeats itself; sources retry what is safe to repeat.',
    ],
  ],
  getTenantToken: [
    [
      [undefined, app],
      'ConfigurationError',
      'getTenantToken: the parameter "context" is undefined; give what createOneAccessTenantContext returned.',
    ],
    [
      [tenant, { client_id: 'app' }],
      'ConfigurationError',
      'getTenantToken: the parameter "client_secret" is missing; give the client secret of the application, or a function that returns it.',
    ],
    [
      [tenant, { ...app, username: 'u' }],
      'ConfigurationError',
      'getTenantToken: the parameter "username" is not taken here; OneAccess documents no password grant; send the user to authorizationUrl.',
    ],
    [
      [tenant, app, { headers: { 'x y': 'z' } }],
      'ConfigurationError',
      'headers: a header name or value holds a character that HTTP does not allow.',
    ],
  ],
  createOneAccessSessionTokenSource: [
    [
      [undefined],
      'ConfigurationError',
      'createOneAccessSessionTokenSource: an object of options is needed, undefined was given.',
    ],
    [
      [connection],
      'ConfigurationError',
      'createOneAccessSessionTokenSource: the option "sessionId" is missing; give a name for the login, such as the id of the session with your application.',
    ],
    [
      [{ ...session, refresh_token: canary }],
      'ConfigurationError',
      'createOneAccessSessionTokenSource: the option "refresh_token" is not taken here; hand the whole token answer to adopt(), or exchange it: adopt(() => client.refreshToken({ refresh_token })).',
    ],
    [
      [{ ...session, grantTypeIn: 'query' }],
      'ConfigurationError',
      'createOneAccessSessionTokenSource: the option "grantTypeIn" is not taken here; the OAuth2 API takes grant_type in the body only; createOneAccessTenantTokenSource has this option.',
    ],
    [
      [{ ...session, clock: {} }],
      'ConfigurationError',
      'createOneAccessSessionTokenSource: the option "clock" is an object without a function "now"; give a clock, or leave it out for that of the machine.',
    ],
    [
      [{ ...session, store: {} }],
      'ConfigurationError',
      'createOneAccessSessionTokenSource: the option "store" is an object without a function "get"; give a store, such as memoryStore() returns.',
    ],
  ],
  createOneAccessTenantTokenSource: [
    [
      [[]],
      'ConfigurationError',
      'createOneAccessTenantTokenSource: an object of options is needed, an array was given.',
    ],
    [
      [{ ...connection, clientSecret: undefined }],
      'ConfigurationError',
      'createOneAccessTenantTokenSource: the option "clientSecret" is missing; give the client secret of the application, or a function that returns it.',
    ],
    [
      [{ ...connection, sessionId: 's' }],
      'ConfigurationError',
      'createOneAccessTenantTokenSource: the option "sessionId" is not taken here; a tenant token belongs to the application, not to a login.',
    ],
    [
      [{ ...connection, domainName: 'a.example/path' }],
      'ConfigurationError',
      'domainName: "a.example/path" does not fit; a host name is needed, with ":port" if it is not 443, without scheme or path.',
    ],
    [
      [{ ...connection, timeoutMs: 5 }],
      'ConfigurationError',
      'createOneAccessTenantTokenSource: the option "timeoutMs" is not taken here; use requestTimeoutMs (milliseconds).',
    ],
  ],
  createIdTokenVerifier: [
    [[undefined], 'ConfigurationError', 'createIdTokenVerifier: an object of options is needed, undefined was given.'],
    [
      [{ domain_name: 'a.example' }],
      'ConfigurationError',
      'createIdTokenVerifier: the option "client_id" is missing; give the client id of the application.',
    ],
    [
      [{ ...verifier, algorithms: ['HS256'] }],
      'ConfigurationError',
      'createIdTokenVerifier: the option "algorithms" takes some of "RS256", "RS384", "RS512".',
    ],
    [
      [{ ...verifier, client_secret: canary }],
      'ConfigurationError',
      'createIdTokenVerifier: the option "client_secret" is not taken here; id_tokens are verified with public keys.',
    ],
    [
      [{ ...verifier, clock: {} }],
      'ConfigurationError',
      'createIdTokenVerifier: the option "clock" is an object without a function "now"; give a clock.',
    ],
    [
      [{ ...verifier, clockToleranceMs: -1 }],
      'ConfigurationError',
      'createIdTokenVerifier: the option "clockToleranceMs" takes a number of milliseconds from 0 on, -1 was given.',
    ],
  ],
  verifyIdToken: [
    [
      [undefined, idTokenOf],
      'ConfigurationError',
      'verifyIdToken: the parameter "context" is undefined; give what createOneAccessOAuthContext returned.',
    ],
    [
      [context, { ...idTokenOf, id_token: '' }],
      'ConfigurationError',
      'verifyIdToken: the parameter "id_token" is an empty string; give the id_token as it came.',
    ],
    [
      [context, { ...idTokenOf, client_id: undefined }],
      'ConfigurationError',
      'verifyIdToken: the parameter "client_id" is missing; give the client id of the application.',
    ],
    [
      [context, { id_token: idTokenOf.id_token, client_id: idTokenOf.client_id }],
      'ConfigurationError',
      'verifyIdToken: the parameter "nonce" is missing; give the nonce that authorizationUrl returned, or undefined if none is to be compared.',
    ],
    [[context, idTokenOf], 'IdTokenError', 'verifyIdToken: the id_token is no signed JWT.'],
    [
      [context, idTokenOf, { signal: {} }],
      'ConfigurationError',
      'verifyIdToken: the option "signal" is an object that is no AbortSignal; an AbortSignal is needed.',
    ],
    [
      [context, idTokenOf, { algorithms: [] }],
      'ConfigurationError',
      'verifyIdToken: the option "algorithms" takes some of "RS256", "RS384", "RS512".',
    ],
  ],
  isOneAccessTokenRejected: [
    [[null], 'ConfigurationError', 'isOneAccessTokenRejected: the parameter "response" is null; give a Response.'],
    [
      [{ status: 400 }],
      'ConfigurationError',
      'isOneAccessTokenRejected: the parameter "response" is an object without an object "headers"; give a Response.',
    ],
  ],
};

/** What each function takes; one that is new has to be written in here, and above. */
const good: Readonly<Record<string, readonly unknown[]>> = {
  OneAccessOAuthClient: [{ domain_name: 'a.example' }],
  OneAccessTenantClient: [{ domain_name: 'a.example' }],
  createOneAccessOAuthContext: [{ domain_name: 'a.example' }],
  createOneAccessTenantContext: [{ domain_name: 'a.example' }],
  authorizationUrl: [context, { client_id: 'app', redirect_uri: 'https://a.example' }, { pkce: true }],
  parseCallback: ['?code=c&state=s', { state: 's' }],
  logoutUrl: [context, { redirect_url: 'https://a.example' }],
  getTokenByCode: [context, code, {}],
  getIdTokenByCode: [context, code, {}],
  refreshToken: [context, refresh, {}],
  getUserInfo: [context, { access_token: canary }, {}],
  getTenantToken: [tenant, app, {}],
  createOneAccessSessionTokenSource: [session],
  createOneAccessTenantTokenSource: [connection],
  createIdTokenVerifier: [verifier],
  verifyIdToken: [context, idTokenOf, {}],
  isOneAccessTokenRejected: [new Response(null, { status: 400 })],
  isOneAccessError: [new Error('x'), 'APP.0001'],
};

describe('W5: bad input', () => {
  testEveryFunction({
    exported: { ...oneaccess, ...idToken },
    errors: oneaccess.TokenwrightError,
    good,
    rows,
    made: [context, tenant],
  });
});
