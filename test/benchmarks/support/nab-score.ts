/** A labelled series: indices of the first and last value of each anomaly window. */
export interface LabelledSeries {
  length: number;
  windows: readonly [first: number, last: number][];
}

export interface NabCounts {
  raw: number;
  windows: number;
  windowsHit: number;
  alarmsInside: number;
  alarmsOutside: number;
}

/** Weight of a false positive in the standard profile; true positives and misses weigh 1. */
const FALSE_POSITIVE_WEIGHT = 0.11;

/**
 * Raw score of the alarms on one series by the rules of the Numenta Anomaly Benchmark, standard profile: per window the
 * earliest alarm counts, the more the earlier; alarms outside cost the more the later they are after a window; a missed window
 * costs 1. The first 15% (at most 750 values) are probation and do not count.
 *
 * @see Lavin and Ahmad (2015), "Evaluating Real-time Anomaly Detection Algorithms", section III
 */
export function nabCounts(series: LabelledSeries, alarms: readonly number[]): NabCounts {
  const probation = Math.min(Math.floor(0.15 * series.length), 750);
  const best = new Map<number, number>();
  let raw = 0;
  let alarmsInside = 0;
  let alarmsOutside = 0;
  for (const alarm of alarms) {
    if (alarm < probation) continue;
    const window = series.windows.findIndex(([first, last]) => alarm >= first && alarm <= last);
    if (window >= 0) {
      alarmsInside += 1;
      const [first, last] = series.windows[window]!;
      const score = scaledSigmoid(-(last - alarm + 1) / (last - first + 1)) / scaledSigmoid(-1);
      best.set(window, Math.max(best.get(window) ?? Number.NEGATIVE_INFINITY, score));
    } else {
      alarmsOutside += 1;
      const before = series.windows.filter(([, last]) => last < alarm).at(-1);
      const distance = before ? (alarm - before[1]) / (before[1] - before[0]) : Number.POSITIVE_INFINITY;
      raw += FALSE_POSITIVE_WEIGHT * scaledSigmoid(distance);
    }
  }
  for (const score of best.values()) raw += score;
  raw -= series.windows.length - best.size;
  return { raw, windows: series.windows.length, windowsHit: best.size, alarmsInside, alarmsOutside };
}

/** 0 for a detector that never alarms, 100 for one that hits every window at its first value and nothing else. */
export function nabScore(counts: readonly NabCounts[]): number {
  const raw = counts.reduce((sum, count) => sum + count.raw, 0);
  const windows = counts.reduce((sum, count) => sum + count.windows, 0);
  return (100 * (raw + windows)) / (2 * windows);
}

function scaledSigmoid(position: number): number {
  return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}
