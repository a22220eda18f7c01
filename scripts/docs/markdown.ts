import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';
import { root } from '../generation/targets.ts';

export interface Heading {
  readonly level: number;
  readonly text: string;
  /** The anchor that GitHub, and the site, give it. */
  readonly anchor: string;
  readonly line: number;
}

export interface Link {
  readonly target: string;
  readonly image: boolean;
  /** What stands in the link, or the description of the picture. */
  readonly text: string;
  readonly line: number;
}

export interface Block {
  /** The first word behind the fence. */
  readonly language: string;
  /** `file=src/token.ts` and `reason="…"` by name. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Words without a value: `ignore`, `background`, `output`. */
  readonly flags: ReadonlySet<string>;
  readonly code: string;
  /** The line of the fence. */
  readonly line: number;
}

export interface Page {
  /** From the root of the repository, with forward slashes. */
  readonly file: string;
  readonly title: string;
  readonly headings: readonly Heading[];
  readonly links: readonly Link[];
  readonly blocks: readonly Block[];
}

const patterns = ['*.md', 'docs/**/*.md', 'packages/*/*.md', 'packages/*/docs/**/*.md', 'specs/*.md'];
const others = ['bench/*.md', 'examples/*.md', 'baseline/*.md', 'site/*.md'];

/** Every page that people read in the repository. */
export function pageFiles(): string[] {
  return globSync([...patterns, ...others], { cwd: root, exclude: ['**/node_modules/**', '**/CHANGELOG.md'] })
    .map((file) => file.split(path.sep).join('/'))
    .toSorted();
}

/** The info string of a block, without its language. */
export function infoOf(info: string): Pick<Block, 'language' | 'attributes' | 'flags'> {
  const attributes = new Map<string, string>();
  const flags = new Set<string>();
  const [language = '', ...words] = info.trim().match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  for (const word of words) {
    const [, name = '', quoted, bare = ''] = /^([\w-]+)=(?:"([^"]*)"|(.*))$/.exec(word) ?? [];
    if (name === '') flags.add(word);
    else attributes.set(name, quoted ?? bare);
  }
  return { language, attributes, flags };
}

/** Links and pictures that are written as HTML. */
function* htmlLinks(html: string, line: number): Generator<Link> {
  for (const [, tag, attribute, target = ''] of html.matchAll(
    /<(a|img|source)\b[^>]*?\b(href|src|srcset)="([^"]*)"/g,
  )) {
    const described = /\balt="([^"]+)"/.exec(html)?.[1] ?? '';
    yield { target, image: tag === 'img', text: attribute === 'src' ? described : 'link', line };
  }
}

const reader = new MarkdownIt({ html: true });

/** Reads a page as it stands in the repository. */
export function readPage(file: string, text: string = readFileSync(path.join(root, file), 'utf8')): Page {
  const headings: Heading[] = [];
  const links: Link[] = [];
  const blocks: Block[] = [];
  const slugger = new GithubSlugger();
  const tokens = reader.parse(text, {});
  let line = 1;
  for (const [index, token] of tokens.entries()) {
    // What is in a table has no line of its own: that of its row.
    if (token.map) line = token.map[0] + 1;
    if (token.type === 'fence') blocks.push({ ...infoOf(token.info), code: token.content, line });
    if (token.type === 'code_block') blocks.push({ ...infoOf(''), code: token.content, line });
    if (token.type === 'html_block') links.push(...htmlLinks(token.content, line));
    if (token.type === 'heading_open') {
      const inline = (tokens[index + 1]?.children ?? []).filter(
        ({ type }) => type === 'text' || type === 'code_inline',
      );
      const heading = inline.map(({ content }) => content).join('');
      headings.push({ level: Number(token.tag.slice(1)), text: heading, anchor: slugger.slug(heading), line });
    }
    for (const [at, child] of (token.children ?? []).entries()) {
      if (child.type === 'html_inline') links.push(...htmlLinks(child.content, line));
      if (child.type === 'image') {
        links.push({ target: String(child.attrGet('src') ?? ''), image: true, text: child.content, line });
      }
      if (child.type !== 'link_open') continue;
      const inside = (token.children ?? []).slice(at + 1);
      const end = inside.findIndex(({ type }) => type === 'link_close');
      const said = inside.slice(0, end).map(({ content }) => content);
      links.push({ target: String(child.attrGet('href') ?? ''), image: false, text: said.join(''), line });
    }
  }
  return { file, title: headings.find(({ level }) => level === 1)?.text ?? file, headings, links, blocks };
}
