/** A table of Markdown whose columns are as wide as what is in them; all but the first few are of numbers. */
export function aligned(head: readonly string[], lines: readonly (readonly string[])[], words: number = 1): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const isWords = (column: number): boolean => column < words;
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (isWords(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) => (isWords(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), line(rule), ...lines.map(line)].join('\n');
}
