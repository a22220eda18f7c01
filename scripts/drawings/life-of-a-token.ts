import { drawSchedule, leadOf } from '../../packages/core/src/source/schedule.ts';
import { defaultTimes } from '../../packages/core/src/source/times.ts';
import { arrow, box, line, picture, text } from './svg.ts';

interface Life {
  readonly name: string;
  readonly lifetimeMs: number;
  readonly killsAccessToken: boolean;
}

const hour = 3_600_000;
const minute = 60_000;
const pdsSession: Life = {
  name: 'PDS, a login: a refresh ends the old token',
  lifetimeMs: 2 * hour,
  killsAccessToken: true,
};
const lives: readonly Life[] = [
  { name: 'PDS, minted from an assertion', lifetimeMs: 2 * hour, killsAccessToken: false },
  pdsSession,
  { name: 'OneAccess, a tenant token', lifetimeMs: 30 * minute, killsAccessToken: false },
];

/** The moments of a life, from the functions that sources use; the draw of `refreshAt` at its least and its most. */
function momentsOf({ lifetimeMs, killsAccessToken }: Omit<Life, 'name'>): {
  leadMs: number;
  earliestMs: number;
  latestMs: number;
  hardMs: number;
} {
  const options = { ...defaultTimes, killsAccessToken };
  const earliest = drawSchedule(0, lifetimeMs, 0, options);
  const latest = drawSchedule(0, lifetimeMs, 1, options);
  return {
    leadMs: leadOf(lifetimeMs, defaultTimes),
    earliestMs: earliest.refreshAt,
    latestMs: latest.refreshAt,
    hardMs: earliest.hardAt,
  };
}

