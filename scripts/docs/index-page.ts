import path from 'node:path';
import { sections } from '../../site/pages.ts';
import { readPage } from './markdown.ts';

/** The index of the documentation, from the table of the site. */
export function indexPage(file: string): string {
  const lines = ['# Documentation', ''];
  lines.push('<!-- Written by `pnpm docs:write` from `site/pages.ts`; do not edit. -->', '');
  lines.push(
    'Every page, by what you are at. `pnpm docs:dev` shows them as a site, with search and a reference of every export.',
  );
  for (const { title, audience, pages } of sections) {
    lines.push('', `## ${title}`, '', audience, '');
    for (const { file: page, summary, label } of pages) {
      const target = path.posix.relative(path.posix.dirname(file), page);
      lines.push(`- [${label ?? readPage(page).title}](${target}): ${summary}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
