import type { Report } from '../../packages/store-redis/test/fleet/scenarios.ts';
import { aligned } from '../drawings/table.ts';

const number = (value: unknown): string => Number(value).toLocaleString('en-US');
const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

const row = (run: string, { rotations, more, sentTwice, sentMore, lost }: Report): readonly string[] => [
  run,
  ...[rotations, more['in flight when killed'] ?? 0, sentTwice, sentMore, sum(lost)].map(number),
];

/** What runs at full length came to, for a page. */
export function measuredOf(storm: Report, graceful: Report, strict: Report): string {
  const head = ['run', 'refreshes', 'in flight when killed', 'sent twice', 'sent more often', 'logins lost'];
  const rows = [
    row(`${storm.more['processes']} processes of ${storm.more['callers in each']} callers on one login`, storm),
    row(`${graceful.more['kills']} × SIGKILL, an authority that repeats its last answer`, graceful),
    row(`${strict.more['kills']} × SIGKILL, one that ends a login at a repetition`, strict),
  ];
  const table = aligned([head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n'));
  const [median, most] = [storm.more['waiter latency p50, ms'], storm.more['waiter latency p99, ms']];
  return `${table}

Of ${number(storm.calls)} calls in the first, ${number(sum(storm.failures))} failed. A process that waited had the new token ${median} ms (median) and
${most} ms (99 of 100) after it was sent to Redis, at ${storm.more['Redis commands per rotation']} Redis commands a refresh.`;
}
