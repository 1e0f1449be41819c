import { describe, expect, it } from 'vitest';
import { leadingArm } from '../../../lib/experiments/leading-arm.ts';
import { shrinkEffect, shrinkLift } from '../../../lib/experiments/shrink-effect.ts';
import { proportionMoments } from '../../../lib/statistics/arm-moments.ts';
import { sampleBinomial, sampleNormal } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

const arm = (name: string, n: number, successes: number) => ({ arm: name, ...proportionMoments({ n, successes }) });

describe('what to expect of a winner', () => {
  it('is less than was seen, and the less the surer the noise', () => {
    const few = leadingArm([arm('a', 1000, 20), arm('b', 1000, 30)])!;
    const many = leadingArm([arm('a', 100_000, 2000), arm('b', 100_000, 3000)])!;
    expect(few).toMatchObject({ arm: 'b', lift: 30 / 25 - 1 });
    expect(few.shrunkLift).toBeLessThan(many.shrunkLift);
    expect(many.shrunkLift).toBeGreaterThan(0.19);
  });

  it('is what it turns out to be, on average over experiments whose arms differ as arms do', () => {
    const random = seededRandom('winners');
    let [claimed, true_, naive] = [0, 0, 0];
    for (let i = 0; i < 1500; i += 1) {
      const rates = Array.from({ length: 4 }, () => 0.02 * Math.exp(0.2 * sampleNormal(random)));
      const leader = leadingArm(
        rates.map((rate, k) => arm(String(k), 1500, Math.max(1, sampleBinomial(random, 1500, rate)))),
      )!;
      claimed += leader.shrunkLift / 1500;
      naive += leader.lift / 1500;
      true_ += (rates[Number(leader.arm)]! / (rates.reduce((sum, rate) => sum + rate, 0) / 4) - 1) / 1500;
    }
    expect(Math.abs(claimed - true_)).toBeLessThan(0.02);
    expect(naive - true_).toBeGreaterThan(0.1);
  });

  it('is not stated in percent of nothing', () => {
    expect(leadingArm([arm('a', 100, 0), arm('b', 100, 0)])).toBeNull();
    expect(leadingArm([arm('a', 100, 5), arm('b', 100, 0)])).toBeNull();
  });

  it('is the posterior mean under a normal prior', () => {
    // Precision weighting: .4 × .09 / (.09 + .01), and sqrt(.9) × .1.
    expect(shrinkEffect({ effect: 0.4, standardError: 0.1, priorSd: 0.3 })).toEqual({
      effect: expect.closeTo(0.36, 12),
      standardError: expect.closeTo(0.1 * Math.sqrt(0.9), 12),
    });
    expect(shrinkLift({ lift: 0.5, standardError: 0, priorSd: 0.3 })).toBeCloseTo(0.5, 12);
    expect(shrinkLift({ lift: -1, standardError: 0.3, priorSd: 0.3 })).toBeCloseTo(-0.5, 12);
  });
});
