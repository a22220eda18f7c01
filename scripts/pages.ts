/**
 * The pages of the documentation: their headings, their links, their place on the site, and the index made from it.
 *
 *   node scripts/pages.ts --check    fails for what is wrong with them
 *   node scripts/pages.ts --write    writes docs/README.md
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { indexPage } from './docs/index-page.ts';
import { brokenLinks } from './docs/links.ts';
import { pageFiles, readPage } from './docs/markdown.ts';
import { outlineProblems } from './docs/outline.ts';
import { root } from './generation/targets.ts';

const index = 'docs/README.md';
const file = path.join(root, index);
const text = indexPage(index);
const outdated = !existsSync(file) || readFileSync(file, 'utf8') !== text;
if (process.argv.includes('--write')) {
  writeFileSync(file, text);
  console.log(`${index}: ${outdated ? 'written' : 'as it was'}`);
}
const pages = pageFiles().map((page) => readPage(page));
const wrong = [...outlineProblems(pages, index), ...brokenLinks(pages)];
if (outdated && process.argv.includes('--check')) {
  wrong.push(`${index} is not what site/pages.ts says. Write it with: pnpm docs:write`);
}
for (const sentence of wrong) console.error(sentence);
const links = pages.flatMap((page) => page.links);
const inside = links.filter(({ target }) => !/^[a-z][\w+.-]*:/i.test(target));
console.log(
  `${pages.length} pages, ${inside.length} links inside of the repository, ${links.length - inside.length} to elsewhere`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;
