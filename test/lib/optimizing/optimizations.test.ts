import { describe, expect, it } from 'vitest';
import { optimizationOf } from '../../../lib/optimizing/optimizations.ts';

/** Two levels: `a` does half as well again as `b`, in logs ln 1.5 apart, with these variances and no covariance. */
const contrasts = {
  levels: ['a', 'b'],
  n: [10, 10],
  means: Float64Array.of(Math.log(1.5), 0),
  covariance: Float64Array.of(0.01, 0, 0, 0.04),
};
const change = (from: Record<string, number>, to: Record<string, number>, dimension = 'generators' as const) =>
  optimizationOf({ dimension, contrasts, from, to });

describe('a change of weights', () => {
  it('is worth what the posterior expects of it, with its interval', () => {
    const optimization = change({ a: 0.5, b: 0.5 }, { a: 0.75, b: 0.25 })!;
    // From 0.5 × 1.5 + 0.5 = 1.25 to 0.75 × 1.5 + 0.25 = 1.375 is 10% more.
    expect(optimization.expectedImpact).toBeCloseTo(10, 9);
    // d ln(after/before) / d a = 1.5 (0.75/1.375 − 0.5/1.25), / d b = 0.25/1.375 − 0.5/1.25.
    const sd = Math.hypot(0.1 * 1.5 * (0.75 / 1.375 - 0.4), 0.2 * (0.25 / 1.375 - 0.4));
    expect(optimization.expectedImpactInterval[0]).toBeCloseTo(100 * (1.1 * Math.exp(-1.96 * sd) - 1), 9);
    expect(optimization.expectedImpactInterval[1]).toBeCloseTo(100 * (1.1 * Math.exp(1.96 * sd) - 1), 9);
    expect(optimization).toMatchObject({
      type: 'generator_weight_adjustment',
      description: 'Give generator a 75% of posts instead of 50%: +10.0% expected.',
      implemented: false,
      from: { a: 0.5, b: 0.5 },
      to: { a: 0.75, b: 0.25 },
    });
  });

  it('takes what two levels have in common into account', () => {
    const together = { ...contrasts, covariance: Float64Array.of(0.01, 0.01, 0.01, 0.01) };
    const weights = { from: { a: 0.5, b: 0.5 }, to: { a: 1, b: 0 } };
    const { expectedImpactInterval, expectedImpact } = optimizationOf({
      dimension: 'generators',
      contrasts: together,
      ...weights,
    })!;
    // Both move together: what one change brings does not depend on it.
    expect(expectedImpactInterval[1] - expectedImpactInterval[0]).toBeCloseTo(0, 6);
    expect(expectedImpact).toBeCloseTo(20, 9);
  });

  it('may be for the worse, and says so', () => {
    expect(change({ a: 0.8, b: 0.2 }, { a: 0.2, b: 0.8 })?.description).toBe(
      'Give generator b 80% of posts instead of 20%: -21.4% expected.',
    );
  });

  it('names its dimension', () => {
    const of = (dimension: 'formats' | 'hours') =>
      optimizationOf({ dimension, contrasts, from: { a: 0, b: 1 }, to: { a: 1, b: 0 } });
    expect(of('formats')).toMatchObject({
      type: 'format_selection',
      description: 'Give format a 100% of posts instead of 0%: +50.0% expected.',
    });
    expect(of('hours')).toMatchObject({
      type: 'timing_optimization',
      description: expect.stringContaining('Give hour a'),
    });
  });

  it('counts absent levels as nothing', () => {
    expect(change({ b: 1 }, { a: 1 })).toMatchObject({
      expectedImpact: expect.closeTo(50, 9),
      description: 'Give generator a 100% of posts instead of 0%: +50.0% expected.',
    });
  });

  it('of less than half a percent in total variation is none', () => {
    expect(change({ a: 0.5, b: 0.5 }, { a: 0.5, b: 0.5 })).toBeNull();
    expect(change({ a: 0.5, b: 0.5 }, { a: 0.504, b: 0.496 })).toBeNull();
    expect(change({ a: 0.5, b: 0.5 }, { a: 0.4945, b: 0.5055 })).not.toBeNull();
    expect(change({ a: 1, b: 0 }, { a: 0.995, b: 0.0051 })).not.toBeNull();
  });
});
