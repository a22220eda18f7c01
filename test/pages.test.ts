import { globSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { commandsOf } from '../scripts/docs/commands.ts';
import { brokenLinks } from '../scripts/docs/links.ts';
import { pageFiles, readPage } from '../scripts/docs/markdown.ts';
import { outlineProblems } from '../scripts/docs/outline.ts';
import { linkOnTheSite, root } from '../site/routes.ts';

const pages = pageFiles().map((file) => readPage(file));

test('every page has its place on the site, and every link of every page leads somewhere', () => {
  expect(outlineProblems(pages, 'docs/README.md')).toEqual([]);
  expect(brokenLinks(pages)).toEqual([]);
});

test('every program of the examples is on their page', () => {
  const programs = globSync('examples/src/*.ts', { cwd: root }).map((file) => path.basename(file));
  const named = readPage('examples/README.md')
    .links.map(({ target }) => target)
    .filter((target) => target.startsWith('src/'));
  expect(programs.length).toBeGreaterThan(10);
  expect(named.map((target) => path.basename(target)).toSorted()).toEqual(programs.toSorted());
});

test('a link to a missing file, heading or scheme, and a picture without words, are named with their line', () => {
  const text = `# Title

[a](errors.md) [b](errors.md#configurationerror) [c](../packages/core) [d](https://example.com) [e](#title)
[f](error.md) and [g](Errors.md)

- [h](errors.md#nothing)
- ![](house.svg)

| [i](http://example.com) |
| - |
| [j](/errors) |

<a href="none.md">k</a>
`;
  expect(brokenLinks([readPage('docs/page.md', text)])).toEqual([
    'docs/page.md:3: the link to error.md leads nowhere: there is no docs/error.md.',
    'docs/page.md:3: the link to Errors.md leads nowhere: there is no docs/Errors.md.',
    'docs/page.md:6: the link to errors.md#nothing leads to no heading: docs/errors.md has no #nothing.',
    'docs/page.md:7: the link to house.svg is a picture without a description.',
    'docs/page.md:9: the link to http://example.com has the scheme http: where https: is needed.',
    'docs/page.md:11: the link to /errors does not lead to a file of the repository.',
    'docs/page.md:13: the link to none.md leads nowhere: there is no docs/none.md.',
  ]);
});

test('a page without a row, a second title and a skipped level are named', () => {
  const page = readPage('docs/page.md', '# One\n\n### Three\n\n# Two\n');
  expect(outlineProblems([...pages, page], 'docs/README.md')).toEqual([
    'docs/page.md:3: "Three" skips a level of headings.',
    'docs/page.md:5: a second title, "Two".',
    'docs/page.md has no row in site/pages.ts.',
  ]);
});

test('commands are read one a line, continued lines joined, comments cut, with the reason of a block that is left out', () => {
  const text = '# T\n\n```sh\na "#b" # c\nd \\\n  e\n```\n\n```sh ignore reason="needs an account"\nf\n```\n';
  const found = commandsOf(readPage('docs/page.md', text)).map(({ command, ignored }) => [command, ignored]);
  expect(found).toEqual([
    ['a "#b"', undefined],
    ['d e', undefined],
    ['f', 'needs an account'],
  ]);
});

test.each([
  ['docs/errors.md', 'observability.md#events', '/observability#events'],
  ['README.md', 'packages/core', '/packages/core/'],
  ['README.md', 'docs/errors.md', '/errors'],
  ['packages/store-redis/README.md', 'docs/redis.md', '/packages/store-redis/redis'],
  ['docs/errors.md', '../README.md', '/'],
  ['README.md', 'examples/src', 'https://github.com/tokenwright/tokenwright/tree/main/examples/src'],
  ['README.md', 'https://example.com/a', 'https://example.com/a'],
])('on the site, in %s the link to %s leads to %s', (from, target, expected) => {
  expect(linkOnTheSite(from, target).replace(/\.md(?=#|$)/, '')).toBe(expected);
});
