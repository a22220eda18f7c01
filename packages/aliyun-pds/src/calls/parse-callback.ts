import { checkParameters, readCallback } from '@tokenwright/core/provider';
import type { AuthorityErrorCode } from '@tokenwright/core/errors';

/** What {@link parseCallback} compares the callback with. */
export interface ExpectedCallback {
  /** The `state` that `authorizationUrl` returned for this browser. */
  readonly state: string;
}

/** What came with the browser. */
export interface CallbackResult {
  /** The one-time code, for `getTokenByCode`. */
  readonly code: string;
}

const rules = {
  known: { state: { what: 'the state that authorizationUrl returned for this browser', required: true } },
};
const where = 'parseCallback';

/** The vendor documents no errors in callbacks; these are OAuth's (RFC 6749 section 4.1.2.1). */
const categories: Readonly<Record<string, AuthorityErrorCode>> = {
  invalid_request: 'invalid_request',
  unauthorized_client: 'unauthorized_client',
  access_denied: 'access_denied',
  invalid_scope: 'invalid_scope',
  server_error: 'authority_unavailable',
  temporarily_unavailable: 'authority_unavailable',
};

/**
 * Reads the address under which the browser came back (RFC 6749 section 4.1.2), and checks that this browser is the
 * one that was sent: without that, anybody could have your user log in to an account of theirs.
 *
 * @param callback the whole address, what stands in the request line (`/callback?code=…&state=…`), or its query
 * @throws ConfigurationError when the address or the expected state is missing or malformed
 * @throws InvalidResponseError `state_mismatch` when the state is another or missing; `invalid_field` when there is no
 * code, or something is there twice
 * @throws AuthorityError when the login was refused, with the reason in RFC 6749's words
 */
export function parseCallback(callback: string | URL | URLSearchParams, expected: ExpectedCallback): CallbackResult {
  const { state } = checkParameters<ExpectedCallback>(where, 'parameter', expected, rules);
  const categoryOf = (wireCode: string): AuthorityErrorCode =>
    Object.hasOwn(categories, wireCode) ? (categories[wireCode] ?? 'authority_error') : 'authority_error';
  return readCallback(callback, { where, state, categoryOf });
}
