/** Names whose values are secrets, wherever they occur. */
const SECRET_NAME =
  /^(?:code|assertion|client_assertion|authorization|cookie|password)$|secret|token$|verifier|private_?key/iu;

/** Looks like a JWT in compact form (RFC 7519), under whatever name. */
const COMPACT_JWT = /eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/gu;

/** Whether the value that belongs to this name is a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/**
 * A secret as it may be shown: its last four characters, so that two can be told apart, and only if it is long
 * enough not to be given away by them. An empty one stays empty, for that is often the fault being looked for.
 */
export function maskSecret(value: string): string {
  if (value === '') return '';
  return value.length < 16 ? '***' : `***${value.slice(-4)}`;
}

/** Masks every JWT inside a text. */
function maskText(text: string): string {
  return text.replace(COMPACT_JWT, (jwt) => maskSecret(jwt));
}

/** The value as it may be shown under this name. */
export function maskNamed(name: string, value: string): string {
  return isSecretName(name) ? maskSecret(value) : maskText(value);
}

/** A copy of a JSON value in which secrets are masked, at any depth. */
export function maskJson(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return maskNamed(name, value);
  if (Array.isArray(value)) return value.map((item) => maskJson(item, name));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskJson(item, key)]));
  }
  return isSecretName(name) && value !== null ? '***' : value;
}
