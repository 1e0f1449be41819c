import { expect, it } from 'vitest';
import {
  bernoulliConfidenceSequence,
  betaBinomialMixtureBound,
} from '../../../lib/statistics/beta-binomial-mixture.ts';
import { empiricalProcessBound } from '../../../lib/statistics/empirical-process-bound.ts';
import { gammaExponentialMixtureBound, gammaPoissonMixtureBound } from '../../../lib/statistics/gamma-mixtures.ts';
import { bestMixturePrecision, normalMixtureBound } from '../../../lib/statistics/normal-mixture.ts';
import { sequentialQuantilePValue } from '../../../lib/statistics/quantile-comparison.ts';
import { riemannZeta } from '../../../lib/statistics/riemann-zeta.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';
import { doubleStitchingBound, polynomialStitchingBound } from '../../../lib/statistics/stitched-bounds.ts';
import { describeVectors, expectNear } from '../../support/vectors.ts';

interface Input extends Record<string, number | string | boolean> {
  fn: string;
}

interface Expected {
  value: number;
  pValue: number;
  ci: [number, number];
}

const range = (text: string) => {
  const [from, to] = text.split('..').map(Number) as [number, number];
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
};

function evaluate(input: Input): number | [number, number] {
  const number = (name: string) => Number(input[name]);
  const mixture = {
    v: number('v'),
    alpha: number('alpha'),
    tunedFor: number('v_opt'),
    ...(input.alpha_opt !== undefined && { tunedAlpha: number('alpha_opt') }),
  };
  const oneSided = input.fn.endsWith('1s') || input.fn.endsWith('one_sided');
  switch (input.fn) {
    case 'best_rho_two_sided':
    case 'best_rho_one_sided':
      return bestMixturePrecision({ ...mixture, oneSided });
    case 'normal_mixture_bound_2s':
    case 'normal_mixture_bound_1s':
      return normalMixtureBound({ ...mixture, oneSided });
    case 'gamma_exponential_mixture_bound':
      return gammaExponentialMixtureBound({ ...mixture, scale: number('c') });
    case 'gamma_poisson_mixture_bound':
      return gammaPoissonMixtureBound({ ...mixture, scale: number('c') });
    case 'beta_binomial_mixture_bound_2s':
    case 'beta_binomial_mixture_bound_1s':
      return betaBinomialMixtureBound({ ...mixture, below: number('g'), above: number('h'), oneSided });
    case 'poly_stitching_bound':
      return polynomialStitchingBound({ ...mixture, startsAt: number('v_min'), scale: number('c') });
    case 'empirical_process_lil_bound':
      return empiricalProcessBound({
        t: number('t'),
        alpha: number('alpha'),
        startsAt: number('t_min'),
        slope: number('A'),
      });
    case 'double_stitching_bound':
      return doubleStitchingBound({
        quantile: number('p'),
        t: number('t'),
        alpha: number('alpha'),
        startsAt: number('t_opt'),
      });
    case 'quantile_ab_p_value':
      return sequentialQuantilePValue({
        control: range(String(input.a)),
        treatment: range(String(input.b)),
        quantile: number('quantile'),
        tunedFor: number('t_opt'),
      });
    case 'bernoulli_confidence_interval':
      return bernoulliConfidenceSequence({
        successes: number('successes'),
        trials: number('trials'),
        alpha: number('alpha'),
        tunedFor: number('t_opt'),
      });
    default:
      throw new Error(`unknown reference function ${input.fn}`);
  }
}

describeVectors<Input, Expected>('confseq_howard.json', ({ input, expected, tolerance }) => {
  const got = evaluate(input);
  if (Array.isArray(got)) {
    got.forEach((end, i) => {
      expectNear(end, expected.ci[i]!, tolerance as number);
    });
  } else expectNear(got, expected.value ?? expected.pValue, tolerance as number);
});

it('knows ζ(2) and ζ(4)', () => {
  expect(riemannZeta(2)).toBeCloseTo(Math.PI ** 2 / 6, 13);
  expect(riemannZeta(4)).toBeCloseTo(Math.PI ** 4 / 90, 13);
  expect(() => riemannZeta(1)).toThrow('s must be above 1, got 1');
});

it('a confidence sequence of a proportion holds at all sizes together', () => {
  const random = seededRandom('bernoulli-cs');
  let missed = 0;
  for (let run = 0; run < 100; run += 1) {
    let successes = 0;
    let out = false;
    for (let n = 1; n <= 120; n += 1) {
      if (random() < 0.3) successes += 1;
      if (n % 4 !== 0) continue;
      const [low, high] = bernoulliConfidenceSequence({ successes, trials: n, alpha: 0.1, tunedFor: 60 });
      if (low > 0.3 || high < 0.3) out = true;
    }
    if (out) missed += 1;
  }
  expect(missed).toBeLessThanOrEqual(10 + 3 * 3);
});

it('refuses more successes than trials and an empty arm', () => {
  expect(() => bernoulliConfidenceSequence({ successes: 3, trials: 2, alpha: 0.05, tunedFor: 9 })).toThrow(RangeError);
  expect(() => sequentialQuantilePValue({ control: [], treatment: [1], quantile: 0.5, tunedFor: 9 })).toThrow(
    'control must be at least one value, got an empty list',
  );
});
