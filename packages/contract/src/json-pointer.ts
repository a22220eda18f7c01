/** The way to a place in a document: names of members and, for lists, positions. */
export type Path = readonly (string | number)[];

/** Writes a path as a JSON pointer with `#` in front (RFC 6901). */
export function pointerOf(path: Path): string {
  return ['#', ...path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1'))].join('/');
}

/** Reads a JSON pointer that begins with `#`. */
export function pathOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => decode(part).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What is at a path, or undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

/** What is at a path, behind its references, and where that is. */
export function follow(root: unknown, path: Path): [Record<string, unknown> | undefined, Path] {
  let here = path;
  let value = valueAt(root, here);
  // A chain of references longer than this goes in a circle.
  for (let steps = 0; steps < 100 && isObject(value) && typeof value['$ref'] === 'string'; steps += 1) {
    here = pathOf(value['$ref']);
    value = valueAt(root, here);
  }
  return [isObject(value) && value['$ref'] === undefined ? value : undefined, here];
}

/** A value as text: itself where it is a string, else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
