import erfc from '@stdlib/math-base-special-erfc';

export interface MannKendall {
  /** Pairs that rise minus pairs that fall. */
  s: number;
  /** Variance of s where there is no trend, corrected for ties. */
  variance: number;
  /** s moved one towards zero, over its standard deviation; 0 where all values are equal. */
  z: number;
  /** Two-sided. */
  pValue: number;
  /** Kendall's τ-b between the values and time, −1 to 1; null where all values are equal. */
  tauB: number | null;
}

/**
 * Mann–Kendall test of a monotone trend. It asks only whether later values tend to be higher, not by how much or how
 * evenly, so outliers and skew do not matter. Values are taken to be independent apart from the trend.
 *
 * @param values the series, in order; O(n²)
 * @throws RangeError with fewer than 3 values, or where one is not finite
 * @see Mann (1945), Kendall (1975); agrees with R's cor.test(method = "kendall", exact = FALSE, continuity = TRUE)
 * @example mannKendall([9, 8, 8, 7, 5, 4, 4, 2, 1]).s // => -34
 */
export function mannKendall(values: ArrayLike<number>): MannKendall {
  const n = values.length;
  if (n < 3) throw new RangeError(`mannKendall: needs at least 3 values, got ${n}`);
  const ties = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) throw new RangeError(`mannKendall: values must be finite, got ${value} at index ${i}`);
    ties.set(value, (ties.get(value) ?? 0) + 1);
  }
  let s = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) s += Math.sign(values[j]! - values[i]!);
  }
  let tiedPairs = 0;
  let tieTerm = 0;
  for (const t of ties.values()) {
    tiedPairs += (t * (t - 1)) / 2;
    tieTerm += t * (t - 1) * (2 * t + 5);
  }
  const variance = (n * (n - 1) * (2 * n + 5) - tieTerm) / 18;
  const z = variance > 0 ? (s - Math.sign(s)) / Math.sqrt(variance) : 0;
  const pairs = (n * (n - 1)) / 2;
  const tauB = variance > 0 ? s / Math.sqrt(pairs * (pairs - tiedPairs)) : null;
  return { s, variance, z, pValue: erfc(Math.abs(z) / Math.SQRT2), tauB };
}
