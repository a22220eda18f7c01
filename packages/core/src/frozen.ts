/**
 * A frozen copy of JSON-like data: nobody changes it afterwards, neither who gave it nor who gets it. Text is shared
 * with the original, everything else is not; members that are undefined are left out, as JSON leaves them out.
 */
export function frozenCopy<T>(value: T): T {
  return copy(value, 0) as T;
}

/** Deeper than any answer of an authority; a loop would never end. */
const mostLevels = 64;

function copy(value: unknown, level: number): unknown {
  if (typeof value !== 'object' || value === null || level > mostLevels) return value;
  if (Array.isArray(value)) return Object.freeze(value.map((each: unknown) => copy(each, level + 1)));
  const copied: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) define(copied, name, copy(member, level + 1));
  }
  return Object.freeze(copied);
}

/** An answer may have a member of this name, and assigning it would change the prototype. */
export function define(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
  else target[name] = value;
}

/** Whether nothing in it can be changed. */
export function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}
