import type { ParameterRules } from '@tokenwright/core/provider';
import { checkParameters, readCallback } from '@tokenwright/core/provider';
import { isObject } from '../client-defaults.ts';
import { categoryOf } from '../oneaccess-error.ts';

/** What {@link parseCallback} compares the callback with: what was kept of the login, of which `state` is looked at. */
export interface ExpectedCallback {
  /** The `state` that `authorizationUrl` returned for this browser. */
  readonly state: string;
}

/** What came with the browser. */
export interface CallbackResult {
  /** The one-time code, for the call that redeems it. */
  readonly code: string;
}

const rules: ParameterRules = {
  known: { state: { what: 'the state that authorizationUrl returned', required: true } },
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
  // What else an application keeps of a login may come along.
  const kept = isObject(expected) ? { state: expected.state } : expected;
  const { state } = checkParameters<ExpectedCallback>(where, 'parameter', kept, rules);
  return readCallback(callback, { where, state, categoryOf });
}
