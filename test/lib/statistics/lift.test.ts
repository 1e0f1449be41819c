import { describe, expect, it } from 'vitest';
import { meanMoments, proportionMoments, ratioMoments } from '../../../lib/statistics/arm-moments.ts';
import {
  sequentialHalfWidth,
  sequentialRho,
  sequentialTest,
} from '../../../lib/statistics/asymptotic-confidence-sequence.ts';
import { bayesianLift, normalRisk } from '../../../lib/statistics/bayesian-lift.ts';
import { cupedCoefficient, cupedMoments } from '../../../lib/statistics/cuped.ts';
import { estimateLift } from '../../../lib/statistics/lift.ts';
import { additionalDataFactor, liftPower } from '../../../lib/statistics/lift-power.ts';
import { normalCdf } from '../../../lib/statistics/normal-distribution.ts';
import { welchTest } from '../../../lib/statistics/welch-test.ts';
import { describeVectors, expectNear } from '../../support/vectors.ts';
import { type ArmsVector, armsOf, covariateArm } from './arm-vectors.ts';

interface Expected {
  expected?: number;
  stddev?: number;
  ci?: [number | string, number | string];
  pValue?: number;
  meanA?: number;
  meanB?: number;
}

function expectTest(
  got: { estimate: number; standardError: number; interval: number[]; pValue: number },
  want: Expected,
  tolerance: number,
) {
  if (want.expected !== undefined) expectNear(got.estimate, want.expected, tolerance);
  if (want.stddev !== undefined) expectNear(got.standardError, want.stddev, tolerance);
  if (want.ci)
    want.ci.forEach((end, i) => {
      expectNear(got.interval[i]!, end, tolerance);
    });
  if (want.pValue !== undefined) expectNear(got.pValue, want.pValue, tolerance);
}

describeVectors<ArmsVector, Expected>('gb_frequentist.json', ({ input, expected, tolerance }) => {
  const arms = armsOf(input);
  const lift = estimateLift({ ...arms, difference: input.difference });
  expectTest({ ...lift, ...welchTest(lift, input) }, expected, tolerance as number);
  if (expected.meanA !== undefined) expectNear(arms.control.mean, expected.meanA, tolerance as number);
  if (expected.meanB !== undefined) expectNear(arms.treatment.mean, expected.meanB, tolerance as number);
});

interface BayesInput extends ArmsVector {
  mu: number;
  sigma: number;
  expected: string;
  stddev: string;
  prior: { mean: number; variance: number } | null;
}

interface BayesExpected {
  expected?: number;
  ci?: number[];
  stddev?: number;
  chanceToWin?: number;
  risk?: [number, number];
}

describeVectors<BayesInput, BayesExpected>('gb_bayesian.json', ({ id, input, expected, tolerance }) => {
  const near = (got: number, wanted: number | undefined) => {
    if (wanted !== undefined) expectNear(got, wanted, tolerance as number);
  };
  if (id.endsWith('ctw_from_ci')) return near(normalCdf(Math.sqrt(Math.PI) / Math.PI), expected.chanceToWin);
  if (id.endsWith('risk_extreme')) {
    const risk = normalRisk({ mean: input.mu, sd: input.sigma });
    near(risk.control, expected.risk![0]);
    return near(risk.treatment, expected.risk![1]);
  }
  const lift = estimateLift({ ...armsOf(input), difference: input.difference });
  const posterior = bayesianLift(lift, { alpha: input.alpha, prior: input.prior });
  near(posterior.mean, expected.expected);
  near(posterior.sd, expected.stddev);
  near(posterior.chanceToWin, expected.chanceToWin);
  near(posterior.interval[0], expected.ci?.[0]);
  near(posterior.interval[1], expected.ci?.[1]);
  near(posterior.risk.control, expected.risk?.[0]);
  near(posterior.risk.treatment, expected.risk?.[1]);
});

interface SequentialInput extends ArmsVector {
  fn?: string;
  s2: number;
  n: number;
}

describeVectors<SequentialInput, Expected & { rho: number; halfwidth: number; halfwidthOneSided: number }>(
  'gb_sequential.json',
  ({ input, expected, tolerance }) => {
    const within = tolerance as number;
    const { alpha, nstar: tunedFor, side = 'two-sided' } = input;
    if (input.fn === 'halfwidth') {
      const shared = { variance: input.s2, n: input.n, alpha, tunedFor };
      expectNear(sequentialRho({ alpha, tunedFor }), expected.rho, within);
      expectNear(sequentialHalfWidth(shared), expected.halfwidth, within);
      expectNear(sequentialHalfWidth({ ...shared, side: 'greater' }), expected.halfwidthOneSided, within);
      return;
    }
    const lift = estimateLift({ ...armsOf(input), difference: input.difference });
    expectTest({ ...lift, ...sequentialTest(lift, { alpha, tunedFor, side }) }, expected, within);
  },
);

interface CupedInput extends ArmsVector {
  pre_each_arm?: number[];
  post_each_arm: number[];
  arms?: ArmsVector['a'][];
}

type CupedExpected = Omit<Expected, 'stddev'> & { theta: number; stddev: number[]; mean: number[] };

