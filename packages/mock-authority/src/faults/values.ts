const DURATION = /^(-?\d+(?:\.\d+)?)(ms|s|m|h)?$/u;
const MS_PER_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

const SIZE = /^(\d+)(b|kb|mb)?$/iu;
const BYTES_PER_UNIT: Readonly<Record<string, number>> = { b: 1, kb: 1024, mb: 1_048_576 };

/** `250ms`, `2s`, `-1h`; a bare number is seconds. Milliseconds, or undefined when it is none of these. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (!match) return undefined;
  return Math.round(Number(match[1]) * (MS_PER_UNIT[match[2] ?? 's'] ?? 1000));
}

/** The shortest text that {@link parseDuration} reads back. */
export function formatDuration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/** `512`, `64kb`, `2mb`, in bytes, or undefined. */
export function parseSize(text: string): number | undefined {
  const match = SIZE.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * (BYTES_PER_UNIT[(match[2] ?? 'b').toLowerCase()] ?? 1);
}

/** `2`, `2,4`, `3-5` or `6-`, counted from 1, or undefined. */
export function parseOccurrences(text: string): [number, number][] | undefined {
  const ranges: [number, number][] = [];
  for (const part of text.split(',')) {
    const match = /^(\d{1,15})(-(\d{1,15})?)?$/u.exec(part.trim());
    if (!match) return undefined;
    const from = Number(match[1]);
    const to = match[2] === undefined ? from : Number(match[3] ?? Number.POSITIVE_INFINITY);
    if (from < 1 || to < from) return undefined;
    ranges.push([from, to]);
  }
  return ranges;
}

/** The text that {@link parseOccurrences} reads back. */
export function formatOccurrences(ranges: readonly (readonly [number, number])[]): string {
  return ranges
    .map(([from, to]) => {
      if (from === to) return `${from}`;
      return to === Number.POSITIVE_INFINITY ? `${from}-` : `${from}-${to}`;
    })
    .join(',');
}
