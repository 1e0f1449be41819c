/**
 * Change points in the median: the piecewise constant fit that minimises Σ |value − level| + penalty × (change points),
 * exactly. Absolute error makes it robust: a lone outlier has to pay for two change points.
 *
 * A best level is always one of the observed values, so a Viterbi pass over those is exact: O(n × distinct values).
 *
 * @param options.penalty price of one more change point, in units of the values
 * @returns end indices (exclusive), the last being the length of the series
 * @throws RangeError when a value is not finite or the penalty is not positive
 * @see Storath, Weinmann and Unser (2017), "Jump-penalized least absolute values estimation"; agrees with ruptures' L1Potts
 * @example l1Potts([0, 0, 5, 5], { penalty: 1 }) // => [2, 4]
 */
export function l1Potts(values: ArrayLike<number>, options: { penalty: number }): number[] {
  const { penalty } = options;
  const n = values.length;
  if (!(penalty > 0)) throw new RangeError(`l1Potts: penalty must be positive, got ${penalty}`);
  const series = Array.from(values);
  const bad = series.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`l1Potts: values must be finite, got ${series[bad]} at index ${bad}`);
  const levels = Float64Array.from(new Set(series)).sort();
  const total = new Float64Array(levels.length);
  // For every (value, level): 1 when the best path to it jumped here, and for every value the best level before it.
  const jumped = new Uint8Array(n * levels.length);
  const bestBefore = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const cheapest = indexOfSmallest(total);
    const jumpCost = total[cheapest]! + penalty;
    bestBefore[i] = cheapest;
    for (let k = 0; k < levels.length; k++) {
      if (i > 0 && jumpCost < total[k]!) {
        total[k] = jumpCost;
        jumped[i * levels.length + k] = 1;
      }
      total[k] = total[k]! + Math.abs(series[i]! - levels[k]!);
    }
  }
  if (n === 0) return [];
  const ends = [n];
  let level = indexOfSmallest(total);
  for (let i = n - 1; i > 0; i--) {
    if (jumped[i * levels.length + level] === 1) {
      ends.push(i);
      level = bestBefore[i]!;
    }
  }
  return ends.reverse();
}

function indexOfSmallest(numbers: Float64Array): number {
  let smallest = 0;
  for (let k = 1; k < numbers.length; k++) if (numbers[k]! < numbers[smallest]!) smallest = k;
  return smallest;
}
