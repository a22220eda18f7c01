import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A document of nobody's, for what ours do not show. */
export const notes: URL = new URL('fixtures/notes.yaml', import.meta.url);

/** Runs `use` with a file that holds the notes document, edited. */
export async function withEdited<T>(
  edit: (yaml: string) => string,
  use: (file: string) => Promise<T>,
  source: URL = notes,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'contract-'));
  try {
    const before = await readFile(source, 'utf8');
    const after = edit(before);
    if (after === before) throw new Error('the edit changed nothing');
    const file = join(folder, 'edited.yaml');
    await writeFile(file, after);
    return await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A POST of a form. */
export function form(fields: Record<string, string>): RequestInit {
  return { method: 'POST', body: new URLSearchParams(fields) };
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error('it did not reject');
}
