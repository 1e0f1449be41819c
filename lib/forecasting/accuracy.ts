export interface Accuracy {
  /** Mean absolute error, root mean squared error and R² on the target's scale. */
  mae: number;
  rmse: number;
  /** Null where all outcomes are equal. */
  r2: number | null;
  /** Spearman's rank correlation; null where either side is constant. */
  spearman: number | null;
  n: number;
}

/** How well predictions meet outcomes. @throws RangeError where there are none or the lengths differ */
export function accuracyOf(actual: readonly number[], predicted: readonly number[]): Accuracy {
  const n = actual.length;
  if (n === 0 || predicted.length !== n) {
    throw new RangeError(`accuracy needs one prediction per outcome, got ${predicted.length} for ${n}`);
  }
  const mean = actual.reduce((sum, value) => sum + value, 0) / n;
  let absolute = 0;
  let squares = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    const error = actual[i]! - predicted[i]!;
    absolute += Math.abs(error);
    squares += error * error;
    total += (actual[i]! - mean) ** 2;
  }
  return {
    mae: absolute / n,
    rmse: Math.sqrt(squares / n),
    r2: actual.some((value) => value !== actual[0]) ? 1 - squares / total : null,
    spearman: spearman(actual, predicted),
    n,
  };
}

function spearman(a: readonly number[], b: readonly number[]): number | null {
  const x = ranks(a);
  const y = ranks(b);
  const middle = (a.length - 1) / 2;
  let products = 0;
  let xSquares = 0;
  let ySquares = 0;
  for (let i = 0; i < x.length; i++) {
    products += (x[i]! - middle) * (y[i]! - middle);
    xSquares += (x[i]! - middle) ** 2;
    ySquares += (y[i]! - middle) ** 2;
  }
  return xSquares > 0 && ySquares > 0 ? products / Math.sqrt(xSquares * ySquares) : null;
}

/** Ranks from 0, ties sharing their mean. */
function ranks(values: readonly number[]): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const result = new Float64Array(values.length);
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j + 1 < order.length && values[order[j + 1]!] === values[order[i]!]) j += 1;
    for (let k = i; k <= j; k++) result[order[k]!] = (i + j) / 2;
    i = j + 1;
  }
  return result;
}
