import type { RedisServer } from '@tokenwright/test-support';

/** What a server has done and holds. */
export interface RedisStats {
  readonly memoryBytes: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly cpuSeconds: number;
  /** Calls of each command; those that scripts make count as their own. */
  readonly calls: Readonly<Record<string, number>>;
}

export async function statsOf(redis: RedisServer): Promise<RedisStats> {
  const info = await redis.command('info', 'everything');
  const number = (name: string): number => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1]);
  const calls: Record<string, number> = {};
  for (const [, name = '', count] of info.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)) calls[name] = Number(count);
  return {
    memoryBytes: number('used_memory'),
    bytesIn: number('total_net_input_bytes'),
    bytesOut: number('total_net_output_bytes'),
    cpuSeconds: number('used_cpu_user') + number('used_cpu_sys'),
    calls,
  };
}

/** The calls between two moments, for each of so many, the most frequent first. */
export function callsBetween(before: RedisStats, after: RedisStats, count: number): [name: string, each: number][] {
  return Object.entries(after.calls)
    .map(([name, calls]): [string, number] => [name, (calls - (before.calls[name] ?? 0)) / count])
    .filter(([, each]) => each >= 0.05)
    .sort(([, left], [, right]) => right - left);
}
