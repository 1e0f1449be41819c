import gammaln from '@stdlib/math-base-special-gammaln';
import { gammaCdf, gammaSf } from './gamma-distribution.ts';
import { type LogMixture, mixtureBound } from './mixture-bound.ts';
import { bestMixturePrecision, type MixtureTuning } from './normal-mixture.ts';
import { requirePositive } from './require-argument.ts';

/** Tuning of a one-sided mixture with a scale: how skewed single observations may be. */
export interface ScaledTuning extends Omit<MixtureTuning, 'oneSided'> {
  scale: number;
}

/** Boundary for sub-exponential sums, such as those of an empirical Bernstein martingale (Howard et al. 2021, prop. 9). */
export function gammaExponentialMixtureBound(input: ScaledTuning & { v: number; alpha: number }): number {
  return mixtureBound(gammaExponentialLogMixture(input), input);
}

/** Boundary for sub-Poisson sums: bounded observations of small variance (Howard et al. 2021, proposition 10). */
export function gammaPoissonMixtureBound(input: ScaledTuning & { v: number; alpha: number }): number {
  return mixtureBound(gammaPoissonLogMixture(input), input);
}

export function gammaExponentialLogMixture(tuning: ScaledTuning): LogMixture {
  const { c, r, rate } = parameters(tuning);
  const constant = r * Math.log(r) - gammaln(r) - Math.log(gammaCdf(r, r));
  return (s, v) => {
    const shape = v * rate + r;
    const x = (c * s + v) * rate;
    return constant + gammaln(shape) + Math.log(gammaCdf(x + r, shape)) - shape * Math.log(x + r) + x;
  };
}

export function gammaPoissonLogMixture(tuning: ScaledTuning): LogMixture {
  const { c, r, rate } = parameters(tuning);
  const constant = r * Math.log(r) - gammaln(r) - Math.log(gammaSf(r, r));
  return (s, v) => {
    const x = v * rate + r;
    const shape = s / c + x;
    return constant + gammaln(shape) + Math.log(gammaSf(x, shape)) - shape * Math.log(x) + v * rate;
  };
}

function parameters({ scale, ...tuning }: ScaledTuning) {
  requirePositive('scale', scale);
  const rate = 1 / scale ** 2;
  return { c: scale, rate, r: bestMixturePrecision({ ...tuning, oneSided: true }) * rate };
}
