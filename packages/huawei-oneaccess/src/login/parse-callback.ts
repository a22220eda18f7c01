import type { ParameterRules } from '@tokenwright/core/provider';
import { checkParameters, readCallback } from '@tokenwright/core/provider';
import { categoryOf } from '../oneaccess-error.ts';

/** What {@link parseCallback} compares the callback with: the result of `authorizationUrl`, or its `state` alone. */
export interface ExpectedCallback {
  readonly state: string;
}

/** What came with the browser. */
export interface CallbackResult {
  /** The one-time code, for the call that redeems it. */
  readonly code: string;
}

const rules: ParameterRules = {
  known: {
    state: { what: 'the state that authorizationUrl returned', required: true },
    // The rest of what authorizationUrl returned may come along.
    url: { what: 'the address that began the login' },
    nonce: { what: 'the nonce of the login' },
    code_verifier: { what: 'the PKCE verifier of the login' },
    redirect_uri: { what: 'the redirect URI of the login' },
  },
};

/**
 * Reads the code from the address that a login sent the browser back to (RFC 6749 section 4.1.2). The `state` is
 * compared first: without it, anybody could have the user redeem a code that is not the user's.
 *
 * @param callback the whole address, its path and query (what a server has), or its query
 * @param expected what `authorizationUrl` returned when this login began
 * @throws InvalidResponseError `state_mismatch`: the callback answers another login; begin anew. `invalid_field`: there
 * is no code
 * @throws AuthorityError when the user or OneAccess refused the login; `access_denied`, mostly
 * @throws ConfigurationError when `callback` is no address or `state` is missing
 *
 * @example
 * ```ts
 * import { parseCallback } from '@tokenwright/huawei-oneaccess';
 *
 * const { code } = parseCallback('/callback?code=z2D&state=test', { state: 'test' });
 * console.log(code);
 * ```
 */
export function parseCallback(callback: string | URL | URLSearchParams, expected: ExpectedCallback): CallbackResult {
  const where = 'parseCallback';
  const { state } = checkParameters<ExpectedCallback>(where, 'parameter', expected, rules);
  return readCallback(callback, { where, state, categoryOf });
}
