import { MockAuthorityError } from '../errors.ts';
import { ADDITIONAL, EXCLUSIVE } from './fault.ts';
import type { Fault } from './fault.ts';
import { formatDuration, formatOccurrences, parseDuration, parseOccurrences, parseSize } from './values.ts';

interface Term {
  readonly field: keyof Fault;
  /** What a good value looks like, for the error. */
  readonly wanted: string;
  /** The value without `=`; absent when one is needed. */
  readonly bare?: true;
  readonly parse: (text: string) => unknown;
  readonly format: (value: never) => string;
}

const MAX_WAIT_MS = 2_147_483_647;
const MAX_OVERSIZE = 67_108_864;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** What a header can hold and a log line shows on one line. */
const PRINTABLE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/u;

function within(value: number | undefined, min: number, max: number): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

function whole(text: string, min: number, max: number): number | undefined {
  return /^\d{1,16}$/u.test(text) ? within(Number(text), min, max) : undefined;
}

function decoded(text: string): string | undefined {
  try {
    const value = decodeURIComponent(text);
    return PRINTABLE.test(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Only what would end the value, or read as an escape, is escaped. */
function encoded(text: string): string {
  return text.replaceAll('%', '%25').replaceAll(';', '%3B');
}

const flag = { wanted: 'no value', parse: () => undefined, format: () => '' } as const;
const text = { parse: decoded, format: encoded } as const;

const TERMS: Readonly<Record<string, Term>> = {
  lost: { field: 'lost', bare: true, ...flag },
  reset: { field: 'reset', bare: true, ...flag },
  status: {
    field: 'status',
    wanted: 'an HTTP status from 200 to 599',
    parse: (v) => whole(v, 200, 599),
    format: String,
  },
  error: { field: 'error', wanted: 'an error code', ...text },
  message: { field: 'message', wanted: 'a text of one line', ...text },
  'retry-after': { field: 'retryAfter', wanted: 'seconds or an HTTP date', ...text },
  redirect: {
    field: 'redirect',
    wanted: '301, 302, 303, 307 or 308',
    parse: (v) => (REDIRECTS.has(Number(v)) ? Number(v) : undefined),
    format: String,
  },
  location: { field: 'location', wanted: 'an address', ...text },
  'error-in-200': { field: 'errorIn200', bare: true, ...flag },
  truncated: {
    field: 'truncated',
    bare: true,
    wanted: 'a number of bytes, or no value',
    parse: (v) => whole(v, 0, MAX_OVERSIZE),
    format: (value: number | true) => (value === true ? '' : String(value)),
  },
  endless: { field: 'endless', bare: true, ...flag },
  oversized: {
    field: 'oversizedBytes',
    wanted: 'a size up to 64mb such as 2mb',
    parse: (v) => within(parseSize(v), 1, MAX_OVERSIZE),
    format: String,
  },
  'content-type': { field: 'contentType', wanted: 'a media type such as text/html', ...text },
  skew: {
    field: 'skewMs',
    wanted: 'a duration such as 90s or -1h',
    parse: (v) => within(parseDuration(v), -1e13, 1e13),
    format: formatDuration,
  },
  delay: {
    field: 'delayMs',
    wanted: 'a duration such as 250ms or 2s',
    parse: (v) => within(parseDuration(v), 0, MAX_WAIT_MS),
    format: formatDuration,
  },
  slow: {
    field: 'slowMs',
    wanted: 'a duration such as 250ms or 2s',
    parse: (v) => within(parseDuration(v), 0, MAX_WAIT_MS),
    format: formatDuration,
  },
  on: {
    field: 'on',
    wanted: 'counts from 1 such as 2 or 2,4 or 3-5 or 6-',
    parse: parseOccurrences,
    format: formatOccurrences,
  },
  path: {
    field: 'path',
    wanted: 'a path that begins with /',
    parse: (v) => (/^\/[\x21-\x3a\x3c-\x7e]*$/u.test(v) ? v : undefined),
    format: String,
  },
  method: {
    field: 'method',
    wanted: 'an HTTP method such as POST',
    parse: (v) => (/^[A-Z]+$/u.test(v) ? v : undefined),
    format: String,
  },
  grant: { field: 'grant', wanted: 'a grant type such as refresh_token', ...text },
  rate: {
    field: 'rate',
    wanted: 'a share from 0 to 1 such as 0.1',
    parse: (v) => (/^\d+(?:\.\d+)?(?:e-\d+)?$/u.test(v) ? within(Number(v), 0, 1) : undefined),
    format: String,
  },
  seed: { field: 'seed', wanted: 'a whole number', parse: (v) => whole(v, 0, Number.MAX_SAFE_INTEGER), format: String },
  times: {
    field: 'times',
    wanted: 'a whole number from 1',
    parse: (v) => whole(v, 1, Number.MAX_SAFE_INTEGER),
    format: String,
  },
};

const NAMES = Object.keys(TERMS).join(', ');

function malformed(expression: string, reason: string): MockAuthorityError {
  return new MockAuthorityError('malformed_fault', `fault ${JSON.stringify(expression)}: ${reason}`);
}

function nameOf(field: keyof Fault): string {
  return Object.entries(TERMS).find(([, term]) => term.field === field)?.[0] ?? field;
}

function checkTogether(expression: string, fault: Fault): void {
  const exclusive = EXCLUSIVE.filter((field) => fault[field] !== undefined);
  if (exclusive.length > 1) {
    throw malformed(expression, `${exclusive.map(nameOf).join(' and ')} exclude each other; set two faults`);
  }
  if (exclusive.length === 0 && ADDITIONAL.every((field) => fault[field] === undefined)) {
    const effects = [...EXCLUSIVE, ...ADDITIONAL].map(nameOf).join(', ');
    throw malformed(expression, `it says when but not what; add one of ${effects}`);
  }
  if ((fault.error ?? fault.message) !== undefined && fault.status === undefined && fault.errorIn200 === undefined) {
    throw malformed(expression, 'error and message belong to status or error-in-200');
  }
  if (fault.retryAfter !== undefined && fault.status === undefined) {
    throw malformed(expression, 'retry-after belongs to status');
  }
  if (fault.location !== undefined && fault.redirect === undefined) {
    throw malformed(expression, 'location belongs to redirect');
  }
  if (fault.seed !== undefined && fault.rate === undefined) throw malformed(expression, 'seed belongs to rate');
}

/**
 * Reads a fault expression: terms joined by semicolons, each `name=value` or a name alone. The grammar is in
 * `docs/faults.md`.
 *
 * @throws MockAuthorityError `malformed_fault`, with the term at fault and what is wanted in its place.
 * @example
 * ```ts
 * import { parseFault } from '@tokenwright/mock-authority';
 *
 * const fault = parseFault('status=503;retry-after=2;on=2;path=/v2/oauth/token');
 * console.log(fault.status);
 * ```
 */
export function parseFault(expression: string): Fault {
  const fault: Record<string, unknown> = {};
  for (const part of expression.split(';')) {
    const written = part.trim();
    if (written === '') continue;
    const equals = written.indexOf('=');
    const name = (equals === -1 ? written : written.slice(0, equals)).trim();
    const term = Object.hasOwn(TERMS, name) ? TERMS[name] : undefined;
    if (!term) throw malformed(expression, `there is no term ${JSON.stringify(name)}; the terms are ${NAMES}`);
    if (Object.hasOwn(fault, term.field)) throw malformed(expression, `${name} is there twice`);
    if (equals === -1) {
      if (!term.bare) throw malformed(expression, `${name} needs a value: ${term.wanted}`);
      fault[term.field] = true;
      continue;
    }
    const value = term.parse(written.slice(equals + 1).trim());
    if (value === undefined) {
      throw malformed(expression, `${name} takes ${term.wanted}, not ${JSON.stringify(written.slice(equals + 1))}`);
    }
    fault[term.field] = value;
  }
  if (Object.keys(fault).length === 0) throw malformed(expression, `it is empty; the terms are ${NAMES}`);
  checkTogether(expression, fault);
  return fault;
}

/** Writes a fault as the expression that {@link parseFault} reads back. */
export function formatFault(fault: Fault): string {
  const terms: string[] = [];
  for (const [name, term] of Object.entries(TERMS)) {
    const value = fault[term.field];
    if (value === undefined) continue;
    const written = value === true ? '' : term.format(value as never);
    terms.push(written === '' ? name : `${name}=${written}`);
  }
  return terms.join(';');
}

/**
 * A fault from either form, checked. An object goes through its expression, so both obey the same grammar.
 *
 * @throws MockAuthorityError `malformed_fault`.
 */
export function readFault(input: string | Fault): Fault {
  if (typeof input === 'string') return parseFault(input);
  for (const field of Object.keys(input)) {
    if (!Object.values(TERMS).some((term) => term.field === field)) {
      throw malformed(JSON.stringify(input), `there is no field ${JSON.stringify(field)}`);
    }
  }
  return parseFault(formatFault(input));
}
