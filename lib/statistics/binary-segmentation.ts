import { createSegmentCost } from './segment-cost.ts';

/**
 * Change points by binary segmentation: split where the squared error falls most, then split the parts again. Greedy and
 * fast; the exact answers are `pelt` and `optimalSegmentation`.
 *
 * @param options.changes how many change points at most
 * @param options.minSize fewest values in a segment, default 2
 * @returns end indices (exclusive), the last being the length of the series
 * @throws RangeError when changes is not 0 or a positive integer, or a value is not finite
 * @see Scott and Knott (1974), Biometrics 30:507; agrees with ruptures' Binseg(model="l2", jump=1)
 * @example binarySegmentation([0, 0, 5, 5], { changes: 1 }) // => [2, 4]
 */
export function binarySegmentation(
  values: ArrayLike<number>,
  options: { changes: number; minSize?: number },
): number[] {
  const { changes, minSize = 2 } = options;
  if (!Number.isInteger(changes) || changes < 0) {
    throw new RangeError(`binarySegmentation: changes must be 0 or a positive integer, got ${changes}`);
  }
  const cost = createSegmentCost(values);
  const ends = [values.length];
  for (let k = 0; k < changes; k++) {
    let best = { gain: 0, at: -1 };
    for (let segment = 0; segment < ends.length; segment++) {
      const start = segment === 0 ? 0 : ends[segment - 1]!;
      const end = ends[segment]!;
      const whole = cost(start, end);
      for (let at = start + minSize; at <= end - minSize; at++) {
        const gain = whole - cost(start, at) - cost(at, end);
        if (gain > best.gain) best = { gain, at };
      }
    }
    if (best.at < 0) break;
    ends.push(best.at);
    ends.sort((a, b) => a - b);
  }
  return ends;
}
