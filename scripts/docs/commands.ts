import type { Page } from './markdown.ts';

export interface PageCommand {
  readonly page: string;
  /** The line of the block that it is in. */
  readonly line: number;
  readonly command: string;
  /** Why it is left to the reader, where its block says so. */
  readonly ignored: string | undefined;
}

/** A comment begins with a # behind white space, outside of quotes. */
function withoutComment(line: string): string {
  let quote = '';
  for (const [index, letter] of line.split('').entries()) {
    if (quote === '' && letter === '#' && (index === 0 || /\s/.test(line[index - 1] ?? '')))
      return line.slice(0, index);
    if (quote === '' && (letter === '"' || letter === "'")) quote = letter;
    else if (letter === quote) quote = '';
  }
  return line;
}

/** The commands of a page: one a line, continued lines joined, comments left out. */
export function commandsOf({ file, blocks }: Page): PageCommand[] {
  return blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code, line, flags, attributes }) =>
      code
        .replaceAll(/\\\n\s*/g, '')
        .split('\n')
        .map((text) => withoutComment(text).trim())
        .filter((command) => command !== '')
        .map((command) => ({
          page: file,
          line,
          command,
          ignored: flags.has('ignore') ? attributes.get('reason') : undefined,
        })),
    );
}
