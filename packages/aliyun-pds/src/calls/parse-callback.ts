import { checkParameters, readCallback } from '@tokenwright/core/provider';
import type { AuthorityErrorCode } from '@tokenwright/core/errors';

/** What {@link parseCallback} compares the callback with: what `authorizationUrl` returned, of which `state` is looked at. */
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

/**
 * Reads the address under which the browser came back (RFC 6749 section 4.1.2), and checks that this browser is the
 * one that was sent: without that, anybody could have your user log in to an account of theirs.
 *
 * @param callback the whole address, what stands in the request line (`/callback?code=…&state=…`), or the query
 * @throws ConfigurationError when the address or the expected state is missing or malformed
 * @throws InvalidResponseError `state_mismatch`: the callback answers another login; begin anew. `invalid_field`: there
 * is no code, or something is there twice
 * @throws AuthorityError when the login was refused, with the reason in RFC 6749's words
 */
export function parseCallback(callback: string | URL | URLSearchParams, expected: ExpectedCallback): CallbackResult {
  const where = 'parseCallback';
  // What else is kept of a login may come along.
  const isKept = typeof expected === 'object' && expected !== null && !Array.isArray(expected);
  const kept: unknown = isKept ? { state: expected.state } : expected;
  const { state } = checkParameters<ExpectedCallback>(where, 'parameter', kept, rules);
  return readCallback(callback, { where, state, categoryOf });
}

/** The vendor documents no errors in callbacks; these are OAuth's (section 4.1.2.1). */
const codes: Readonly<Record<string, AuthorityErrorCode>> = {
  invalid_request: 'invalid_request',
  unauthorized_client: 'unauthorized_client',
  access_denied: 'access_denied',
  invalid_scope: 'invalid_scope',
  unsupported_response_type: 'invalid_request',
  server_error: 'authority_unavailable',
  temporarily_unavailable: 'authority_unavailable',
};

function categoryOf(wireCode: string): AuthorityErrorCode {
  return (Object.hasOwn(codes, wireCode) ? codes[wireCode] : undefined) ?? 'authority_error';
}
