/** Names the type of a value for a message, never the value: it may be a secret. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  // A forgotten "await", and a file that was read without saying that it is text.
  const [mistake] = /Promise|Uint8Array/.exec(Object.prototype.toString.call(value)) ?? [];
  if (mistake !== undefined) return `a ${mistake}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The code or the class name of somebody else's error, which says enough and holds no secret. */
export function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'an unknown error';
  const { code, name } = error as { code?: unknown; name?: unknown };
  const word = [code, name].find((each) => typeof each === 'string' && /^\w{1,40}$/.test(each));
  return typeof word === 'string' ? word : 'an unknown error';
}
