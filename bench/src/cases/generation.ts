import { bin, run } from '../../../test/support/run.ts';
import type { BenchCase, CaseResult, Row } from '../bench-case.ts';

const subjects = [
  { name: 'every document, nothing cached', command: ['scripts/generate.ts', '--check'] },
  { name: 'one document changed', command: ['scripts/generate.ts', '--check', 'aliyun-pds'] },
  { name: 'nothing changed', command: ['scripts/turbo.ts', 'run', 'generate'] },
] as const;

/** Writes nothing but what is there: what is generated anew is compared with what is committed, and left out of the cache. */
export const generation: BenchCase = {
  name: 'generation',
  title: 'How long does the generation of the clients take?',
  bar: undefined,

  async run({ quick }): Promise<CaseResult> {
    // Fills the cache of "nothing changed"; quick, it is left out, because it may write what other tests read.
    if (!quick) await secondsOf(['scripts/turbo.ts', 'run', 'generate']);
    const rows: Row[] = [];
    for (const { name, command } of subjects.slice(0, quick ? 2 : undefined)) {
      const samples: number[] = [];
      for (let round = 0; round < (quick ? 1 : 5); round += 1) samples.push(await secondsOf(command));
      const scenario = 'pnpm generate';
      rows.push({ scenario, metric: 'time', unit: 's', subject: name, kind: 'ours', samples, compared: false });
    }
    return { rows, bars: [] };
  },
};

async function secondsOf(command: readonly string[]): Promise<number> {
  const started = performance.now();
  const { code, output } = await run(bin('node'), command);
  if (code !== 0) throw new Error(`"${command.join(' ')}" failed (${String(code)}):\n${output}`);
  return (performance.now() - started) / 1000;
}