/** `1:54:00`, `28:30`, `8.5 s`. */
function clock(milliseconds: number): string {
  if (milliseconds < minute) return `${Number((milliseconds / 1000).toFixed(1))} s`;
  const seconds = Math.round(milliseconds / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'));
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${parts.join(':')}` : parts.join(':').replace(/^0/, '');
}

/** The table of worked examples in docs/life-of-a-token.md. */
export function numbersTable(): string {
  const more: readonly Life[] = [
    { name: 'an hour', lifetimeMs: hour, killsAccessToken: false },
    { name: 'a minute', lifetimeMs: minute, killsAccessToken: false },
    { name: 'ten seconds', lifetimeMs: 10_000, killsAccessToken: false },
  ];
  const rows = [...lives, ...more].map((life) => {
    const { leadMs, earliestMs, latestMs, hardMs } = momentsOf(life);
    return [life.name, clock(life.lifetimeMs), clock(leadMs), clock(earliestMs), clock(latestMs), clock(hardMs)];
  });
  const head = ['token', 'lifetime', 'lead', 'STALE at the earliest', 'STALE at the latest', 'INVALID'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** FRESH, STALE and INVALID of three tokens, to scale. */
export function lifeDrawing(): string {
  const left = 30;
  const width = 800;
  const parts: string[] = [];
  for (const [index, life] of lives.entries()) {
    const top = 34 + index * 134;
    const { earliestMs, latestMs, hardMs } = momentsOf(life);
    const x = (ms: number): number => left + (ms / life.lifetimeMs) * width;
    const drawn = (earliestMs + latestMs) / 2;
    parts.push(
      text(left, top, life.name, { as: 'strong' }),
      box(x(0), top + 34, x(drawn) - x(0), 26, 'fresh'),
      box(x(drawn), top + 34, x(hardMs) - x(drawn), 26, 'stale'),
      box(x(hardMs), top + 34, left + width + 24 - x(hardMs), 26, 'invalid'),
      text(x(drawn / 2), top + 52, 'FRESH: given at once', { anchor: 'middle', as: 'on' }),
      // A short STALE window has no room for words.
      ...(x(hardMs) - x(drawn) > 70
        ? [text((x(drawn) + x(hardMs)) / 2, top + 52, 'STALE', { anchor: 'middle', as: 'on' })]
        : []),
      line(x(earliestMs), top + 30, x(earliestMs), top + 18),
      line(x(earliestMs), top + 18, x(latestMs), top + 18),
      line(x(latestMs), top + 18, x(latestMs), top + 30),
      text((x(earliestMs) + x(latestMs)) / 2, top + 13, 'refreshAt is drawn here', { anchor: 'middle', as: 'small' }),
      text(x(0), top + 76, 'issued', { as: 'small' }),
      text(x(earliestMs) - 4, top + 76, clock(earliestMs), { anchor: 'end', as: 'small' }),
      text(x(latestMs), top + 76, clock(latestMs), { as: 'small' }),
      text(left + width + 24, top + 94, `INVALID from ${clock(hardMs)}`, { anchor: 'end', as: 'small' }),
    );
  }
  const title =
    'Three bars of time. Each token is FRESH for most of its life, STALE from a moment that is drawn within a window near its end, and INVALID shortly before it expires.';
  return picture(left + width + 54, 34 + lives.length * 134, title, parts);
}

/** A refresh at PDS, and one whose answer is lost, with the waits to scale. */
export function refreshDrawing(): string {
  const { requestTimeoutMs, hardTimeoutMs, claimMarginMs } = defaultTimes;
  const deadline = hardTimeoutMs + claimMarginMs;
  const left = 30;
  const scale = 640 / deadline;
  const x = (ms: number): number => left + 90 + ms * scale;
  const right = x(deadline) + 70;
  const parts: string[] = [];
  // An exchange that takes two seconds is drawn as wide as it takes to be seen.
  const answered = 8000;
  parts.push(
    text(left, 30, 'A refresh at PDS: the answer that brings the new token ends the old one', { as: 'strong' }),
    text(left, 62, 'old token', { as: 'small' }),
    box(x(-4000), 48, x(answered) - x(-4000), 22, 'stale'),
    text(left, 92, 'new token', { as: 'small' }),
    box(x(answered), 78, right - x(answered), 22, 'fresh'),
    text(x(answered) + 8, 94, 'FRESH', { as: 'on' }),
    line(x(0), 42, x(0), 112, 'dashed'),
    line(x(answered), 42, x(answered), 112, 'dashed'),
    text(x(0), 126, 'sent', { anchor: 'middle', as: 'small' }),
    text(x(answered), 126, 'stored, then given to all who waited', { as: 'small' }),
  );
  const top = 176;
  parts.push(
    text(left, top, 'A lost answer: the refresh token was sent, and nobody knows what became of it', { as: 'strong' }),
    text(left, top + 32, 'claim', { as: 'small' }),
    box(x(0), top + 18, x(deadline) - x(0), 22, 'waits'),
    text(x(0) + 8, top + 34, 'pending: nobody else sends this refresh token', { as: 'on' }),
    ...[
      [0, 'sent'],
      [requestTimeoutMs, `${requestTimeoutMs / 1000} s: callers' wait ends`],
      [hardTimeoutMs, `${hardTimeoutMs / 1000} s: a late answer is taken until here`],
    ].flatMap(([at, words], index) => [
      line(x(Number(at)), top + 14, x(Number(at)), top + 52 + (index === 2 ? 18 : 0), 'dashed'),
      text(x(Number(at)), top + 66 + (index === 2 ? 18 : 0), String(words), {
        anchor: index === 2 ? 'end' : 'middle',
        as: 'small',
      }),
    ]),
    line(x(deadline), top + 14, x(deadline), top + 100, 'dashed'),
    arrow(x(deadline), top + 104, x(deadline) + 40, top + 104),
    text(x(deadline) - 8, top + 108, `${deadline / 1000} s: the deadline; sent once more, and never a third time`, {
      anchor: 'end',
      as: 'small',
    }),
  );
  const title =
    'Above: a refresh at PDS, where the old token serves until the answer is stored and the new one from then on. Below: after a lost answer the claim keeps everybody from sending the same refresh token until its deadline.';
  return picture(right + 20, top + 130, title, parts);
}
