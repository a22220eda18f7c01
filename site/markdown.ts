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

/** The home page leads each kind of user on, below what the project is. */
function leadOn(reader: Reader): void {
  reader.core.ruler.push('tokenwright-home', (state) => {
    if (fileOf(state.env as MarkdownEnv) !== 'README.md') return;
    const block = new state.Token('html_block', '', 0);
    block.content = '<KindsOfUsers />\n';
    state.tokens.splice(state.tokens.findIndex(({ type }) => type === 'paragraph_close') + 1, 0, block);
  });
}

/** A corner of a table without words is no header of anything. */
function leaveCornersEmpty(reader: Reader): void {
  reader.core.ruler.push('tokenwright-corners', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      const close = tokens[index + 2];
      if (token.type !== 'th_open' || tokens[index + 1]?.content !== '' || close === undefined) continue;
      token.tag = 'td';
      close.tag = 'td';
    }
  });
}

/** A drawing keeps a size at which its words can be read: on a narrow screen it scrolls, also by the keyboard. */
function letDrawingsScroll(reader: Reader): void {
  reader.core.ruler.push('tokenwright-drawings', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      const inside = tokens[index + 1]?.children ?? [];
      const isDrawing =
        inside.length === 1 && inside[0]?.type === 'image' && inside[0].attrGet('src')?.endsWith('.svg');
      if (token.type !== 'paragraph_open' || isDrawing !== true) continue;
      token.attrSet('class', 'drawing');
      token.attrSet('tabindex', '0');
      token.attrSet('role', 'group');
    }
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

/** A long name breaks between its parts, so that a table of names fits a narrow screen. Copied, it is one word. */
function letNamesBreak(reader: Reader): void {
  const { code_inline: code } = reader.renderer.rules;
  reader.renderer.rules.code_inline = (tokens, index, options, env, self) => {
    const html = code?.(tokens, index, options, env, self) ?? '';
    if ((tokens[index]?.content.length ?? 0) <= 12) return html;
    return html.replace(/(?<=>)[^<]+/, (name) => name.replaceAll(/(?<=\w[/_])(?=\w)|(?<=[a-z])(?=[A-Z])/g, '<wbr>'));
  };
}

export const markdown: MarkdownOptions = {
  // Anchors are those of GitHub, so that one link holds in both places.
  anchor: { slugify: slug },
  theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  config: (reader) => {
    reader.use(rewriteLinks);
    reader.use(leadOn);
    reader.use(leaveCornersEmpty);
    reader.use(letDrawingsScroll);
    reader.use(nameFiles);
    reader.use(letNamesBreak);
  },
};
