/**
 * Squared error of any stretch of a series around its own mean, in constant time after one pass.
 *
 * @returns cost(start, end) for values[start] … values[end − 1]
 * @throws RangeError when a value is not finite
 * @example createSegmentCost([1, 3, 8])(0, 2) // => 2
 */
export function createSegmentCost(values: ArrayLike<number>): (start: number, end: number) => number {
  const n = values.length;
  const centre = n === 0 ? 0 : values[0]!;
  const sums = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) throw new RangeError(`change points need finite values, got ${value} at index ${i}`);
    // Centring on the first value keeps the difference of the two sums from cancelling on a series far from zero.
    const x = value - centre;
    sums[i + 1] = sums[i]! + x;
    squares[i + 1] = squares[i]! + x * x;
  }
  return (start, end) => {
    const sum = sums[end]! - sums[start]!;
    return Math.max(0, squares[end]! - squares[start]! - (sum * sum) / (end - start));
  };
}
