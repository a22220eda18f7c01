import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import manifest from '../packages/core/package.json' with { type: 'json' };
import { sections } from './pages.ts';

export const root: string = path.resolve(import.meta.dirname, '..');

/** Where files that are no pages can be read. */
export const repository: string = manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

/** The folder into which the API reference is written for a build. */
export const referenceFolder = 'site/api';

/** The pages that were written by hand, home and index included. */
export const pageFiles: readonly string[] = [
  'README.md',
  'docs/README.md',
  ...sections.flatMap(({ pages }) => pages.map(({ file }) => file)),
];

/** Where on the site the page of a file is. */
export function routeOf(file: string): string {
  return file
    .replace(/^docs\/README\.md$/, 'pages.md')
    .replace(/^(?!README)[A-Z_]+\.md$/, (name) => name.toLowerCase())
    .replace(/^specs\//, 'packages/specs/')
    .replace(/^site\/api\//, 'api/')
    .replace(/^docs\//, '')
    .replace(/^(packages\/[\w-]+)\/docs\//, '$1/')
    .replace(/(^|\/)README\.md$/, '$1index.md');
}

function isOnTheSite(file: string): boolean {
  return pageFiles.includes(file) || (file.startsWith(`${referenceFolder}/`) && existsSync(path.join(root, file)));
}

/** What a link of a page in the repository becomes on the site: a route, or the file where the repository is kept. */
export function linkOnTheSite(from: string, target: string): string {
  if (/^(?:[a-z][\w+.-]*:|#|\/)/i.test(target)) return target;
  const [, relative = '', rest = ''] = /^([^?#]*)(.*)$/.exec(target) ?? [];
  const file = path.posix.join(path.posix.dirname(from), decodeURI(relative)).replace(/\/$/, '');
  for (const page of [file, path.posix.join(file, 'README.md')]) {
    if (!isOnTheSite(page)) continue;
    return `/${routeOf(page).replace(/(^|\/)index\.md$/, '$1')}${rest}`;
  }
  const found = statSync(path.join(root, file), { throwIfNoEntry: false });
  if (found === undefined) throw new Error(`${from} links to ${target}, and there is no ${file}.`);
  return `${repository}/${found.isDirectory() ? 'tree' : 'blob'}/main/${file}${rest}`;
}
