import { createSegmentCost } from './segment-cost.ts';

/**
 * Change points in the mean by PELT (pruned exact linear time): the segmentation that minimises
 * Σ squared error within segments + penalty × (number of change points), exactly.
 *
 * With noise of variance σ², a penalty of 2σ² ln n finds a change rarely where there is none.
 *
 * @param values the series, in order
 * @param options.penalty price of one more change point, in squared units of the values
 * @param options.minSize fewest values in a segment, default 2
 * @returns end indices (exclusive) of the segments, in order; the last is the length of the series
 * @throws RangeError when a value is not finite, the penalty is negative or minSize is not a positive integer
 * @see Killick, Fearnhead and Eckley (2012), JASA 107:1590; agrees with ruptures' Pelt(model="l2", jump=1)
 * @example pelt([0, 0, 0, 9, 9, 9], { penalty: 1 }) // => [3, 6]
 */
export function pelt(values: ArrayLike<number>, options: { penalty: number; minSize?: number }): number[] {
  const { penalty, minSize = 2 } = options;
  if (!(penalty >= 0)) throw new RangeError(`pelt: penalty must be 0 or more, got ${penalty}`);
  if (!Number.isInteger(minSize) || minSize < 1) {
    throw new RangeError(`pelt: minSize must be a positive integer, got ${minSize}`);
  }
  const cost = createSegmentCost(values);
  const n = values.length;
  if (n === 0) return [];

  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const previous = new Int32Array(n + 1);
  best[0] = -penalty;
  let starts = [0];
  const dropFrom = new Int32Array(n + 1).fill(n + 1);
  for (let end = Math.min(minSize, n); end <= n; end++) {
    const next = end - minSize;
    if (next >= minSize) starts.push(next);
    starts = starts.filter((start) => end < dropFrom[start]!);
    for (const start of starts) {
      const total = best[start]! + cost(start, end) + penalty;
      if (total < best[end]!) {
        best[end] = total;
        previous[end] = start;
      }
    }
    for (const start of starts) {
      // Changing here would beat this start by more than a whole penalty, so it can never win again, from the first
      // end on that leaves room for a segment after the change.
      if (best[start]! + cost(start, end) > best[end]! + penalty)
        dropFrom[start] = Math.min(dropFrom[start]!, end + minSize);
    }
  }
  return backtrack(previous, n);
}

function backtrack(previous: Int32Array, n: number): number[] {
  const ends: number[] = [];
  for (let end = n; end > 0; end = previous[end]!) ends.push(end);
  return ends.reverse();
}
