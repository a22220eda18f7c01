import { bytesToBase64 } from '../bytes.ts';

/** What stands where a secret stood. */
export const mask = '[redacted]';

/** No run of this many characters of a secret is left standing, in whatever encoding. */
const window = 12;
/** A secret this short or shorter is not masked inside words: it would tear ordinary text apart. */
const shortest = 4;

/** More characters of secrets than any exchange has; searching them all would take long. */
const mostSecret = 65_536;
/** Longer texts are cut to this before they are searched; what is shown of them is far shorter. */
const mostText = 4_096;

/** Replaces secrets in a text of somebody else's. */
export type Redactor = (text: string) => string;

/** Things that look like a token, whoever's it is: JWTs, and what follows a name that says so. */
const suspicious = /* @__PURE__ */ suspiciousText();

// Made by a function that is marked as pure: bundlers keep what calls `join` though nobody asks for a redactor.
function suspiciousText(): RegExp {
  return new RegExp(
    [
      String.raw`\beyJ[\w-]{5,}(?:\.[\w-]*){0,4}`,
      String.raw`(?<=\b(?:access_token|refresh_token|id_token|client_secret|assertion|password|token|token expired)["']?\s{0,3}[:=]\s{0,3}["']?)[\w.~+/%-]{8,}=*`,
      String.raw`(?<=\b(?:bearer|basic)\s)[\w.~+/-]{8,}=*`,
    ].join('|'),
    'gi',
  );
}

/** "Bearer authentication is needed", "access token: validation failed": a word of a sentence, no token. */
const ordinaryWord = /^[A-Z]?[a-z]{1,14}(?:-[a-z]{1,14})?[.]?$/;

/**
 * Makes a redactor that knows the secrets of one exchange. They are found raw, percent-, form- and JSON-encoded and in
 * base64 at any alignment (as within HTTP Basic), whole or in part. Of a text, at most 4,096 characters come back.
 */
export function createRedactor(secrets: Iterable<string>): Redactor {
  const fragments = new Set<string>();
  const shorts = new Set<string>();
  let length = 0;
  for (const secret of secrets) {
    length += secret.length;
    if (length > mostSecret) return () => mask;
    if (secret.length < shortest) continue;
    for (const form of encodings(secret)) {
      if (form.length < window) {
        if (form.length >= shortest) shorts.add(form);
        continue;
      }
      for (let index = 0; index + window <= form.length; index += 1) fragments.add(form.slice(index, index + window));
    }
  }
  return (text) => maskSuspicious(maskShorts(maskFragments(text.slice(0, mostText), fragments), shorts));
}

function maskFragments(text: string, fragments: ReadonlySet<string>): string {
  if (fragments.size === 0 || text.length < window) return text;
  let result = '';
  let from = 0;
  for (let index = 0; index + window <= text.length;) {
    if (!fragments.has(text.slice(index, index + window))) {
      index += 1;
      continue;
    }
    let end = index + window;
    while (end + 1 <= text.length && fragments.has(text.slice(end + 1 - window, end + 1))) end += 1;
    result += text.slice(from, index) + mask;
    from = end;
    index = end;
  }
  return result + text.slice(from);
}

function maskShorts(text: string, shorts: ReadonlySet<string>): string {
  let result = text;
  for (const short of shorts) result = result.replaceAll(short, mask);
  return result;
}

function maskSuspicious(text: string): string {
  return text.replaceAll(suspicious, (match) => (ordinaryWord.test(match) ? match : mask));
}

function encodings(secret: string): Set<string> {
  const percent = encodePercent(secret);
  return new Set([
    secret,
    secret.trim(),
    percent,
    percent.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(secret)
      .slice(1, -1)
      .replaceAll('/', String.raw`\/`),
    asciiJson(secret),
    ...base64Forms(secret),
  ]);
}

function encodePercent(secret: string): string {
  // encodeURIComponent throws on a lone surrogate; toWellFormed is younger than the oldest runtime served.
  return encodeURIComponent(new TextDecoder().decode(new TextEncoder().encode(secret)));
}

function asciiJson(secret: string): string {
  return JSON.stringify(secret)
    .slice(1, -1)
    .replaceAll(/[\u0080-\uFFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The secret in base64 and base64url as it looks behind 0, 1 and 2 other bytes, less the characters it shares with them. */
function base64Forms(secret: string): string[] {
  const forms: string[] = [];
  const bytes = new TextEncoder().encode(secret);
  for (let shift = 0; shift < 3; shift += 1) {
    const padded = new Uint8Array(shift + bytes.length);
    padded.set(bytes, shift);
    const own = bytesToBase64(padded)
      .replace(/=+$/, '')
      .slice(shift === 0 ? 0 : shift + 1);
    forms.push(own.slice(0, -1), own, own.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
}

const secretName = /(?:token|secret|assertion|password)$/i;
/** Some proxies wrap the authority's answer; nobody wraps it deeper. */
const deepest = 4;

/** The values of an answer that have to stay secret: the texts under a name that says so, at any depth in use. */
export function secretsOfAnswer(json: unknown, depth = 0): string[] {
  if (typeof json !== 'object' || json === null || depth > deepest) return [];
  return Object.entries(json).flatMap(([name, value]) =>
    typeof value === 'string' ? (secretName.test(name) ? [value] : []) : secretsOfAnswer(value, depth + 1),
  );
}

const secretHeader = /^(?:authorization|proxy-authorization|cookie|.*(?:api-?key|token|secret).*)$/i;

/** The header values that have to stay secret, credentials also without the scheme before them. */
export function secretsOfHeaders(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    secretHeader.test(name) ? [value, value.replace(/^\S+\s+/, '')] : [],
  );
}
