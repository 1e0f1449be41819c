import { describe, expect, it } from 'vitest';
import { effectsOf } from '../../../lib/optimizing/effects.ts';

describe('effects', () => {
  it('are lifts with the interval of Student’s t and the probability of being best', () => {
    const contrasts = {
      levels: ['a', 'b'],
      n: [7, 3],
      means: Float64Array.of(0.2, -0.2),
      covariance: Float64Array.of(0.01, 0, 0, 0.04),
    };
    const [a, b] = effectsOf('topic', contrasts, 10);
    expect(a).toMatchObject({ dimension: 'topic', level: 'a', effect: 0.2, n: 7 });
    expect(a!.lift).toBeCloseTo(Math.exp(0.2) - 1, 12);
    // qt(0.975, 10) in R is 2.228139.
    expect(a!.interval[0]).toBeCloseTo(Math.expm1(0.2 - 0.2228139), 6);
    expect(a!.interval[1]).toBeCloseTo(Math.expm1(0.2 + 0.2228139), 6);
    expect(b!.interval[1]).toBeCloseTo(Math.expm1(-0.2 + 2 * 0.2228139), 6);
    // pnorm(0.4 / sqrt(0.05)) in R is 0.9632.
    expect(a!.probabilityBest).toBeCloseTo(0.963, 2);
    expect(a!.probabilityBest + b!.probabilityBest).toBeCloseTo(1, 9);
  });

  it('of no level are none', () => {
    const none = { levels: [], n: [], means: new Float64Array(0), covariance: new Float64Array(0) };
    expect(effectsOf('hour', none, 5)).toEqual([]);
  });
});
