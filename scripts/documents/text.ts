import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { root } from '../generation/targets.ts';
import { Stop } from '../lib/stop.ts';

export type Path = readonly (string | number)[];

/** A document as text, with the places of its parts. */
export interface DocumentText {
  /** Absolute path. */
  readonly file: string;
  /** As it is shown: relative to the repository where it lies in it. */
  readonly name: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** `specs/a.yaml:12` for the part at a path, or for what holds it. */
  readonly locate: (path: Path) => string;
  /** What is at a path, behind its references, and where that is. */
  readonly follow: (path: Path) => { readonly value: unknown; readonly path: Path };
}

/** @throws Stop when there is no such file, or when it is neither YAML nor JSON */
export function readDocumentText(given: string): DocumentText {
  const file = path.resolve(given);
  const name = shownPath(file);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() !== true) {
    const what = found === undefined ? 'there is no such file' : 'this is no file';
    throw new Stop(`${name === '' ? file : name}: ${what}; give the path of an OpenAPI document.`);
  }
  const lines = new LineCounter();
  const parsed = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
  const [fault] = parsed.errors;
  if (fault !== undefined) {
    const place = fault.linePos?.[0];
    const [reason = ''] = fault.message.split(/ at line |\n/);
    throw new Stop(
      `${name}:${place?.line ?? 1}:${place?.col ?? 1}: this is no YAML: ${reason}. Mend the text there; nothing after it was read.`,
    );
  }
  const content = contentOf(parsed, name);
  if (!isObject(content)) throw new Stop(`${name}:1: an OpenAPI document is an object; this is none.`);
  const locate = (at: Path): string => {
    for (let length = at.length; length > 0; length -= 1) {
      const node = parsed.getIn(at.slice(0, length), true);
      if (isNode(node) && node.range != null) return `${name}:${lines.linePos(node.range[0]).line}`;
    }
    return `${name}:1`;
  };
  const valueAt = (at: Path): unknown =>
    at.reduce<unknown>((value, part) => (isContainer(value) ? value[part] : undefined), content);
  const follow = (at: Path): { value: unknown; path: Path } => {
    let here = at;
    let value = valueAt(here);
    // A chain of references longer than this goes in a circle.
    for (let steps = 0; steps < 100 && isObject(value) && typeof value['$ref'] === 'string'; steps += 1) {
      here = pathOf(value['$ref']);
      value = valueAt(here);
    }
    return { value, path: here };
  };
  return { file, name, content, locate, follow };
}

/** @throws Stop where an alias leads nowhere, which only shows when it is followed */
function contentOf(parsed: ReturnType<typeof parseDocument>, name: string): unknown {
  try {
    return parsed.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new Stop(`${name}: this is no YAML: ${error.message}. Mend the text there.`);
  }
}

/** Relative to the repository where it lies in it, as it is elsewhere. */
export function shownPath(file: string): string {
  const relative = path.relative(root, file);
  return relative.startsWith('..') ? file : relative.replaceAll(path.sep, '/');
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Reads a JSON pointer that begins with `#` (RFC 6901). */
function pathOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
}
