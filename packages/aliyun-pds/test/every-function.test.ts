import { canary, pem } from '@tokenwright/test-support';
import { testEveryFunction, type Row } from '@tokenwright/test-support/every-function';
import { describe } from 'vitest';
import * as pds from '../src/index.ts';

/** A request would be a TransportError, and no row has one. */
const unreachable: typeof globalThis.fetch = () => Promise.reject(new Error('A request was sent.'));
const context = pds.createPdsContext({ domain_id: 'dom', fetch: unreachable });
const app = { client_id: 'app' };
const code = { ...app, client_secret: canary, redirect_uri: 'https://a.example/cb', code: canary };
const refresh = { ...app, refresh_token: canary };
const service = { ...app, domain_id: 'dom', private_key_pem: pem.pkcs8() };
const user = { ...service, user_id: 'u' };
const mint = { domainId: 'dom', clientId: 'app', privateKey: pem.pkcs8() };
const session = { domainId: 'dom', clientId: 'app' };
const source = pds.createPdsSessionTokenSource({ ...session, sessionId: 's' });

const rows: Readonly<Record<string, readonly Row[]>> = {
  PDSClient: [
    [[undefined], 'ConfigurationError', 'PDSClient: an object of options is needed, undefined was given.'],
    [
      [{}],
      'ConfigurationError',
      'PDSClient: the option "api_endpoint" is missing; give "https://{domain_id}.api.aliyunpds.com" with your domain id in it, or the option "domain_id".',
    ],
    [
      [{ domain_id: 'a.b' }],
      'ConfigurationError',
      'domain_id: "a.b" does not fit; one host label is needed: 1 to 63 letters, digits and hyphens, no dot, no slash.',
    ],
    [
      [{ api_endpoint: 'http://dom.api.aliyunpds.com' }],
      'ConfigurationError',
      'api_endpoint: "http://dom.api.aliyunpds.com" would send secrets unencrypted; use https. (http is allowed to loopback; dangerouslyAllowInsecureHttp: true allows it everywhere.)',
    ],
    [
      [{ domain_id: 'dom', codeGrantType: 'pkce' }],
      'ConfigurationError',
      'PDSClient: the option "codeGrantType" takes one of "authorization_code", "code".',
    ],
    [
      [{ domain_id: 'dom', headers: { a: 5 } }],
      'ConfigurationError',
      'headers: the value of "a" is a number; a string is needed.',
    ],
  ],
  createPdsContext: [
    [[null], 'ConfigurationError', 'PDSClient: an object of options is needed, null was given.'],
    [
      [{ domain_id: 'dom', host: 'admin' }],
      'ConfigurationError',
      'PDSClient: the option "host" takes one of "api", "auth", "api-vpc".',
    ],
    [
      [{ domainId: 'dom' }],
      'ConfigurationError',
      'PDSClient: the option "domainId" is not known. Did you mean "domain_id"?',
    ],
  ],
  createPdsAssertionSigner: [
    [
      [undefined],
      'ConfigurationError',
      'createAssertionSigner: the option "key" is missing; a private key as PEM text, JWK, CryptoKey or KeyObject is needed, or a function that returns one; or "sign", for a key that lives elsewhere.',
    ],
    [
      [{ key: pem.public() }],
      'SigningError',
      'key: this is a "PUBLIC KEY", the public half; the private key is needed to sign: give a private key in PEM, "-----BEGIN PRIVATE KEY-----" (PKCS#8) or "-----BEGIN RSA PRIVATE KEY-----" (PKCS#1).',
    ],
    [
      [{ key: pem.pkcs8(), alg: 'ES256' }],
      'ConfigurationError',
      'createPdsAssertionSigner: the option "alg" is not taken here; PDS takes RS256 and no key id.',
    ],
    [
      [{ key: pem.pkcs8(), lifetimeSeconds: 0 }],
      'ConfigurationError',
      'createAssertionSigner: the option "lifetimeSeconds" is 0; a whole number of seconds from 1 to 3600 is needed.',
    ],
    [
      [{ sign: 5 }],
      'ConfigurationError',
      'createAssertionSigner: the option "sign" is a number; a function is needed: a function that signs the bytes it is given and returns the signature.',
    ],
  ],
  authorizationUrl: [
    [
      [undefined, code],
      'ConfigurationError',
      'authorizationUrl: the parameter "context" is undefined; give what createPdsContext returned.',
    ],
    [
      [{ domain_id: 'dom' }, app],
      'ConfigurationError',
      'authorizationUrl: the parameter "context" is an object without a string "authEndpoint"; give what createPdsContext returned.',
    ],
    [[context], 'ConfigurationError', 'authorizationUrl: an object of parameters is needed, undefined was given.'],
    [
      [context, app],
      'ConfigurationError',
      'authorizationUrl: the parameter "redirect_uri" is missing; give the redirect URI the application is registered with.',
    ],
    [
      [context, { ...app, redirect_uri: '/callback' }],
      'ConfigurationError',
      'authorizationUrl: the parameter "redirect_uri" is no absolute URL without a fragment; give the redirect URI the application is registered with.',
    ],
    [
      [context, { ...app, redirect_uri: 'https://a.example', scope: [] }],
      'ConfigurationError',
      'authorizationUrl: the parameter "scope" takes scope names: an array of them, or one string with commas between; leave it out for all.',
    ],
    [
      [context, { ...app, redirect_uri: 'https://a.example', code_challenge: 'x' }],
      'ConfigurationError',
      'authorizationUrl: the parameter "code_challenge" is not taken here; no source of the vendor has a parameter for PKCE.',
    ],
  ],
  parseCallback: [
    [
      [undefined, { state: 's' }],
      'ConfigurationError',
      'parseCallback: the parameter "callback" is undefined; give the address that the browser was sent to, as text, URL or URLSearchParams.',
    ],
    [
      ['?code=c&state=s'],
      'ConfigurationError',
      'parseCallback: an object of parameters is needed, undefined was given.',
    ],
    [
      ['?code=c&state=s', {}],
      'ConfigurationError',
      'parseCallback: the parameter "state" is missing; give the state that authorizationUrl returned for this browser.',
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
  ],
  getUserJwtToken: [
    [
      [app, user],
      'ConfigurationError',
      'getUserJwtToken: the parameter "context" is an object without a string "authEndpoint"; give what createPdsContext returned.',
    ],
    [
      [context, service],
      'ConfigurationError',
      'getUserJwtToken: the parameter "user_id" is missing; give the id of the user for whom the token is wanted.',
    ],
    [
      [context, { ...user, private_Key_pem: canary }],
      'ConfigurationError',
      'getUserJwtToken: the parameter "private_Key_pem" is not known. Did you mean "private_key_pem"?',
    ],
    [
      [context, { ...user, private_key_pem: 'text' }],
      'SigningError',
      'private_key_pem: the text (4 characters) holds no complete PEM block; give a private key in PEM, "-----BEGIN PRIVATE KEY-----" (PKCS#8) or "-----BEGIN RSA PRIVATE KEY-----" (PKCS#1).',
    ],
    [
      [context, { ...user, private_key_pem: undefined }],
      'ConfigurationError',
      'getUserJwtToken: the parameter "private_key_pem" is missing; give the private key of the JWT application in PEM, or a function that returns it; or "signer", for a key that is elsewhere.',
    ],
    [
      [context, { ...user, signer: {} }],
      'ConfigurationError',
      'getUserJwtToken: the parameters "private_key_pem" and "signer" exclude each other; give one of them.',
    ],
    [
      [context, { ...user, domain_id: 'a.b' }],
      'ConfigurationError',
      'domain_id: "a.b" does not fit; one host label is needed: 1 to 63 letters, digits and hyphens, no dot, no slash.',
    ],
    [[context, user, null], 'ConfigurationError', 'getUserJwtToken: an object of options is needed, null was given.'],
    [
      [context, user, { signal: {} }],
      'ConfigurationError',
      'getUserJwtToken: the option "signal" is an object that is no AbortSignal; an AbortSignal is needed.',
    ],
  ],
  getServiceJwtToken: [
    [
      [null, service],
      'ConfigurationError',
      'getServiceJwtToken: the parameter "context" is null; give what createPdsContext returned.',
    ],
    [[context, []], 'ConfigurationError', 'getServiceJwtToken: an object of parameters is needed, an array was given.'],
    [
      [context, { ...service, user_id: 'u' }],
      'ConfigurationError',
      'getServiceJwtToken: the parameter "user_id" is not taken here; only getUserJwtToken is for a user.',
    ],
    [
      [
        context,
        {
          ...service,
          private_key_pem: (): string => {
            throw new Error(canary);
          },
        },
      ],
      'SigningError',
      'private_key_pem: the function that should give the key failed; its error is not shown, because it may hold the key. Nothing was sent.',
    ],
    [
      [context, service, { timeout: 5 }],
      'ConfigurationError',
      'getServiceJwtToken: the option "timeout" is not taken here; use timeoutMs (milliseconds).',
    ],
  ],
  getTokenByCode: [
    [
      [undefined, code],
      'ConfigurationError',
      'getTokenByCode: the parameter "context" is undefined; give what createPdsContext returned.',
    ],
    [
      [context, app],
      'ConfigurationError',
      'getTokenByCode: the parameter "redirect_uri" is missing; give the redirect URI the application is registered with.',
    ],
    [
      [context, { ...code, code: null }],
      'ConfigurationError',
      'getTokenByCode: the parameter "code" is null; a string is needed: the one-time authorization code that came to the redirect URI.',
    ],
    [
      [context, { ...code, client_secret: (): string => '' }],
      'ConfigurationError',
      'client_secret: the function that should give it returned an empty string; a non-empty string is needed. Nothing was sent.',
    ],
    [
      [context, code, { timeoutMs: 0 }],
      'ConfigurationError',
      'timeoutMs: a whole number of milliseconds from 1 to 2147483647 is needed, 0 was given.',
    ],
  ],
  refreshToken: [
    [
      ['https://dom.api.aliyunpds.com', refresh],
      'ConfigurationError',
      'refreshToken: the parameter "context" is a string; give what createPdsContext returned.',
    ],
    [
      [context, app],
      'ConfigurationError',
      'refreshToken: the parameter "refresh_token" is missing; give the refresh token of the last token, or a function that returns it.',
    ],
    [
      [context, { ...refresh, grant_type: 'refresh_token' }],
      'ConfigurationError',
      'refreshToken: the parameter "grant_type" is not taken here; each call sends its own; the option codeGrantType of the client chooses that of a code.',
    ],
    [
      [context, { ...refresh, refresh_token: (): undefined => undefined }],
      'ConfigurationError',
      'refresh_token: the function that should give it returned undefined; a non-empty string is needed. Nothing was sent.',
    ],
    [
      [context, refresh, { headers: { 'x y': 'z' } }],
      'ConfigurationError',
      'headers: a header name or value holds a character that HTTP does not allow.',
    ],
  ],
  refreshJwtToken: [
    [
      [{}, refresh],
      'ConfigurationError',
      'refreshJwtToken: the parameter "context" is an object without a string "authEndpoint"; give what createPdsContext returned.',
    ],
    [
      [context, app],
      'ConfigurationError',
      'refreshJwtToken: the parameter "refresh_token" is missing; give the refresh token of the last token, or a function that returns it.',
    ],
    [
      [context, { ...refresh, client_secret: canary }],
      'ConfigurationError',
      'refreshJwtToken: the parameter "client_secret" is not taken here; only getTokenByCode and refreshToken take it; a JWT application has its key.',
    ],
    [
      [context, refresh, { fetch: {} }],
      'ConfigurationError',
      'refreshJwtToken: the option "fetch" is an object; a function is needed: a function with the interface of fetch.',
    ],
  ],
  revoke: [
    [
      [undefined, refresh],
      'ConfigurationError',
      'revoke: the parameter "context" is undefined; give what createPdsContext returned.',
    ],
    [
      [context, app],
      'ConfigurationError',
      'revoke: the parameter "refresh_token" is missing; give the refresh token of the last token, or a function that returns it.',
    ],
    [
      [context, { ...refresh, refresh_token: '' }],
      'ConfigurationError',
      'revoke: the parameter "refresh_token" is an empty string; give the refresh token of the last token, or a function that returns it.',
    ],
    [
      [context, refresh, { retryCount: 1 }],
      'ConfigurationError',
      'revoke: the option "retryCount" is not taken here; a call is one exchange and never repeats itself; sources retry what is safe to repeat.',
    ],
  ],
  createPdsUserTokenSource: [
    [
      [undefined],
      'ConfigurationError',
      'createPdsUserTokenSource: an object of options is needed, undefined was given.',
    ],
    [
      [mint],
      'ConfigurationError',
      'createPdsUserTokenSource: the option "userId" is missing; give the id of the user for whom tokens are wanted.',
    ],
    [
      [{ ...mint, userId: 'u', clock: {} }],
      'ConfigurationError',
      'createPdsUserTokenSource: the option "clock" is an object without a function "now"; give a clock, or leave it out for that of the machine.',
    ],
    [
      [{ ...mint, userId: 'u', store: {} }],
      'ConfigurationError',
      'createPdsUserTokenSource: the option "store" is an object without a function "get"; give a store, such as memoryStore() returns.',
    ],
    [
      [{ ...mint, userId: 'u', private_key_pem: canary }],
      'ConfigurationError',
      'createPdsUserTokenSource: the option "private_key_pem" is not taken here; use privateKey.',
    ],
  ],
  createPdsServiceTokenSource: [
    [[null], 'ConfigurationError', 'createPdsServiceTokenSource: an object of options is needed, null was given.'],
    [
      [{ ...mint, privateKey: undefined }],
      'ConfigurationError',
      'createPdsServiceTokenSource: the option "privateKey" is missing; give the private key of the JWT application, a function that returns it, or a signer.',
    ],
    [
      [{ ...mint, privateKey: { kty: 'EC' } }],
      'SigningError',
      'privateKey: this JWK has no "d" member, so it is not a private key; the private JWK is needed to sign.',
    ],
    [
      [{ ...mint, userId: 'u' }],
      'ConfigurationError',
      'createPdsServiceTokenSource: the option "userId" is not taken here; a service token is the domain\'s own; createPdsUserTokenSource is for users.',
    ],
  ],
  createPdsSessionTokenSource: [
    [[5], 'ConfigurationError', 'createPdsSessionTokenSource: an object of options is needed, a number was given.'],
    [
      [session],
      'ConfigurationError',
      'createPdsSessionTokenSource: the option "sessionId" is missing; give a name for the login.',
    ],
    [
      [{ ...session, sessionId: 's', refresh_token: canary }],
      'ConfigurationError',
      'createPdsSessionTokenSource: the option "refresh_token" is not taken here; hand the whole token to adopt(), or exchange it: adopt(() => refreshToken(context, { … })).',
    ],
    [
      [{ ...session, sessionId: 's', keepFresh: 1 }],
      'ConfigurationError',
      'createPdsSessionTokenSource: the option "keepFresh" is a number; a boolean is needed: true to renew without being asked.',
    ],
  ],
  createPdsUserTokenPool: [
    [[undefined], 'ConfigurationError', 'createPdsUserTokenPool: an object of options is needed, undefined was given.'],
    [
      [{ ...mint, maxSize: 0 }],
      'ConfigurationError',
      'createPdsUserTokenPool: the option "maxSize" takes a whole number from 1 on, 0 was given.',
    ],
    [
      [{ ...mint, userId: 'u' }],
      'ConfigurationError',
      'createPdsUserTokenPool: the option "userId" is not taken here; a pool is for all users: pool.getToken(userId).',
    ],
    [
      [{ ...mint, authorizedFetch: { origins: 'x' } }],
      'ConfigurationError',
      'createPdsUserTokenPool: the option "origins" takes an array with at least one origin, such as ["https://api.example.com"].',
    ],
    [
      [{ ...mint, idleMs: -1 }],
      'ConfigurationError',
      'createPdsUserTokenPool: the option "idleMs" takes a whole number from 1 on, -1 was given.',
    ],
  ],
  createPdsSessionTokenPool: [
    [[[]], 'ConfigurationError', 'createPdsSessionTokenPool: an object of options is needed, an array was given.'],
    [
      [{ clientId: 'app' }],
      'ConfigurationError',
      'createPdsSessionTokenPool: the option "domainId" is missing; give the domain id.',
    ],
    [
      [{ ...session, sessionId: 's' }],
      'ConfigurationError',
      'createPdsSessionTokenPool: the option "sessionId" is not taken here; a pool is for all logins: pool.getToken(sessionId).',
    ],
    [
      [{ ...session, initial: { access_token: canary } }],
      'ConfigurationError',
      'createPdsSessionTokenPool: the option "initial" is not taken here; hand each login to its source: pool.get(key).adopt(login).',
    ],
    [
      [{ ...session, clientSecret: '' }],
      'ConfigurationError',
      'createPdsSessionTokenPool: the option "clientSecret" is an empty string; give the AppSecret of the application, which only web server applications have, or a function that returns it.',
    ],
  ],
  toVendorTokenOptions: [
    [
      [undefined],
      'ConfigurationError',
      'toVendorTokenOptions: the parameter "source" is undefined; give a source, such as createPdsUserTokenSource returns.',
    ],
    [
      [{}],
      'ConfigurationError',
      'toVendorTokenOptions: the parameter "source" is an object without a function "getToken"; give a source, such as createPdsUserTokenSource returns.',
    ],
    [
      [source, { settleMs: -1 }],
      'ConfigurationError',
      'toVendorTokenOptions: the option "settleMs" takes a number of milliseconds from 0 on, -1 was given.',
    ],
    [
      [source, { settleMs: '5' }],
      'ConfigurationError',
      'toVendorTokenOptions: the option "settleMs" is a string; a number is needed: how long complaints are about the token before, in milliseconds.',
    ],
    [
      [source, { clock: {} }],
      'ConfigurationError',
      'toVendorTokenOptions: the option "clock" is an object without a function "monotonic"; give a clock.',
    ],
    [
      [source],
      'LoginRequiredError',
      'The session has ended: there is no login yet. A new login is needed; hand it to adopt().',
    ],
  ],
  isPdsTokenRejected: [
    [[undefined], 'ConfigurationError', 'isPdsTokenRejected: the parameter "response" is undefined; give a Response.'],
    [
      [{ status: 401 }],
      'ConfigurationError',
      'isPdsTokenRejected: the parameter "response" is an object without an object "headers"; give a Response.',
    ],
  ],
};

/** What each function takes; one that is new has to be written in here, and above. */
const good: Readonly<Record<string, readonly unknown[]>> = {
  PDSClient: [{ domain_id: 'dom' }],
  createPdsContext: [{ domain_id: 'dom' }],
  createPdsAssertionSigner: [{ key: pem.pkcs8() }],
  authorizationUrl: [context, { ...app, redirect_uri: 'https://a.example' }],
  parseCallback: ['?code=c&state=s', { state: 's' }],
  getUserJwtToken: [context, user, {}],
  getServiceJwtToken: [context, service, {}],
  getTokenByCode: [context, code, {}],
  refreshToken: [context, refresh, {}],
  refreshJwtToken: [context, refresh, {}],
  revoke: [context, refresh, {}],
  createPdsUserTokenSource: [{ ...mint, userId: 'u' }],
  createPdsServiceTokenSource: [mint],
  createPdsSessionTokenSource: [{ ...session, sessionId: 's' }],
  createPdsUserTokenPool: [mint],
  createPdsSessionTokenPool: [session],
  toVendorTokenOptions: [source, {}],
  isPdsTokenRejected: [new Response(null, { status: 401 })],
  isPdsError: [new Error('x'), 'InvalidParameter'],
};

describe('W5: bad input', () => {
  testEveryFunction({
    exported: pds,
    errors: pds.TokenwrightError,
    good,
    rows,
    made: [context],
  });
});
