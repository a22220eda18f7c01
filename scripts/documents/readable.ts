import { Stop } from '../lib/stop.ts';
import { type DocumentText, isObject, type Path, readDocumentText } from './text.ts';

/**
 * Reads a document, as far as the generator needs one to be sound: it says nothing of what is no OpenAPI 3.1, and
 * writes `unknown` for the type behind a reference that leads nowhere.
 *
 * @throws Stop with file, line and what to change
 */
export function readableDocument(file: string): DocumentText {
  const text = readDocumentText(file);
  assertVersion(text);
  for (const [path, reference] of referencesOf(text.content)) {
    const place = text.locate(path);
    if (!reference.startsWith('#'))
      throw new Stop(`${place}: the reference "${reference}" leaves the document; bundle it into one file first.`);
    if (text.follow(path.slice(0, -1)).value === undefined)
      throw new Stop(`${place}: the reference "${reference}" leads nowhere. Mend it there.`);
  }
  return text;
}

/** @throws Stop when the document does not say that it is OpenAPI 3.1 */
export function assertVersion({ content, locate }: DocumentText): void {
  const version: unknown = content['openapi'];
  if (typeof version === 'string' && version.startsWith('3.1.')) return;
  const says = version === undefined ? 'nothing' : `openapi: ${JSON.stringify(version)}`;
  throw new Stop(`${locate(['openapi'])}: an OpenAPI 3.1 document is needed, and this says ${says}.`);
}

/** Every reference below a part of a document, and where it is. What is in an example is data of somebody else. */
function* referencesOf(value: unknown, path: Path = []): Generator<readonly [path: Path, reference: string]> {
  if (!isObject(value) && !Array.isArray(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === 'examples' || name === 'example') continue;
    const at = [...path, Array.isArray(value) ? Number(name) : name];
    if (name === '$ref' && typeof member === 'string') yield [at, member];
    else yield* referencesOf(member, at);
  }
}
