/**
 * The scale on which series are judged: sign(x) ln(1 + |x| / unit). Ratios above the unit, differences below it; zero
 * stays zero and negative values are allowed.
 */
export interface SignedLog {
  forward(value: number): number;
  inverse(level: number): number;
}

/**
 * Chooses the unit from the first values: 1 for counts, a tenth of the typical size for anything else (rates would
 * otherwise all look like zero).
 *
 * @param sample the first values of a series, all finite
 * @example signedLogFor([3, 0, 12]).forward(0) // => 0
 */
export function signedLogFor(sample: readonly number[]): SignedLog {
  const isCount = sample.every(Number.isInteger);
  const sizes = sample.map(Math.abs).sort((a, b) => a - b);
  const typical = sizes[sizes.length >> 1] ?? 0;
  const unit = isCount ? 1 : (typical || sizes.at(-1) || 1) / 10;
  return {
    forward: (value) => Math.sign(value) * Math.log1p(Math.abs(value) / unit),
    inverse: (level) => Math.sign(level) * Math.expm1(Math.abs(level)) * unit,
  };
}
