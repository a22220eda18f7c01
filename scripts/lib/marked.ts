import { Stop } from './stop.ts';

/** What a page has between two marks, each a comment of its own line. */
export interface Marks {
  /** The name of the page, for people. */
  readonly page: string;
  readonly begin: string;
  readonly end: string;
}

/**
 * A page with other content between its marks.
 *
 * @throws Stop when the page lacks a mark
 */
export function withMarked(text: string, { page, begin, end }: Marks, content: string): string {
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Stop(`${page}: the mark ${rest === undefined ? begin : end} is missing.`);
  return `${before}${begin}\n\n${content}\n\n${end}${after}`;
}
