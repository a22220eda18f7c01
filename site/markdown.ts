import path from 'node:path';
import { slug } from 'github-slugger';
import type { MarkdownOptions, MarkdownEnv } from 'vitepress';
import { infoOf } from '../scripts/docs/markdown.ts';
import { linkOnTheSite, root } from './routes.ts';

type Reader = Parameters<NonNullable<MarkdownOptions['config']>>[0];

function fileOf(env: MarkdownEnv & { realPath?: string }): string {
  return path
    .relative(root, env.realPath ?? env.path)
    .split(path.sep)
    .join('/');
}

/** Links that hold in the repository lead to the same place from the site. */
function rewriteLinks(reader: Reader): void {
  reader.core.ruler.push('tokenwright-links', ({ tokens, env }) => {
    const file = fileOf(env as MarkdownEnv);
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type === 'link_open') token.attrSet('href', linkOnTheSite(file, token.attrGet('href') ?? ''));
    }
  });
}

/** The home page has its title in the hero. */
function dropTitleOfHome(reader: Reader): void {
  reader.core.ruler.push('tokenwright-home', (state) => {
    if (fileOf(state.env as MarkdownEnv) !== 'README.md') return;
    const end = state.tokens.findIndex(({ type, tag }) => type === 'heading_close' && tag === 'h1');
    state.tokens.splice(0, end + 1);
  });
}

/** A block of a file has the file's name above it; what the tests read besides is not shown. */
function nameFiles(reader: Reader): void {
  const { fence } = reader.renderer.rules;
  reader.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index];
    if (token === undefined || fence === undefined) return '';
    const { language, attributes } = infoOf(token.info);
    token.info = language;
    const name = attributes.get('file');
    const caption = name === undefined ? '' : `<p class="code-file">${reader.utils.escapeHtml(name)}</p>`;
    return caption + fence(tokens, index, options, env, self);
  };
}

export const markdown: MarkdownOptions = {
  // Anchors are those of GitHub, so that one link holds in both places.
  anchor: { slugify: slug },
  theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  config: (reader) => {
    reader.use(rewriteLinks);
    reader.use(dropTitleOfHome);
    reader.use(nameFiles);
  },
};
