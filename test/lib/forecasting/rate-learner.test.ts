import { describe, expect, test } from 'vitest';
import type { Example } from '../../../lib/forecasting/blended-model.ts';
import { rateLearner } from '../../../lib/forecasting/rate-learner.ts';
import { createNoise } from '../../support/noise.ts';

const COLUMNS = { level: 0, reach: 1, expected: [2] };
/** Of the final count so much has come by now, on the mean. */
const THERE = 0.25;

/** Posts of a hundred to a few thousand impressions, whose rate is 3% times what is expected, within a factor. */
function posts(count: number, seed: number): (Example & { rate: number })[] {
  const noise = createNoise(seed);
  const poisson = (mean: number) => Math.max(0, Math.round(mean + Math.sqrt(mean) * noise.normal()));
  return Array.from({ length: count }, () => {
    const reach = Math.round(100 * Math.exp(3 * noise.uniform()));
    const expected = noise.normal() * 0.4;
    const rate = 0.03 * Math.exp(expected + 0.4 * noise.normal());
    const now = poisson(reach * rate);
    const level = Math.log1p(now);
    const outcome = Math.log1p(now + poisson(reach * rate * (1 / THERE - 1)));
    return { row: [level, Math.log1p(reach), expected], anchor: level, outcome, rate };
  });
}

const rootMeanSquare = (errors: readonly number[]) =>
  Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);

describe('forecasting by the rate at which reach turns into counts', () => {
  const predict = rateLearner(COLUMNS, 10)(posts(300, 1));

  test('comes near what knowing every rate would', () => {
    const test = posts(600, 2);
    const learned = rootMeanSquare(test.map(({ row, anchor, outcome }) => predict(row, anchor) - outcome));
    const grown = rootMeanSquare(test.map(({ anchor, outcome }) => anchor + Math.log(1 / THERE) - outcome));
    const known = rootMeanSquare(
      test.map(({ row, anchor, rate, outcome }) => {
        const toCome = Math.expm1(row[1]!) * rate * (1 / THERE - 1);
        return Math.log1p(Math.expm1(anchor) + toCome) - outcome;
      }),
    );
    expect(learned).toBeLessThan(0.8 * grown);
    expect(learned).toBeLessThan(1.8 * known);
  });

  test('believes a rate the more, the more impressions it was seen in', () => {
    const toBe = (reach: number, now: number) =>
      Math.expm1(predict([Math.log1p(now), Math.log1p(reach), 0], Math.log1p(now))) / (reach / THERE);
    // Three times the usual rate of 3%: in thirty impressions luck, in three thousand a fact.
    expect(toBe(30, 3)).toBeLessThan(0.06);
    expect(toBe(3000, 270)).toBeGreaterThan(0.08);
    // And none in thirty is no rate of zero.
    expect(toBe(30, 0)).toBeGreaterThan(0.015);
  });

  test('lets a post without known reach grow as the others did, and knows nothing where too few had any', () => {
    const twenty = Math.log1p(20);
    expect(Math.expm1(predict([twenty, Number.NaN, 0], twenty)) / 20).toBeCloseTo(1 / THERE, 0);
    const unseen = posts(40, 3).map((post, i) => (i < 9 ? post : { ...post, row: [post.row[0]!, Number.NaN, 0] }));
    expect(rateLearner(COLUMNS, 10)(unseen)([2, 5, 0], 2)).toBe(2);
  });

  test('stays finite for counts of zero and of millions', () => {
    for (const [now, reach] of [
      [0, 0],
      [0, 5e6],
      [4e6, 5e6],
    ]) {
      const level = Math.log1p(now!);
      const predicted = predict([level, Math.log1p(reach!), 0], level);
      expect(predicted).toBeGreaterThanOrEqual(level);
      expect(predicted).toBeLessThan(20);
    }
  });
});
