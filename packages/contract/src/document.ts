import { readFile } from 'node:fs/promises';
import { isAbsolute, resolve as absolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { documents, type DocumentName } from '@tokenwright/specs';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { ContractError } from './contract-error.ts';
import { refuseUnreadable, refuseWhatPrismMisses } from './guards.ts';
import { follow, isObject, type Path, pathOf, pointerOf, valueAt } from './json-pointer.ts';

/** A document: the name of one of ours, or your own as a file path, a `file:` URL or a parsed object. */
export type DocumentSource = DocumentName | (string & {}) | URL | Readonly<Record<string, unknown>>;

/** An operation as Prism reads it. */
export type PrismOperation = Awaited<ReturnType<typeof getHttpOperationsFromSpec>>[number];

/** One operation of a document: as it is written, and as Prism reads it. */
export interface Operation {
  /** Its `operationId`, or method and path where it has none. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Where it is in the document. */
  readonly place: Path;
  /** As it is written there. */
  readonly written: Readonly<Record<string, unknown>>;
  readonly prism: PrismOperation;
}

/** A document that was read and found fit to judge by. */
export interface LoadedDocument extends ParsedDocument {
  readonly operations: readonly Operation[];
}

/** A document that was parsed, with the places of its parts. */
export interface ParsedDocument {
  /** Where it came from, for messages. */
  readonly origin: string;
  readonly root: Readonly<Record<string, unknown>>;
  /** Names a place for a message: file, line where there is one, JSON pointer. */
  readonly locate: (path: Path) => string;
  /** Follows `$ref` within the document until the thing itself is reached. */
  readonly resolve: (value: unknown) => unknown;
}

const ours = new Map<unknown, Promise<LoadedDocument>>();

/**
 * Reads a document, and refuses one that cannot be judged by.
 *
 * @throws ContractError `unknown_document` when there is none, `invalid_document` when it is no OpenAPI 3 document or
 * one of its schemas does not compile, `unsupported_document` when Prism would let requests pass unchecked
 */
export function loadDocument(source: DocumentSource): Promise<LoadedDocument> {
  if (typeof source !== 'string' || !Object.hasOwn(documents, source)) return read(source);
  // Ours never change while a process runs.
  const known = ours.get(source) ?? read(source);
  ours.set(source, known);
  return known;
}

async function read(source: DocumentSource): Promise<LoadedDocument> {
  const document = await parse(source);
  refuseUnreadable(document);
  // Prism resolves references in place; it gets a copy, so that the document stays as it was written.
  const prism = await getHttpOperationsFromSpec(structuredClone(document.root) as object).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ContractError('invalid_document', `${document.origin}: Prism cannot read it: ${reason}`);
  });
  const operations = prism.map((each): Operation => {
    const [, item] = follow(document.root, ['paths', each.path]);
    const place = [...item, each.method];
    const written = valueAt(document.root, place);
    const id = isObject(written) && typeof written['operationId'] === 'string' ? written['operationId'] : undefined;
    return {
      id: id ?? `${each.method.toUpperCase()} ${each.path}`,
      method: each.method,
      path: each.path,
      place,
      written: isObject(written) ? written : {},
      prism: allowAnonymous(each),
    };
  });
  refuseTwins(document, operations);
  const loaded = { ...document, operations };
  refuseWhatPrismMisses(loaded);
  return loaded;
}

/** What goes by the name of an operation, a call of a client or what a fetch has seen, would be taken for either. */
function refuseTwins({ locate }: ParsedDocument, operations: readonly Operation[]): void {
  const first = new Map<string, Operation>();
  for (const operation of operations) {
    const { id, place } = operation;
    const other = first.get(id);
    if (other !== undefined) {
      throw new ContractError(
        'invalid_document',
        `${locate([...place, 'operationId'])}: the operationId "${id}" is that of ${other.method} ${other.path} too; give each operation one of its own.`,
      );
    }
    first.set(id, operation);
  }
}

/**
 * An empty alternative among the security requirements allows any request. Prism refuses one that carries another
 * scheme's `Authorization` all the same, so such operations get no security check.
 */
function allowAnonymous(operation: PrismOperation): PrismOperation {
  const isOpen = operation.security?.some((alternative) => alternative.length === 0) ?? false;
  return isOpen ? { ...operation, security: [] } : operation;
}

async function parse(source: DocumentSource): Promise<ParsedDocument> {
  if (typeof source !== 'string' && !isObject(source)) {
    throw new ContractError('unknown_document', 'A document is needed: a name, a path, a `file:` URL or an object.');
  }
  if (typeof source === 'object' && !(source instanceof URL)) {
    const origin = 'the given document';
    return { origin, root: source, locate: (path) => `${origin} at ${pointerOf(path)}`, resolve: resolver(source) };
  }
  if (typeof source === 'string' && source.includes('\n')) {
    throw new ContractError(
      'unknown_document',
      'The text of a document was given; give the path of its file, or the object that it says.',
    );
  }
  const isName = typeof source === 'string' && Object.hasOwn(documents, source);
  const given = typeof source === 'string' && source.startsWith('file:') ? new URL(source) : source;
  const file = isName ? documents[source as DocumentName].url : given;
  const origin = isName ? `specs/${String(source)}.yaml` : file instanceof URL ? fileName(file) : file;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const names = Object.keys(documents).join(', ');
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    // Relative to a folder that is seldom the one of the test.
    const at = typeof file === 'string' && !isAbsolute(file) ? ` at ${absolute(file)}` : '';
    throw new ContractError(
      'unknown_document',
      `"${origin}" is neither the name of a document (${names}) nor a file that can be read (${code}${at}).`,
    );
  }
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines });
  const [fault] = parsed.errors;
  if (fault !== undefined) {
    const line = fault.linePos?.[0].line;
    const place = line === undefined ? origin : `${origin}:${line}`;
    const [reason = ''] = fault.message.split('\n');
    throw new ContractError('invalid_document', `${place}: it cannot be read as YAML or JSON: ${reason}`);
  }
  const root = contentOf(parsed, origin);
  if (!isObject(root)) throw new ContractError('invalid_document', `${origin}: an OpenAPI 3 document is needed.`);
  const locate = (path: Path): string => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = parsed.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range != null) {
        return `${origin}:${lines.linePos(node.range[0]).line} (${pointerOf(path)})`;
      }
    }
    return `${origin} (${pointerOf(path)})`;
  };
  return { origin, root, locate, resolve: resolver(root) };
}

/** An alias that leads nowhere only shows when it is followed. */
function contentOf(parsed: ReturnType<typeof parseDocument>, origin: string): unknown {
  try {
    return parsed.toJS();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ContractError('invalid_document', `${origin}: it cannot be read as YAML or JSON: ${reason}`);
  }
}

function fileName(url: URL): string {
  return url.protocol === 'file:' ? fileURLToPath(url) : url.href;
}

function resolver(root: unknown): (value: unknown) => unknown {
  return (value) => {
    let current = value;
    // A chain of references longer than this goes in a circle.
    for (let steps = 0; steps < 100; steps += 1) {
      if (!isObject(current) || typeof current['$ref'] !== 'string') return current;
      current = valueAt(root, pathOf(current['$ref']));
    }
    return undefined;
  };
}
