import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './run.ts';

/** A code block of a page. */
export interface PageBlock {
  /** Where its fence opens, `docs/page.md:12`. */
  readonly origin: string;
  readonly language: string;
  /** What stands behind the language: words such as `output`, and `name=value` or `name="value"`. */
  readonly words: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly text: string;
}

/** The code blocks of a page, from top to bottom. */
export function blocksOf(page: string): PageBlock[] {
  const text = readFileSync(path.join(root, page), 'utf8');
  return [...text.matchAll(/^```(\w*)([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, language = '', information = '', body = ''] = match;
    const words = new Set<string>();
    const values = new Map<string, string>();
    for (const [, name = '', quoted, bare] of information.matchAll(/([\w-]+)(?:=(?:"([^"]*)"|(\S+)))?/g)) {
      const value = quoted ?? bare;
      if (value === undefined) words.add(name);
      else values.set(name, value);
    }
    const line = text.slice(0, match.index).split('\n').length;
    return { origin: `${page}:${line}`, language, words, values, text: body };
  });
}