describeVectors<CupedInput, CupedExpected>('gb_cuped.json', ({ id, input, expected, tolerance }) => {
  const within = tolerance as number;
  if (id.endsWith('theta_pooled')) {
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
    const both = (values: number[]) => ({ sum: sum(values), sumSquares: sum(values.map((x) => x * x)) });
    const { pre_each_arm: pre = [], post_each_arm: post } = input;
    const arm = { n: 4, post: both(post), pre: both(pre), sumOfProducts: sum(post.map((x, i) => x * pre[i]!)) };
    return expectNear(cupedCoefficient([arm, arm]), expected.theta, within);
  }
  if (id.endsWith('three_arm_stddev')) {
    // The reference reports the control as adjusted for its last comparison only; each treatment for its own.
    const arms = input.arms!.map(covariateArm);
    const comparisons = [2, 1, 2].map((other) => cupedCoefficient([arms[0]!, arms[other]!]));
    arms.forEach((arm, i) => {
      const moments = cupedMoments(arm, comparisons[i]!);
      expectNear(Math.sqrt(moments.variance), expected.stddev[i]!, within);
      expectNear(moments.unadjusted!.mean, expected.mean[i]!, within);
    });
    // So the same control has another spread beside treatment 1: one number for "arm 0" cannot be right for both.
    const beside1 = cupedMoments(arms[0]!, comparisons[1]!);
    expect(Math.abs(Math.sqrt(beside1.variance) - expected.stddev[0]!)).toBeGreaterThan(1e-6);
    return;
  }
  const arms = armsOf(input);
  const lift = estimateLift({ ...arms, difference: input.difference });
  const test = input.nstar
    ? sequentialTest(lift, { alpha: input.alpha, tunedFor: input.nstar })
    : welchTest(lift, { alpha: input.alpha });
  const { stddev: _, ...rest } = expected;
  expectTest({ ...lift, ...test }, rest, within);
  if (expected.meanA !== undefined) expectNear(arms.control.unadjusted!.mean, expected.meanA, within);
  if (expected.meanB !== undefined) expectNear(arms.treatment.unadjusted!.mean, expected.meanB, within);
});

interface PowerInput {
  a: { n: number; sum: number; sum_squares: number };
  b: { n: number; sum: number; sum_squares: number };
  alpha: number;
  targetPower: number;
  mde: number;
  prior?: { mean: number; variance: number };
}

describeVectors<PowerInput, { scalingFactor: number }>('power_gb.json', ({ input, expected, tolerance }) => {
  const arm = ({ n, sum, sum_squares }: PowerInput['a']) => meanMoments({ n, sum, sumSquares: sum_squares });
  const lift = estimateLift({ control: arm(input.a), treatment: arm(input.b), difference: 'relative' });
  const question = { lift, effect: input.mde, alpha: input.alpha, prior: input.prior ?? null };
  const factor = additionalDataFactor(question, input.targetPower)!;
  expectNear(factor, expected.scalingFactor, tolerance as number);
  expect(liftPower(question, factor)).toBeCloseTo(input.targetPower, 9);
});

describe('what cannot be compared is refused', () => {
  it('no spread, no base, impossible counts', () => {
    const flat = { n: 10, mean: 1, variance: 0 };
    expect(() => estimateLift({ control: flat, treatment: flat, difference: 'absolute' })).toThrow('without spread');
    const zero = { n: 10, mean: 0, variance: 1 };
    expect(() => estimateLift({ control: zero, treatment: zero, difference: 'relative' })).toThrow(
      'control.mean must be different from 0 for a relative difference, got 0',
    );
    expect(() => proportionMoments({ n: 5, successes: 6 })).toThrow(
      'successes must be between 0 and the 5 trials, got 6',
    );
    expect(() => meanMoments({ n: 1, sum: 1, sumSquares: 1 })).toThrow('n must be at least 2, got 1');
    const sums = { sum: 0, sumSquares: 0 };
    expect(() => ratioMoments({ n: 3, numerator: sums, denominator: sums, sumOfProducts: 0 })).toThrow(RangeError);
  });

  it('a level that is none, a prior without spread', () => {
    const lift = estimateLift({
      control: { n: 9, mean: 1, variance: 1 },
      treatment: { n: 9, mean: 2, variance: 1 },
      difference: 'absolute',
    });
    expect(() => welchTest(lift, { alpha: 0 })).toThrow('alpha must be inside (0, 1), got 0');
    expect(() => sequentialTest(lift, { alpha: 0.6, tunedFor: 9, side: 'greater' })).toThrow('inside (0, 0.5)');
    expect(() => bayesianLift(lift, { alpha: 0.05, prior: { mean: 0, variance: 0 } })).toThrow(RangeError);
  });
});

it('sequential p-values and intervals agree on what is excluded', () => {
  for (const mean of [1.05, 1.2, 1.3, 1.4, 1.6, 2]) {
    const lift = estimateLift({
      control: { n: 80, mean: 1, variance: 1 },
      treatment: { n: 90, mean, variance: 1 },
      difference: 'absolute',
    });
    for (const side of ['two-sided', 'greater'] as const) {
      const { interval, pValue } = sequentialTest(lift, { alpha: 0.05, tunedFor: 150, side });
      expect(pValue < 0.05).toBe(interval[0] > 0);
    }
  }
});
