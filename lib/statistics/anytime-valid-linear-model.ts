import { requireArgument, requirePositive } from './require-argument.ts';
import { studentTTwoSidedP } from './student-t-distribution.ts';

/** A t-statistic of one regression coefficient and what its model rested on. */
export interface CoefficientEvidence {
  t: number;
  /** Observations behind the model. */
  n: number;
  /** Residual degrees of freedom, n minus the number of coefficients. */
  df: number;
  /** Mixture precision: the number of observations at which the boundary is about tightest grows with g. */
  g: number;
}

/**
 * Log of the e-value that a regression coefficient is not zero (Lindon, Ham, Tingley and Bojinov 2022, "Anytime-valid
 * linear models"; R package avlm): with r = g / (g + n),
 * log E = ½ ln r + ½ (df + 1) (ln(1 + t²/df) − ln(1 + r t²/df)). Over looks at growing data it is an e-process.
 *
 * @throws RangeError when df or g is not positive
 */
export function coefficientLogE({ t, n, df, g }: CoefficientEvidence): number {
  requirePositive('df', df);
  requirePositive('g', g);
  const r = g / (g + n);
  const squared = (t * t) / df;
  return 0.5 * Math.log(r) + 0.5 * (df + 1) * (Math.log1p(squared) - Math.log1p(r * squared));
}

/** Sequential p-value min(1, 1/E) of a regression coefficient: may be looked at as often as one likes. */
export function coefficientSequentialP(evidence: CoefficientEvidence): number {
  return Math.min(1, Math.exp(-coefficientLogE(evidence)));
}

/**
 * Radius, in standard errors, of the confidence sequence of a coefficient: estimate ± radius × standard error holds at
 * all looks together with probability 1 − alpha. Infinite while there is too little data.
 *
 * @throws RangeError when alpha is not inside (0, 1)
 */
export function coefficientRadius(input: { n: number; df: number; g: number; alpha: number }): number {
  const { n, df, g, alpha } = input;
  requireArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'inside (0, 1)');
  requirePositive('df', df);
  requirePositive('g', g);
  const r = g / (g + n);
  const q = (r * alpha * alpha) ** (1 / (df + 1));
  return q <= r ? Number.POSITIVE_INFINITY : Math.sqrt((df * (1 - q)) / (q - r));
}

/**
 * The g that makes the confidence sequence narrowest at `n` observations, by golden-section search on log g
 * (R: avlm::optimal_g).
 *
 * @example optimalMixturePrecision({ n: 100, coefficients: 8, alpha: 0.05 }) // => 11.58
 */
export function optimalMixturePrecision(input: { n: number; coefficients: number; alpha: number }): number {
  const { n, coefficients, alpha } = input;
  const df = n - coefficients;
  requireArgument(df > 0, 'n', n, `above the number of coefficients (${coefficients})`);
  const radius = (logG: number) => coefficientRadius({ n, df, g: Math.exp(logG), alpha });
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = Math.log(1e-3);
  let high = Math.log(n);
  for (let step = 0; step < 80; step += 1) {
    const left = high - ratio * (high - low);
    const right = low + ratio * (high - low);
    if (radius(left) < radius(right)) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

/** The classical two-sided p-value beside the sequential one, for reports that show what peeking costs. */
export function coefficientFixedP({ t, df }: Pick<CoefficientEvidence, 't' | 'df'>): number {
  return studentTTwoSidedP(t, df);
}
