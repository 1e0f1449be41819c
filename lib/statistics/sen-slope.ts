/**
 * Sen's slope: the median of the slopes between all pairs of values, a trend per step (or per unit of `times`) that
 * nearly a third of wild values cannot move.
 *
 * @param values the series, in order; O(n² log n)
 * @param times when each value was taken, default 0, 1, 2, …; pairs taken at one time are left out
 * @throws RangeError where no two values lie at different times, or the lengths differ, or a value is not finite
 * @see Sen (1968), JASA 63:1379; agrees with R's trend::sens.slope
 * @example senSlope([1, 2, 2, 3]) // => 0.5833333333333333
 */
export function senSlope(values: ArrayLike<number>, times?: ArrayLike<number>): number {
  const n = values.length;
  if (times !== undefined && times.length !== n) {
    throw new RangeError(`senSlope: needs one time per value, got ${times.length} times for ${n} values`);
  }
  const slopes = new Float64Array((n * (n - 1)) / 2);
  let count = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const elapsed = times === undefined ? j - i : times[j]! - times[i]!;
      if (elapsed === 0) continue;
      const slope = (values[j]! - values[i]!) / elapsed;
      if (!Number.isFinite(slope)) throw new RangeError(`senSlope: values and times must be finite, see ${i} and ${j}`);
      slopes[count++] = slope;
    }
  }
  if (count === 0) throw new RangeError(`senSlope: needs two values at different times, got ${n} values`);
  const sorted = slopes.subarray(0, count).sort();
  const middle = count >> 1;
  return count % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
