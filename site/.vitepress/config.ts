import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { defineConfigWithTheme, type DefaultTheme } from 'vitepress';
import manifest from '../../package.json' with { type: 'json' };
import { pageFiles as everyPage, readPage } from '../../scripts/docs/markdown.ts';
import { markdown } from '../markdown.ts';
import { sections, type PageRow } from '../pages.ts';
import { accessibleSearchBox } from '../search-box.ts';
import type { ThemeSettings } from './theme/kinds-of-users.ts';
import { pageFiles, referenceFolder, repository, root, routeOf } from '../routes.ts';

const reference = globSync(`${referenceFolder}/**/*.md`, { cwd: root });
const rewrites = Object.fromEntries([...pageFiles, ...reference].map((file) => [file, routeOf(file)]));

const linkTo = (file: string): string => `/${routeOf(file).replace(/(^|\/)index\.md$|\.md$/, '$1')}`;

function item({ file, label }: PageRow): DefaultTheme.SidebarItem {
  return { text: (label ?? readPage(file).title).replace(/^@tokenwright\//, ''), link: linkTo(file) };
}

const sidebar: DefaultTheme.SidebarItem[] = sections.map(({ title, pages }) => ({
  text: title,
  items: pages.map(item),
}));
const hasReference = existsSync(path.join(root, referenceFolder, 'README.md'));
if (hasReference) {
  sidebar.push({
    text: 'API',
    collapsed: true,
    link: linkTo(`${referenceFolder}/README.md`),
    items: reference
      .filter((file) => file !== `${referenceFolder}/README.md`)
      .map((file) => ({ file, summary: '' }))
      .map(item)
      .toSorted((a, b) => (a.text ?? '').localeCompare(b.text ?? '')),
  });
}

const waysIn = sections
  .filter(({ isWayIn }) => isWayIn)
  .map(({ title, audience, pages }) => ({ title, audience, link: linkTo(pages[0]?.file ?? '') }));

const summaries = new Map(sections.flatMap(({ pages }) => pages.map(({ file, summary }) => [file, summary])));

export default defineConfigWithTheme<ThemeSettings>({
  title: 'Tokenwright',
  description: manifest.description,
  lang: 'en',
  srcDir: root,
  srcExclude: everyPage()
    .filter((file) => !(file in rewrites))
    .concat('**/CHANGELOG.md', '.changeset/**'),
  rewrites,
  markdown,
  vite: { configFile: false, publicDir: path.join(root, 'site/public'), plugins: [accessibleSearchBox] },
  head: [['link', { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' }]],
  transformPageData(page) {
    const file = page.filePath;
    const summary = summaries.get(file);
    if (summary !== undefined) page.description = `${summary}.`;
    if (file === 'README.md') page.frontmatter = { aside: false, titleTemplate: false };
  },
  themeConfig: {
    logo: { src: '/favicon.svg', alt: '' },
    nav: [
      ...waysIn.map(({ title, link }) => ({ text: title, link })),
      { text: 'All pages', link: '/pages' },
      ...(hasReference ? [{ text: 'API', link: linkTo(`${referenceFolder}/README.md`) }] : []),
    ],
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    kinds: waysIn,
    socialLinks: [{ icon: 'github', link: repository, ariaLabel: 'The repository' }],
    externalLinkIcon: true,
  },
});
