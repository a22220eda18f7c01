/** What stands where a secret stood. */
export const mask = '[redacted]';

/** No run of this many characters of a secret is left standing, in whatever encoding. */
const window = 12;
/** A secret this short or shorter is not masked inside words: it would tear ordinary text apart. */
const shortest = 4;

/** Replaces secrets in a text of somebody else's. */
export type Redactor = (text: string) => string;

/** Things that look like a token, whoever's it is: JWTs, and what follows a name that says so. */
const suspicious = new RegExp(
  [
    String.raw`\beyJ[\w-]{5,}(?:\.[\w-]*){0,4}`,
    String.raw`(?<=\b(?:access_token|refresh_token|id_token|client_secret|assertion|password|token|token expired)["']?\s{0,3}[:=]\s{0,3}["']?)[\w.~+/%-]{8,}=*`,
    String.raw`(?<=\b(?:bearer|basic)\s)[\w.~+/-]{8,}=*`,
  ].join('|'),
  'gi',
);

/**
 * Makes a redactor that knows the secrets of one exchange. They are found raw, percent-, form- and JSON-encoded and in
 * base64 at any alignment (as within HTTP Basic), whole or in part.
 */
export function createRedactor(secrets: Iterable<string>): Redactor {
  const fragments = new Set<string>();
  const shorts = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < shortest) continue;
    for (const form of encodings(secret)) {
      if (form.length < window) {
        if (form.length >= shortest) shorts.add(form);
        continue;
      }
      for (let index = 0; index + window <= form.length; index += 1) fragments.add(form.slice(index, index + window));
    }
  }
  return (text) => maskSuspicious(maskShorts(maskFragments(text, fragments), shorts));
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
  return text.replaceAll(suspicious, mask);
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
    let binary = '';
    for (const byte of padded) binary += String.fromCharCode(byte);
    const own = btoa(binary)
      .replace(/=+$/, '')
      .slice(shift === 0 ? 0 : shift + 1);
    forms.push(own.slice(0, -1), own, own.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
}

/** The values of an answer that have to stay secret. */
export function secretsOfAnswer(json: unknown): string[] {
  if (typeof json !== 'object' || json === null) return [];
  const fields = json as Record<string, unknown>;
  return ['access_token', 'refresh_token', 'id_token']
    .map((name) => fields[name])
    .filter((value) => typeof value === 'string');
}
