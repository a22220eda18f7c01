/** The value below which `share` of the values lie, interpolated. NaN when there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** What `over / under` was in each round: rounds are slow or fast together, so this is calmer than a ratio of medians. */
export function ratios(over: readonly number[], under: readonly number[]): readonly number[] {
  return over.map((value, round) => value / (under[round] ?? Number.NaN)).filter((each) => !Number.isNaN(each));
}

/** The median of {@link ratios}. */
export function medianRatio(over: readonly number[], under: readonly number[]): number {
  return median(ratios(over, under));
}
