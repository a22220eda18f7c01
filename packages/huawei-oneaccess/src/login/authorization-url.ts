import type { ParameterRules } from '@tokenwright/core/provider';
import { ConfigurationError, checkParameters, randomText } from '@tokenwright/core/provider';
import { clientId, codeVerifier, redirectAlias } from '../calls/parameters.ts';
import { requireEndpoint, type OneAccessContext } from '../context.ts';
import { foreignAuthorizationParameters } from '../foreign-names.ts';
import type { AuthorizeData } from '../gen/oauth2/types.gen.ts';
import { challengeOf, isVerifier } from './pkce.ts';

/** What a login asks for: `openid` gives an id_token as well, `get_user_info` is plain OAuth 2.0. */
export type OneAccessScope = 'openid' | 'get_user_info' | (string & {});

/** Parameters of {@link authorizationUrl}. */
export interface AuthorizationUrlParameters {
  /** The client id of the application. */
  readonly client_id: string;
  /**
   * Where the browser comes back to; registered for the application. OneAccess takes the registered one if none is
   * given, but OpenID Connect needs it to redeem the code.
   */
  readonly redirect_uri?: string | undefined;
  /** Default `openid`. */
  readonly scope?: OneAccessScope | undefined;
  /** What {@link parseCallback} compares. OneAccess documents letters and digits. Default: 32 of them, by chance. */
  readonly state?: string | undefined;
  /** What comes back in the id_token. Default with `openid`: 32 letters and digits, by chance. */
  readonly nonce?: string | undefined;
  /** The PKCE verifier (RFC 7636), 43 to 128 characters. Default: none, or one by chance with the option `pkce`. */
  readonly code_verifier?: string | undefined;
}

/** Options of {@link authorizationUrl}. */
export interface AuthorizationUrlOptions {
  /**
   * Binds the code to a verifier (RFC 7636, S256). Default false: Huawei does not document PKCE; try it with your
   * instance first.
   */
  readonly pkce?: boolean | undefined;
  /** Sends a `nonce`. Default: with the scope `openid`. Huawei does not document it; an authority ignores what it does not know. */
  readonly nonce?: boolean | undefined;
}

/** Where to send the browser, and what to keep, in the user's session, until it comes back. */
export interface AuthorizationRequest {
  /** Where to send the browser. */
  readonly url: string;
  /** For {@link parseCallback}. */
  readonly state: string;
  /** For the verification of the id_token. */
  readonly nonce?: string;
  /** For the call that redeems the code. A secret. */
  readonly code_verifier?: string;
  /** For the call that redeems the code. */
  readonly redirect_uri?: string;
}

const rules: ParameterRules = {
  known: {
    client_id: clientId,
    redirect_uri: { what: 'where the browser comes back to' },
    scope: { what: 'what the login asks for' },
    state: { what: 'letters and digits by chance, for parseCallback' },
    nonce: { what: 'letters and digits by chance, for the id_token' },
    code_verifier: codeVerifier,
  },
  aliases: redirectAlias,
  refused: foreignAuthorizationParameters,
};

const optionRules: ParameterRules = {
  known: {
    pkce: { what: 'true to bind the code to a verifier', type: 'boolean' },
    nonce: { what: 'whether to send a nonce', type: 'boolean' },
  },
};

/**
 * Makes the address that begins a login (RFC 6749 section 4.1.1; `GET /api/v1/oauth2/authorize`), and what has to be
 * kept until the browser comes back: store it in the user's session, under a cookie. Nothing is sent.
 *
 * @throws ConfigurationError when a parameter or an option is missing or malformed
 */
export async function authorizationUrl(
  context: Pick<OneAccessContext, 'endpoint'>,
  params: AuthorizationUrlParameters,
  options: AuthorizationUrlOptions = {},
): Promise<AuthorizationRequest> {
  const where = 'authorizationUrl';
  requireEndpoint(where, context);
  const given = checkParameters<AuthorizationUrlParameters>(where, 'parameter', params, rules);
  checkParameters(where, 'option', options, optionRules);
  const { client_id, redirect_uri, scope = 'openid', state = randomText(32), code_verifier, nonce } = given;
  checkRedirectUri(where, redirect_uri);
  const verifier = code_verifier ?? (options.pkce === true ? randomText(64) : undefined);
  if (verifier !== undefined && !isVerifier(verifier)) {
    throw invalid(where, 'code_verifier', 'does not fit; 43 to 128 letters, digits and "-._~" are needed');
  }
  const isOpenId = scope.split(' ').includes('openid');
  const sent = nonce ?? ((options.nonce ?? isOpenId) ? randomText(32) : undefined);
  const query: AuthorizeData['query'] = {
    response_type: 'code',
    client_id,
    redirect_uri,
    scope,
    state,
    nonce: sent,
    ...(verifier === undefined ? {} : { code_challenge: await challengeOf(verifier), code_challenge_method: 'S256' }),
  };
  const url = new URL('/api/v1/oauth2/authorize', context.endpoint);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return {
    url: url.href,
    state,
    ...(sent === undefined ? {} : { nonce: sent }),
    ...(verifier === undefined ? {} : { code_verifier: verifier }),
    ...(redirect_uri === undefined ? {} : { redirect_uri }),
  };
}

function checkRedirectUri(where: string, redirectUri: string | undefined): void {
  if (redirectUri === undefined) return;
  if (!URL.canParse(redirectUri)) throw invalid(where, 'redirect_uri', 'is no absolute address');
  if (redirectUri.includes('#')) {
    throw invalid(where, 'redirect_uri', 'has a fragment ("#"), which no redirect URI may have');
  }
}

function invalid(where: string, parameter: string, problem: string): ConfigurationError {
  return new ConfigurationError('invalid_parameter', parameter, `${where}: the parameter "${parameter}" ${problem}.`);
}
