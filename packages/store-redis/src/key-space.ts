/**
 * Where things lie in Redis:
 *
 * - `<prefix>{<key>}`: the record, as `<version> <JSON>`
 * - `<prefix>{<key>}:lease`: who renews
 * - `<prefix>{<key>}:changed`: the channel of its changes
 *
 * The braces are the hash tag of Redis Cluster, so that all of a key lies in one slot.
 */
export interface Places {
  readonly record: string;
  readonly lease: string;
  readonly channel: string;
}

export class KeySpace {
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  of(key: string): Places {
    const record = `${this.#prefix}{${escape(key)}}`;
    return { record, lease: `${record}:lease`, channel: `${record}:changed` };
  }

  /** A pattern for SCAN that finds the records of the keys that begin so, and no leases. */
  pattern(keyPrefix: string): string {
    // An escape is never cut by a prefix: it stands for one character.
    const begin = `${this.#prefix}{${keyPrefix === '' ? '' : escape(keyPrefix)}`;
    return `${begin.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)}*}`;
  }

  /** The key of a record's name; undefined when it is none of ours. */
  keyOf(name: string): string | undefined {
    const begin = `${this.#prefix}{`;
    return name.startsWith(begin) && name.endsWith('}') ? unescape(name.slice(begin.length, -1)) : undefined;
  }
}

/**
 * Injective, and nothing for most keys: a `}` would end the hash tag, an empty tag would be none, and a lone surrogate
 * has no UTF-8 of its own.
 */
function escape(key: string): string {
  if (key === '') return '%';
  return key
    .replaceAll('%', '%25')
    .replaceAll('}', '%7D')
    .replaceAll(/\p{Surrogate}/gu, (unit) => `%u${unit.charCodeAt(0).toString(16).toUpperCase()}`);
}

function unescape(text: string): string {
  if (text === '%') return '';
  return text.replaceAll(/%25|%7D|%u([0-9A-F]{4})/g, (match, unit: string | undefined) =>
    unit === undefined ? (match === '%25' ? '%' : '}') : String.fromCharCode(Number.parseInt(unit, 16)),
  );
}
