import type { Bar, CaseResult, Row } from '../bench-case.ts';
import { median, quantile, ratios } from '../measure/quantiles.ts';

/** A row with what follows from it and its neighbours. */
export interface Figure extends Omit<Row, 'samples'> {
  readonly median: number | undefined;
  /** The 25th and the 75th percentile over the rounds. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly rounds: number;
  /** How good it is beside the floor: 1 as good, 0.5 half as good. */
  readonly toFloor: number | undefined;
  /** How good it is beside the best peer: above 1 better. */
  readonly toBestPeer: number | undefined;
  /** Whether 1 is in the middle half of what that ratio was in the rounds: some had the one ahead, some the other. */
  readonly levelWithBestPeer: boolean | undefined;
}

export interface BarOutcome extends Bar {
  readonly met: boolean;
}

export function figures({ rows }: CaseResult): readonly Figure[] {
  return rows.map((row) => {
    const { samples, ...rest } = row;
    const has = samples.length > 0;
    const others = rows.filter(
      (each) => each.scenario === row.scenario && each.metric === row.metric && each.samples.length > 0,
    );
    const compared = has && row.compared !== false;
    const floor = compared && row.kind !== 'floor' ? others.find((each) => each.kind === 'floor') : undefined;
    const bestPeer = compared && row.kind === 'ours' ? best(others.filter((each) => each.kind === 'peer')) : undefined;
    const besidePeer = bestPeer === undefined ? [] : goodness(row, bestPeer);
    return {
      ...rest,
      median: has ? rounded(median(samples)) : undefined,
      low: has ? rounded(quantile(samples, 0.25)) : undefined,
      high: has ? rounded(quantile(samples, 0.75)) : undefined,
      rounds: samples.length,
      toFloor: floor && middle(goodness(row, floor)),
      toBestPeer: middle(besidePeer),
      levelWithBestPeer: bestPeer && quantile(besidePeer, 0.25) < 1 && quantile(besidePeer, 0.75) > 1,
    };
  });
}

export function outcomes({ bars }: CaseResult): readonly BarOutcome[] {
  return bars.map((bar) => ({
    ...bar,
    measured: rounded(bar.measured),
    met: 'atLeast' in bar.limit ? bar.measured >= bar.limit.atLeast : bar.measured <= bar.limit.atMost,
  }));
}

function best(rows: readonly Row[]): Row | undefined {
  return rows.toSorted((left, right) => {
    const difference = median(left.samples) - median(right.samples);
    return left.moreIsBetter === true ? -difference : difference;
  })[0];
}

/** How good one is beside another: in each round where they were measured in turn, else once. */
function goodness(row: Row, other: Row): readonly number[] {
  const paired = row.samples.length === other.samples.length;
  const [over, under] = row.moreIsBetter === true ? [row.samples, other.samples] : [other.samples, row.samples];
  return paired ? ratios(over, under) : [median(over) / median(under)];
}

function middle(values: readonly number[]): number | undefined {
  const value = median(values);
  return Number.isFinite(value) ? rounded(value) : undefined;
}

/** Four digits say all that such a measurement can. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
