/** The two halves of HTTP Basic, as they stood and with the form encoding of RFC 6749 section 2.3.1 taken off. */
export interface BasicCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly decodedClientId: string;
  readonly decodedClientSecret: string;
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/**
 * Reads an `Authorization: Basic` header (RFC 7617). `undefined`: there is none. `'malformed'`: there is one that
 * cannot be read. Whether a client form-encodes the halves first is not documented, so both readings are given.
 */
export function readBasic(headers: Headers): BasicCredentials | 'malformed' | undefined {
  const header = headers.get('authorization');
  if (header === null || !/^basic(?: |$)/iu.test(header)) return undefined;
  let text: string;
  try {
    const bytes = Uint8Array.from(atob(header.slice(5).trim()), (character) => character.codePointAt(0) ?? 0);
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return 'malformed';
  }
  const colon = text.indexOf(':');
  if (colon === -1) return 'malformed';
  const clientId = text.slice(0, colon);
  const clientSecret = text.slice(colon + 1);
  return {
    clientId,
    clientSecret,
    decodedClientId: formDecoded(clientId),
    decodedClientSecret: formDecoded(clientSecret),
  };
}

/** The token of an `Authorization: Bearer` header (RFC 6750 section 2.1), or undefined. */
export function readBearer(headers: Headers): string | undefined {
  return /^bearer +(\S+)$/iu.exec(headers.get('authorization') ?? '')?.[1];
}
