import { AuthorityError, InvalidResponseError } from '../errors.ts';
import type { AuthorityErrorCode } from '../errors.ts';
import type { Redactor } from '../http/redactor.ts';
import type { Answer } from './exchange.ts';

/** What a provider's decoder makes of an error body. */
export interface WireError {
  /** The reason in the words of RFC 6749 and RFC 6750. */
  readonly code: AuthorityErrorCode;
  /** The code as the authority wrote it; it is masked and cut to 100 characters before it is shown. */
  readonly wireCode?: string | undefined;
  /** The authority's own words; they are masked and cut to 300 characters before they are shown. */
  readonly wireMessage?: string | undefined;
  /** The id of the request, where the body has it. Default: what {@link AnswerRules.requestId} finds. */
  readonly requestId?: string | undefined;
}

/** How a provider's answers are read. */
export interface AnswerRules {
  /** Reads every error shape of the provider. Undefined: this answer holds no error. */
  readonly readError: (answer: Answer) => WireError | undefined;
  /** The header or field under which the authority names the request. */
  readonly requestId: (answer: Answer) => string | undefined;
  /** Whether an answer without `token_type` is taken for a Bearer token. */
  readonly tokenTypeOptional: boolean;
}

/** The fields of a token answer that are alike for every provider, checked. */
export type TokenFields = Record<string, unknown> & {
  /** Never empty. */
  access_token: string;
  /** Whole seconds from the request on, from 0 to ten years; absent when the authority gave none. */
  expires_in?: number;
};

/** RFC 6749 section 5.1 gives no upper bound; ten years are more than any token has. */
const longestLifetimeSeconds = 315_360_000;
/** Most characters of an authority's own words that an error shows. */
export const mostMessageCharacters = 300;

/**
 * Makes a token of an answer, or the error that it is.
 *
 * @throws AuthorityError for an error answer, also one with a 2xx status
 * @throws InvalidResponseError for an answer that is neither a token nor an error
 */
export function readTokenAnswer(where: string, answer: Answer, rules: AnswerRules): TokenFields {
  refuseError(where, answer, rules);
  const { json, status, origin } = answer;
  // Only for errors: to make an id of a stranger's fit to be shown takes longer than all the rest of this.
  const failure = (): { readonly status: number; readonly requestId: string | undefined } => ({
    status,
    requestId: readRequestId(answer, rules),
  });
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new InvalidResponseError(
      'response_not_json',
      `${where}: ${origin} answered HTTP ${status} with ${answer.text.trim() === '' ? 'an empty body' : `a body that is no JSON object (${mediaType(answer)}, ${answer.text.length} characters)`} where a token was expected.`,
      failure(),
    );
  }
  const fields = { ...json } as Record<string, unknown>;
  if (typeof fields['access_token'] !== 'string' || fields['access_token'] === '') {
    throw new InvalidResponseError(
      'missing_access_token',
      `${where}: ${origin} answered HTTP ${status} without an access_token.`,
      failure(),
    );
  }
  const type = fields['token_type'];
  if (
    type === undefined || type === null
      ? !rules.tokenTypeOptional
      : typeof type !== 'string' || type.toLowerCase() !== 'bearer'
  ) {
    throw new InvalidResponseError(
      'invalid_token_type',
      `${where}: ${origin} answered with a token that is not of type Bearer.`,
      failure(),
    );
  }
  for (const name of ['refresh_token', 'id_token', 'scope']) {
    if (fields[name] === null) delete fields[name];
    else if (fields[name] !== undefined && typeof fields[name] !== 'string') {
      throw new InvalidResponseError(
        'invalid_field',
        `${where}: ${origin} answered with a ${name} that is no string.`,
        failure(),
      );
    }
  }
  const lifetime = readLifetime(fields['expires_in']);
  if (lifetime === 'invalid') {
    throw new InvalidResponseError(
      'invalid_expires_in',
      `${where}: ${origin} answered with an expires_in that is no number of seconds from 0 to ${longestLifetimeSeconds}.`,
      failure(),
    );
  }
  if (lifetime === undefined) delete fields['expires_in'];
  else fields['expires_in'] = lifetime;
  return fields as TokenFields;
}

