import { ConfigurationError, checkParameters, randomText } from '@tokenwright/core/provider';
import type { PdsContext } from '../context.ts';
import { requireContext } from '../context.ts';
import type { AuthorizeData } from '../gen/types.gen.ts';
import type { PdsLoginType } from '../known-values.ts';
import { vendorSpellings } from '../vendor-names.ts';
import { clientId, redirectUri } from './parameters.ts';

/** Parameters of {@link authorizationUrl}. */
export interface AuthorizationUrlParameters {
  /** The AppId of the application. */
  readonly client_id: string;
  /** Where the browser is sent back to, as registered; for native applications loopback, or a scheme of their own. */
  readonly redirect_uri: string;
  /** The login page to open. Default `default`: one of the vendor's sources requires the parameter, so it is sent. */
  readonly login_type?: PdsLoginType | undefined;
  /** What the token may be used for. An array is joined with commas. Default: not sent, which means everything. */
  readonly scope?: string | readonly string[] | undefined;
  /** Comes back unchanged. Default: 32 letters and digits by chance, anew for each login. */
  readonly state?: string | undefined;
  /** Skips the page that asks for consent, where the domain allows it. */
  readonly hide_consent?: boolean | undefined;
  /** Named by one page of the vendor for native applications; its values are not documented. */
  readonly prompt?: string | undefined;
}

/** Where to send the browser, and what to keep until it comes back. */
export interface AuthorizationRequest {
  /** The address to open. */
  readonly url: string;
  /** What `parseCallback` compares: keep it with this browser (a cookie, a session), never with all of them. */
  readonly state: string;
}

const rules = {
  known: {
    client_id: clientId,
    redirect_uri: { ...redirectUri, required: true },
    login_type: { what: 'the login page to open' },
    scope: { what: 'the scopes, as an array or joined with commas', type: 'any' },
    state: { what: 'a value that nobody can guess' },
    hide_consent: { what: 'whether the page that asks for consent is skipped', type: 'boolean' },
    prompt: { what: 'a prompt of native applications' },
  },
  aliases: vendorSpellings,
  refused: {
    response_type: 'the code flow is the only one here; the implicit flow puts tokens into addresses',
    code_challenge: 'no source of the vendor has a parameter for PKCE',
    nonce: 'PDS issues no id_token; state is made and checked',
    client_secret: 'an address is no place for a secret; getTokenByCode takes it',
  },
} as const;

/**
 * Where to send a user to log in (RFC 6749 section 4.1.1; `GET /v2/oauth/authorize`). Nothing is sent here.
 *
 * @throws ConfigurationError when a parameter is missing or malformed
 *
 * @example
 * ```ts
 * import { authorizationUrl, createPdsContext, parseCallback } from '@tokenwright/aliyun-pds';
 *
 * const context = createPdsContext({ domain_id: 'my-domain' });
 * const redirect_uri = 'https://app.example/callback';
 * const { url, state } = authorizationUrl(context, { client_id: 'my-app', redirect_uri, scope: ['FILE.ALL'] });
 * // Redirect the browser to url, keep state in its session; when it is back:
 * const { code } = parseCallback(`${redirect_uri}?code=from-pds&state=${state}`, { state });
 * console.log(url.length, code.length);
 * ```
 */
export function authorizationUrl(context: PdsContext, params: AuthorizationUrlParameters): AuthorizationRequest {
  const where = 'authorizationUrl';
  requireContext(where, context);
  const given = checkParameters<AuthorizationUrlParameters>(where, 'parameter', params, rules);
  const { client_id, redirect_uri, login_type = 'default', state = randomText(32), hide_consent, prompt } = given;
  if (!URL.canParse(redirect_uri) || redirect_uri.includes('#')) {
    throw new ConfigurationError(
      'invalid_parameter',
      'redirect_uri',
      `${where}: the parameter "redirect_uri" is no absolute URL without a fragment; give ${redirectUri.what}.`,
    );
  }
  const scope = joinScope(where, given.scope);
  const path: AuthorizeData['url'] = '/v2/oauth/authorize';
  // The document lists the login types it knows; there may be others.
  type Query = Omit<AuthorizeData['query'], 'login_type'> & { login_type: PdsLoginType };
  const query: Query = { client_id, redirect_uri, response_type: 'code', login_type, state };
  if (scope !== undefined) query.scope = scope;
  if (hide_consent !== undefined) query.hide_consent = hide_consent;
  if (prompt !== undefined) query.prompt = prompt;
  const url = new URL(path, context.authorizeEndpoint);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return { url: url.href, state };
}

function joinScope(where: string, scope: unknown): string | undefined {
  if (scope === undefined) return undefined;
  const names: readonly unknown[] = Array.isArray(scope) ? scope : [scope];
  const valid = names.every((name) => typeof name === 'string' && name.trim() !== '');
  // A comma inside a name of an array would make two of it.
  if (names.length > 0 && valid && !(Array.isArray(scope) && names.some((name) => String(name).includes(',')))) {
    return names.join(',');
  }
  throw new ConfigurationError(
    'invalid_parameter',
    'scope',
    `${where}: the parameter "scope" takes scope names: an array of them, or one string with commas between; leave it out for all.`,
  );
}
