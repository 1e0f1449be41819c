import { createSegmentCost } from './segment-cost.ts';

/**
 * The best segmentation into a given number of segments (least squares, exact dynamic programming, O(k n²)).
 *
 * @param options.changes how many change points
 * @param options.minSize fewest values in a segment, default 2
 * @returns end indices (exclusive), the last being the length of the series
 * @throws RangeError when the series is too short for so many segments, or a value is not finite
 * @see Bai and Perron (2003), J. Appl. Econometrics 18:1; agrees with ruptures' Dynp(model="l2", jump=1)
 * @example optimalSegmentation([0, 0, 5, 5, 9, 9], { changes: 2 }) // => [2, 4, 6]
 */
export function optimalSegmentation(
  values: ArrayLike<number>,
  options: { changes: number; minSize?: number },
): number[] {
  const { changes, minSize = 2 } = options;
  const n = values.length;
  if (!Number.isInteger(changes) || changes < 0) {
    throw new RangeError(`optimalSegmentation: changes must be 0 or a positive integer, got ${changes}`);
  }
  if ((changes + 1) * minSize > n) {
    throw new RangeError(
      `optimalSegmentation: ${changes + 1} segments of at least ${minSize} need ${(changes + 1) * minSize} values, got ${n}`,
    );
  }
  const cost = createSegmentCost(values);
  let best = Float64Array.from({ length: n + 1 }, (_, end) =>
    end >= minSize ? cost(0, end) : Number.POSITIVE_INFINITY,
  );
  const previous: Int32Array[] = [];
  for (let k = 1; k <= changes; k++) {
    const next = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
    const from = new Int32Array(n + 1);
    for (let end = (k + 1) * minSize; end <= n; end++) {
      for (let start = k * minSize; start <= end - minSize; start++) {
        const total = best[start]! + cost(start, end);
        if (total < next[end]!) {
          next[end] = total;
          from[end] = start;
        }
      }
    }
    best = next;
    previous.push(from);
  }
  const ends = [n];
  for (let k = changes - 1; k >= 0; k--) ends.push(previous[k]![ends.at(-1)!]!);
  return ends.reverse();
}