/**
 * Throws the error an answer holds, if it holds one: any status beyond 2xx, or an error body under a 2xx.
 *
 * @throws AuthorityError
 */
export function refuseError(where: string, answer: Answer, rules: AnswerRules): void {
  const { status, origin } = answer;
  const successful = status >= 200 && status < 300;
  const error = rules.readError(answer);
  if (successful && (error === undefined || isToken(answer.json))) return;
  const wireCode = clip(error?.wireCode, answer, 100);
  const wireMessage = clip(error?.wireMessage, answer, mostMessageCharacters);
  const requestId = clip(error?.requestId, answer, 100) ?? readRequestId(answer, rules);
  const nowMs = Date.now();
  const answeredAtMs = readDate(answer.headers.get('date'));
  // A date is one of the authority's clock, which may be off.
  const from = answeredAtMs ?? nowMs;
  const until = readRetryAfter(answer.headers.get('retry-after'), from);
  const retryAfterMs = until && Math.max(0, until - from);
  const said = [wireCode, wireMessage].filter((part) => part !== undefined).join(': ');
  throw new AuthorityError(
    `${where}: ${origin} answered HTTP ${status}${said === '' ? '' : ` (${said})`}${requestId === undefined ? '' : ` [request id ${requestId}]`}.`,
    {
      code: categoryOf(status, error?.code),
      status,
      wireCode,
      wireMessage,
      requestId,
      retryable: status === 408 || status === 425 || status === 429 || status >= 500,
      retryAt: retryAfterMs === undefined ? undefined : nowMs + retryAfterMs,
      retryAfterMs,
      answeredAtMs,
    },
  );
}

/** A body with an access token is a token, whatever else it carries: `code` and `message` are no reserved words. */
function isToken(json: unknown): boolean {
  const token = (json as { access_token?: unknown } | null | undefined)?.access_token;
  return typeof token === 'string' && token !== '' && (json as { error?: unknown }).error === undefined;
}

function categoryOf(status: number, code: AuthorityErrorCode | undefined): AuthorityErrorCode {
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'authority_unavailable';
  return code ?? 'authority_error';
}

/** The id under which the authority knows the request, fit to be shown: an authority may put anything there. */
export function readRequestId(answer: Answer, rules: Pick<AnswerRules, 'requestId'>): string | undefined {
  return clip(rules.requestId(answer), answer, 100);
}

function clip(text: string | undefined, answer: Answer, most: number): string | undefined {
  return clipText(text, answer.redact, most);
}

/** Words of an authority, fit to be shown: secrets masked, without control characters, at most so many characters. */
export function clipText(text: string | undefined, redact: Redactor, most: number): string | undefined {
  if (text === undefined) return undefined;
  const clean = redact(text)
    .replaceAll(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, ' ')
    .trim();
  if (clean === '') return undefined;
  return clean.length > most ? `${clean.slice(0, most - 1)}…` : clean;
}

function mediaType(answer: Answer): string {
  return /^[\w.+-]+\/[\w.+-]+/.exec(answer.headers.get('content-type') ?? '')?.[0] ?? 'no content type';
}

/** `expires_in` as whole seconds: a number, or digits in a string; a fraction is cut off. */
export function readLifetime(value: unknown): number | undefined | 'invalid' {
  if (value === undefined || value === null) return undefined;
  const seconds = typeof value === 'string' && /^[0-9]{1,15}$/.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) return 'invalid';
  const whole = Math.floor(seconds) + 0;
  return whole > longestLifetimeSeconds ? 'invalid' : whole;
}

/** `Retry-After` (RFC 9110 section 10.2.3), seconds or a date, as milliseconds since the epoch. */
export function readRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const value = header.trim();
  if (/^[0-9]{1,9}$/.test(value)) return nowMs + Number(value) * 1000;
  return readDate(value);
}

/** A date of HTTP (RFC 9110 section 5.6.7) as milliseconds since the epoch. */
function readDate(header: string | null): number | undefined {
  const date = /^\s*[a-z]{3}/i.test(header ?? '') ? Date.parse(header ?? '') : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}
