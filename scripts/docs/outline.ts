import { notOnTheSite, sections } from '../../site/pages.ts';
import type { Page } from './markdown.ts';

/** What keeps a page from being read well, as text or by a screen reader. */
function headingProblems({ file, headings }: Page): string[] {
  const found: string[] = [];
  if (headings[0]?.level !== 1) found.push(`${file}: the first heading is not its title (# …).`);
  let before = 0;
  for (const { level, text, line } of headings) {
    if (level === 1 && before > 0) found.push(`${file}:${line}: a second title, "${text}".`);
    if (before > 0 && level > before + 1) found.push(`${file}:${line}: "${text}" skips a level of headings.`);
    before = level;
  }
  return found;
}

/** Every page is in the table of the site or is left out on purpose, and every row of the table has its page. */
export function outlineProblems(pages: readonly Page[], index: string): string[] {
  const rows = sections.flatMap((section) => section.pages);
  const files = new Set(pages.map(({ file }) => file));
  const listed = new Map<string, number>([
    ['README.md', 1],
    [index, 1],
  ]);
  for (const { file } of [...rows, ...notOnTheSite.map((file) => ({ file }))]) {
    listed.set(file, (listed.get(file) ?? 0) + 1);
  }
  const found = pages.flatMap(headingProblems);
  for (const file of files) {
    if (!listed.has(file)) found.push(`${file} has no row in site/pages.ts.`);
  }
  for (const [file, times] of listed) {
    if (!files.has(file)) found.push(`site/pages.ts names ${file}, and there is no such page.`);
    if (times > 1) found.push(`site/pages.ts names ${file} ${times} times.`);
  }
  for (const { file, summary } of rows) {
    if (summary === '' || summary.endsWith('.'))
      found.push(`site/pages.ts: the summary of ${file} is one sentence without a full stop.`);
  }
  return found;
}
