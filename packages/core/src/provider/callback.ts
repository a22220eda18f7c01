import type { AuthorityErrorCode } from '../errors.ts';
import { AuthorityError, ConfigurationError, InvalidResponseError } from '../errors.ts';
import { createRedactor, type Redactor } from '../http/redactor.ts';
import { typeName } from '../words.ts';
import { clipText, mostMessageCharacters } from './token-fields.ts';

/** How a provider's answers to the redirect URI are read. */
export interface CallbackRules {
  /** The call, as the user knows it: `parseCallback`. */
  readonly where: string;
  /** The `state` of the authorization request. */
  readonly state: string;
  /** The reason that a code of an error stands for. */
  readonly categoryOf: (wireCode: string) => AuthorityErrorCode;
}

/** An authority answers an authorization request by sending the browser on. */
const redirectStatus = 302;

/**
 * Reads what an authority sent a browser back with (RFC 6749 section 4.1.2): the code, if the `state` is the one that
 * the login began with. Nothing else is looked at before that: whoever does not know the state may have made the rest.
 *
 * @param callback the whole address that was visited, its path and query, or its query
 * @throws ConfigurationError when `callback` cannot be read
 * @throws InvalidResponseError `state_mismatch` when the state is missing or another; `invalid_field` when there is no
 * code, or something is there twice
 * @throws AuthorityError when the authority, or the user, said no
 */
export function readCallback(
  callback: unknown,
  { where, state, categoryOf }: CallbackRules,
): {
  /** The one-time code, as it came; whether it is good, its exchange says. */
  readonly code: string;
} {
  const { query, fragment } = partsOf(where, callback);
  const one = (name: string): string | undefined => {
    const values = query.getAll(name);
    if (values.length > 1) throw invalid(`${where}: the callback has "${name}" ${values.length} times.`);
    return values[0] === '' ? undefined : values[0];
  };
  const returned = one('state');
  const isImplicit = fragment.has('access_token') || fragment.has('id_token');
  // Its state is in the fragment too. What it should have been says more than that a state is missing.
  if (returned === undefined && isImplicit && !query.has('code') && !query.has('error')) throw implicit(where);
  if (returned === undefined || !isSame(returned, state)) {
    throw new InvalidResponseError(
      'state_mismatch',
      `${where}: the "state" of the callback is ${returned === undefined ? 'missing' : 'not the one this login began with'}. It answers another login: an old tab, a second one, or a forged link. Begin the login anew.`,
      { status: redirectStatus },
    );
  }
  const wireCode = one('error');
  if (wireCode !== undefined) {
    const secrets = [...query, ...fragment].flatMap(([name, value]) => (name.startsWith('error') ? [] : [value]));
    const words = { wireCode, wireMessage: one('error_description') };
    throw refusal(where, categoryOf(wireCode), words, createRedactor(secrets));
  }
  const code = one('code');
  if (code !== undefined) return { code };
  throw isImplicit ? implicit(where) : invalid(`${where}: the callback has neither a "code" nor an "error".`);
}

function implicit(where: string): InvalidResponseError {
  return invalid(
    `${where}: the callback has tokens in its fragment (the implicit flow) and no "code"; ask with response_type "code".`,
  );
}

function partsOf(
  where: string,
  callback: unknown,
): { readonly query: URLSearchParams; readonly fragment: URLSearchParams } {
  if (callback instanceof URLSearchParams) return { query: callback, fragment: new URLSearchParams() };
  const text = callback instanceof URL ? callback.href : callback;
  // A query alone may hold anything that a URL may; the base only makes an address of it.
  const address = typeof text === 'string' && text.startsWith('?') ? `/${text}` : text;
  if (typeof address !== 'string' || address === '' || !URL.canParse(address, 'https://callback.invalid')) {
    throw new ConfigurationError(
      'invalid_parameter',
      'callback',
      `${where}: the parameter "callback" is ${text === '' ? 'an empty string' : typeof text === 'string' ? 'no address' : typeName(callback)}; give the address that the browser was sent to, as text, URL or URLSearchParams.`,
    );
  }
  const url = new URL(address, 'https://callback.invalid');
  return { query: url.searchParams, fragment: new URLSearchParams(url.hash.slice(1)) };
}

function refusal(
  where: string,
  code: AuthorityErrorCode,
  words: { readonly wireCode: string; readonly wireMessage: string | undefined },
  redact: Redactor,
): AuthorityError {
  const wireCode = clipText(words.wireCode, redact, 100);
  const wireMessage = clipText(words.wireMessage, redact, mostMessageCharacters);
  const said = [wireCode, wireMessage].filter((part) => part !== undefined).join(': ');
  return new AuthorityError(`${where}: the authority refused the login${said === '' ? '' : ` (${said})`}.`, {
    code,
    status: redirectStatus,
    wireCode,
    wireMessage,
    retryable: code === 'authority_unavailable',
  });
}

function invalid(message: string): InvalidResponseError {
  return new InvalidResponseError('invalid_field', message, { status: redirectStatus });
}

/** Compares in a time that does not tell how much of it is right. */
function isSame(left: string, right: string): boolean {
  let difference = left.length ^ right.length;
  for (let index = 0; index < left.length; index += 1) {
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index % Math.max(1, right.length));
  }
  return difference === 0;
}
