/** A Markdown table as the formatter leaves it: columns of one width. */
export function aligned(table: string): string {
  const rows = table.split('\n').map((row) => row.slice(2, -2).split(' | '));
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map(
      (row) =>
        `| ${row.map((cell, column) => (cell === '---' ? '-' : cell).padEnd(widths[column] ?? 0, cell === '---' ? '-' : ' ')).join(' | ')} |`,
    )
    .join('\n');
}
