import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from '../generation/targets.ts';
import { readPage, type Page } from './markdown.ts';

/** Files are told apart by their letters, as on the machines that serve them, also where the file system does not. */
function isThere(file: string): boolean {
  const absolute = path.join(root, file);
  return existsSync(absolute) && realpathSync.native(absolute) === path.join(realpathSync.native(root), file);
}

function externalProblem(target: string): string | undefined {
  if (/^mailto:[^@\s]+@[^@\s]+$/.test(target)) return undefined;
  if (!URL.canParse(target)) return 'is no URL';
  const { protocol, hostname } = new URL(target);
  if (protocol === 'https:') return undefined;
  if (protocol === 'http:' && /^(?:localhost|127\.0\.0\.1)$/.test(hostname)) return undefined;
  return `has the scheme ${protocol} where https: is needed`;
}

/** A folder on GitHub shows its README. */
function pageAt(file: string): string | undefined {
  if (file.endsWith('.md')) return file;
  const readme = path.posix.join(file, 'README.md');
  return existsSync(path.join(root, readme)) ? readme : undefined;
}

/** What is wrong with the links and the pictures of the pages, one sentence each. Other hosts are not asked. */
export function brokenLinks(pages: readonly Page[]): string[] {
  const read = new Map(pages.map((page) => [page.file, page]));
  const anchorsOf = (file: string): readonly string[] => {
    const page = read.get(file) ?? readPage(file);
    read.set(file, page);
    const text = isThere(file) ? readFileSync(path.join(root, file), 'utf8') : '';
    const own = [...text.matchAll(/<a (?:id|name)="([^"]+)"/g)];
    return [...page.headings.map(({ anchor }) => anchor), ...own.map(([, id = '']) => id)];
  };
  const found: string[] = [];
  for (const { file, links } of pages) {
    for (const { target, image, text, line } of links) {
      const say = (what: string): void => void found.push(`${file}:${line}: the link to ${target} ${what}.`);
      if (image && text.trim() === '') say('is a picture without a description');
      if (/^[a-z][\w+.-]*:/i.test(target)) {
        const problem = externalProblem(target);
        if (problem !== undefined) say(problem);
        continue;
      }
      const [relative = '', anchor] = decodeURI(target).split('#');
      const at = relative === '' ? file : path.posix.join(path.posix.dirname(file), relative).replace(/\/$/, '');
      if (target === '' || relative.startsWith('/') || at.startsWith('..')) {
        say('does not lead to a file of the repository');
      } else if (relative !== '' && !isThere(at)) {
        say(`leads nowhere: there is no ${at}`);
      } else if (anchor !== undefined) {
        const page = pageAt(at);
        if (page === undefined && !statSync(path.join(root, at)).isDirectory() && /^L\d+(?:-L\d+)?$/.test(anchor))
          continue;
        if (page === undefined || !anchorsOf(page).includes(anchor))
          say(`leads to no heading: ${at} has no #${anchor}`);
      }
    }
  }
  return found;
}
