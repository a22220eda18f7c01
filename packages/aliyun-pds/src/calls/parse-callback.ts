import { checkParameters, createRedactor } from '@tokenwright/core/provider';
import type { AuthorityErrorCode } from '@tokenwright/core/errors';
import { AuthorityError, ConfigurationError, InvalidResponseError } from '@tokenwright/core/errors';

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

/**
 * Reads the address under which the browser came back (RFC 6749 section 4.1.2), and checks that this browser is the
 * one that was sent: without that, anybody could have your user log in to an account of theirs.
 *
 * @param callback the whole address, or what stands in the request line: `/callback?code=…&state=…`
 * @throws ConfigurationError when the address or the expected state is missing or malformed
 * @throws InvalidResponseError `invalid_field` when the state is another or missing, or there is no code, or several
 * @throws AuthorityError when the login was refused, with the reason in RFC 6749's words
 */
export function parseCallback(callback: string | URL, expected: ExpectedCallback): CallbackResult {
  const { state } = checkParameters<ExpectedCallback>(where, 'parameter', expected, rules);
  const parameters = parametersOf(callback);
  if (only(parameters, 'state') !== state) {
    throw refuse('with another state than was sent, or none; it belongs to another login, or somebody forged it');
  }
  const error = parameters.get('error');
  if (error !== null) throw refusal(error, parameters);
  const code = only(parameters, 'code');
  if (code === undefined || code === '') throw refuse('without a code, or with several');
  return { code };
}

function parametersOf(callback: string | URL): URLSearchParams {
  const text: unknown = typeof callback === 'object' && callback !== null ? callback.href : callback;
  // What stands in a request line is no whole address; where it is based does not matter here.
  const base = 'https://callback.invalid';
  if (typeof text === 'string' && text !== '' && URL.canParse(text, base)) return new URL(text, base).searchParams;
  throw new ConfigurationError(
    'invalid_parameter',
    'callback',
    `${where}: the parameter "callback" is no address; give the one that the browser came back under, or its path and query.`,
  );
}

/** RFC 6749 section 3.1: no parameter may be there twice. */
function only(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name);
  return values.length === 1 ? values[0] : undefined;
}

function refuse(what: string): InvalidResponseError {
  return new InvalidResponseError('invalid_field', `${where}: the browser came back ${what}.`, { status: 302 });
}

const codes: ReadonlySet<string> = new Set<AuthorityErrorCode>([
  'invalid_request',
  'unauthorized_client',
  'access_denied',
  'invalid_scope',
]);

/** The vendor documents no errors in callbacks; these are OAuth's (section 4.1.2.1). */
function refusal(error: string, parameters: URLSearchParams): AuthorityError {
  const redact = createRedactor(parameters.getAll('code'));
  const clean = (text: string): string =>
    redact(text)
      .replaceAll(/[^\x20-\x7E\u00A0-\uFFFD]+/g, ' ')
      .trim()
      .slice(0, 300);
  const wireCode = clean(error).slice(0, 100);
  const wireMessage = clean(parameters.get('error_description') ?? '') || undefined;
  const retryable = error === 'server_error' || error === 'temporarily_unavailable';
  return new AuthorityError(
    `${where}: the login was refused (${wireMessage === undefined ? wireCode : `${wireCode}: ${wireMessage}`}).`,
    {
      code: codes.has(error) ? (error as AuthorityErrorCode) : retryable ? 'authority_unavailable' : 'authority_error',
      status: 302,
      wireCode,
      wireMessage,
      retryable,
    },
  );
}
