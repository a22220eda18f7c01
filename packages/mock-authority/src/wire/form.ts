/** What a form says, or the sentence that says why it cannot be read. */
export type DecodedForm =
  | { readonly ok: true; readonly fields: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly problem: string; readonly field?: string };

const MAX_FIELDS = 100;

function decodeComponent(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/**
 * Decodes `application/x-www-form-urlencoded` strictly: a wrong percent sequence, bytes that are not UTF-8 and a name
 * that comes twice are refused. RFC 6749 section 3.2 forbids a parameter that is sent more than once.
 */
export function decodeForm(text: string): DecodedForm {
  const fields = new Map<string, string>();
  if (text === '') return { ok: true, fields };
  const pairs = text.split('&');
  if (pairs.length > MAX_FIELDS) return { ok: false, problem: `the form has more than ${MAX_FIELDS} fields` };
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodeComponent(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? '' : decodeComponent(pair.slice(equals + 1));
    if (name === undefined || value === undefined) {
      return { ok: false, problem: 'the form has a percent sequence that is not UTF-8', ...(name && { field: name }) };
    }
    if (fields.has(name)) return { ok: false, problem: 'the form has a field more than once', field: name };
    fields.set(name, value);
  }
  return { ok: true, fields };
}

/** Bytes as text, or undefined if they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
