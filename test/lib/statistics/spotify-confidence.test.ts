import { expect, it } from 'vitest';
import { meanMoments } from '../../../lib/statistics/arm-moments.ts';
import { betaInterval, betaPosterior, compareBeta } from '../../../lib/statistics/beta-binomial-comparison.ts';
import { groupSequentialBounds } from '../../../lib/statistics/group-sequential-bounds.ts';
import { estimateLift } from '../../../lib/statistics/lift.ts';
import { requiredSampleSize } from '../../../lib/statistics/sample-size.ts';
import { sampleNormal } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';
import { welchTest } from '../../../lib/statistics/welch-test.ts';
import { describeVectors, expectNear } from '../../support/vectors.ts';

interface Arm {
  n: number;
  sum: number;
  sum_squares: number;
  successes: number;
  trials: number;
}

interface Input extends Arm {
  fn: string;
  a: Arm;
  b: Arm;
  prior: [number, number];
  level: number;
  kind: string;
  p: number;
  mde: number;
  variance: number;
  alpha: number;
  power: number;
  treatments: number;
  cumN: number[];
  expectedN: number;
  sides: 1 | 2;
}

interface Expected {
  ci: [number, number];
  prob: number;
  exactHere?: number;
  difference: number;
  lossIfChooseB: number;
  lossIfChooseA: number;
  pValue: number;
  total: number;
  adjustedAlpha: number[];
}

describeVectors<Input, Expected>('spotify_confidence.json', ({ input, expected, tolerance }) => {
  const within = (name: string) => (typeof tolerance === 'number' ? tolerance : (tolerance[name] ?? 0));
  const posterior = (arm: Arm) => betaPosterior({ ...arm, prior: { a: input.prior[0], b: input.prior[1] } });
  if (input.fn === 'betaBinomialCI') {
    betaInterval(posterior(input), input.level).forEach((end, i) => {
      expectNear(end, expected.ci[i]!, within('ci'));
    });
  } else if (input.fn === 'probBGreaterA') {
    const got = compareBeta(posterior(input.a), posterior(input.b));
    const upstream = within('monteCarlo');
    expectNear(got.probability, expected.prob, upstream || within('prob'));
    if (expected.exactHere !== undefined) expectNear(got.probability, expected.exactHere, within('exact'));
    if (expected.difference !== undefined) expectNear(got.difference, expected.difference, upstream);
    expectNear(got.loss.treatment, expected.lossIfChooseB, upstream || within('loss'));
    expectNear(got.loss.control, expected.lossIfChooseA, upstream || within('loss'));
  } else if (input.fn === 'tTest') {
    const moments = ({ n, sum, sum_squares }: Arm) => meanMoments({ n, sum, sumSquares: sum_squares });
    const lift = estimateLift({ control: moments(input.a), treatment: moments(input.b), difference: 'absolute' });
    expectNear(welchTest(lift, { alpha: 0.05 }).pValue, expected.pValue, within('rel') * expected.pValue);
  } else if (input.fn === 'sampleSize') {
    const { alpha, mde: effect, treatments: arms } = input;
    // The vectors say power .8, but the asserted totals are those of upstream's default, .85 (as their note hints); at .8
    // G*Power and the formula (z₁ + z₂)² · 4 σ² / δ² need an eighth less.
    const power = 0.85;
    const variance = input.kind === 'binomial' ? input.p * (1 - input.p) : input.variance;
    expectNear(
      requiredSampleSize({ effect, variance, alpha, power, arms }),
      expected.total,
      within('rel') * expected.total,
    );
  } else {
    const planned = Math.max(input.expectedN, ...input.cumN);
    const looks = groupSequentialBounds({
      information: input.cumN.map((n) => n / planned),
      alpha: input.alpha,
      sides: input.sides,
    });
    looks.forEach(({ alpha }, i) => {
      expectNear(alpha, expected.adjustedAlpha[i]!, within('adjustedAlpha'));
    });
  }
});

it('spends alpha as it says: random walks cross the bounds that often', () => {
  const information = [0.25, 0.5, 0.75, 1];
  const looks = groupSequentialBounds({ information, alpha: 0.05 });
  const random = seededRandom('group-sequential');
  const runs = 20_000;
  let crossed = 0;
  for (let run = 0; run < runs; run += 1) {
    let score = 0;
    crossed += looks.some(({ bound, information: t }) => {
      score += 0.5 * sampleNormal(random);
      return Math.abs(score) / Math.sqrt(t) > bound;
    })
      ? 1
      : 0;
  }
  expect(Math.abs(crossed / runs - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / runs));
});

it('needs (1.959964 + 0.841621)² · 4 · 100 / 0.3² = 34,884 units for power .8', () => {
  expect(requiredSampleSize({ effect: 0.3, variance: 100, alpha: 0.05, power: 0.8, arms: 2 })).toBe(34_884);
});

it('refuses looks that go back', () => {
  expect(() => groupSequentialBounds({ information: [0.5, 0.4], alpha: 0.05 })).toThrow(
    'information must be above the look before (0.5), got 0.4',
  );
  expect(() => requiredSampleSize({ effect: 1, variance: 1, alpha: 0.9, power: 0.8, arms: 2 })).toThrow(RangeError);
});
