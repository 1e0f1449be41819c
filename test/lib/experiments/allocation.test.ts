import { describe, expect, it } from 'vitest';
import { type ArmLevel, allocationWeights } from '../../../lib/experiments/allocation.ts';
import { analyzeArms } from '../../../lib/experiments/analyze-posts.ts';
import { assignPost } from '../../../lib/experiments/assign.ts';
import { lookAt } from '../../../lib/experiments/decide.ts';
import type { ExperimentRow } from '../../../lib/experiments/experiment-design.ts';
import { planExperiment } from '../../../lib/experiments/plan.ts';
import { TYPICAL_ARM_SD } from '../../../lib/experiments/shrink-effect.ts';
import { assignmentHash, bucketRanges, chooseBucket } from '../../../lib/statistics/assignment-hash.ts';
import { topTwoWeights, withAdditiveFloor } from '../../../lib/statistics/bandit-weights.ts';
import { probabilityBest } from '../../../lib/statistics/probability-best.ts';
import { sampleNormal } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

const request = {
  id: 'e1',
  dimension: 'generator',
  arms: ['a', 'b'],
  startsAt: '2026-11-01T00:00:00Z',
  postsPerDay: 10,
  residualSd: 0.7,
  lift: 0.35,
};
const thompson = planExperiment({ ...request, allocation: { kind: 'thompson' } });
const level = (arm: string, mean: number, sd = 0.2, n = 40): ArmLevel => ({ arm, mean, sd, n });

describe('how posts are shared among the arms', () => {
  it('is written in the plan, with a floor, and is part of its hash', () => {
    expect(planExperiment(request).allocation).toEqual({ kind: 'fixed' });
    expect(thompson.allocation).toEqual({ kind: 'thompson', floor: 0.2 });
    expect(
      planExperiment({ ...request, arms: ['a', 'b', 'c', 'd'], allocation: { kind: 'top-two' } }).allocation,
    ).toEqual({ kind: 'top-two', floor: 0.125 });
    expect(thompson.hash).not.toBe(planExperiment(request).hash);
    for (const floor of [0, 0.01, 0.5, 0.7, Number.NaN]) {
      expect(() => planExperiment({ ...request, allocation: { kind: 'thompson', floor } })).toThrow(
        'the floor of 2 arms must be at least 0.05 and below 0.5',
      );
    }
  });

  it('is as planned until every arm has its least number of posts', () => {
    expect(allocationWeights(thompson, [])).toEqual([0.5, 0.5]);
    expect(allocationWeights(thompson, [level('a', 0), level('b', 1, 0.2, 9)])).toEqual([0.5, 0.5]);
    expect(allocationWeights(planExperiment(request), [level('a', 0), level('b', 1)])).toEqual([0.5, 0.5]);
  });

  it('then follows the probability of being best, or of being among the best two, above the floor', () => {
    const levels = [level('a', -3), level('b', -2.8), level('c', -2.9)];
    // Posterior under N(mean of the arms, .2²) with standard errors of .2: half way to the mean, sd .2 / √2.
    expect(TYPICAL_ARM_SD).toBe(0.2);
    const beliefs = { means: [-0.05, 0.05, 0], sds: [0.2, 0.2, 0.2].map((sd) => sd / Math.SQRT2) };
    const of = (kind: 'thompson' | 'top-two', more = {}) =>
      allocationWeights(
        planExperiment({ ...request, arms: ['a', 'b', 'c'], allocation: { kind, floor: 0.1 }, ...more }),
        levels,
      );
    const near = (got: number[], wanted: number[]) =>
      got.forEach((weight, k) => {
        expect(weight).toBeCloseTo(wanted[k]!, 10);
      });
    near(of('thompson'), withAdditiveFloor(probabilityBest(beliefs), 0.1));
    near(of('top-two'), withAdditiveFloor(topTwoWeights(beliefs), 0.1));
    // Where less is better the order turns round: a and b change places.
    const [a, b, c] = of('thompson');
    near(of('thompson', { primary: { name: 'engagement_rate', better: 'lower' } }), [b!, a!, c!]);
  });

  it('makes the arm a function of experiment, post and weights in force: GrowthBook’s hash, its ranges', () => {
    const weights = [0.23, 0.77];
    let second = 0;
    for (let i = 0; i < 4000; i += 1) {
      const post = { key: `post-${i}`, day: Math.floor(i / 10), slot: i % 10 };
      const got = assignPost(thompson, post, weights)!;
      const hash = assignmentHash({ seed: 'e1', value: post.key, version: 2 })!;
      expect(got.arm).toBe(['a', 'b'][chooseBucket(hash, bucketRanges({ arms: 2, weights }))]);
      expect(got).toMatchObject({ probability: weights[got.arm === 'a' ? 0 : 1], weights });
      if (got.arm === 'b') second += 1;
    }
    // Three standard errors of a share of .77 among 4,000.
    expect(Math.abs(second / 4000 - 0.77)).toBeLessThan(0.02);
    expect(() => assignPost(thompson, { key: 'x', day: 0, slot: 0 }, [1])).toThrow('has 2 arms, got 1 weights');
  });
});

/** A bad first half and a good second one; shares move in between towards b, which is no better than a. */
function driftingRows(seed: string): ExperimentRow[] {
  const random = seededRandom(seed);
  return Array.from({ length: 400 }, (_, i) => {
    const late = i >= 200;
    const ofB = late ? 0.8 : 0.5;
    const arm = random() < ofB ? 'b' : 'a';
    return {
      id: String(i),
      arm,
      armShare: arm === 'b' ? ofB : 1 - ofB,
      reward: -3 + (late ? 0.8 : 0) + 0.4 * sampleNormal(random),
      noise: 0.05,
      weight: 1,
      generator: arm,
      format: 'single',
      hour: '9',
      weekday: 'monday',
      topic: 'one',
      ageDays: (400 - i) / 10,
      readAtHours: 48,
      isHoldout: false,
      assignmentProbability: null,
    };
  });
}

describe('an effect where shares have moved', () => {
  it('is no merit of the time in which an arm got its posts', () => {
    const effects = (plan: typeof thompson) =>
      Array.from({ length: 40 }, (_, i) => analyzeArms(plan, driftingRows(`drift-${i}`)).effects[0]!.effect);
    const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    // The linear trend catches a part of the step; what is left stays with whoever had more of the late posts.
    expect(mean(effects(planExperiment(request)))).toBeGreaterThan(0.02);
    expect(Math.abs(mean(effects(thompson)))).toBeLessThan(0.02);
  });

  it('needs the share that each post was drawn by', () => {
    const rows = driftingRows('none').map((row) => ({ ...row, armShare: null }));
    expect(() => analyzeArms(thompson, rows)).toThrow('post 0 of plan e1 has no stored share');
    const look = (draws?: { arm: number; weights: number[] }[]) =>
      lookAt({
        plan: thompson,
        at: new Date('2026-11-20T00:00:00Z'),
        metrics: { engagement_rate: driftingRows('look') },
        assigned: [[1, 1]],
        ...(draws && { draws }),
      });
    expect(() => look()).toThrow('each of its 2 posts must come with the shares it was drawn by; got none');
    const draws = [0, 1].map((arm) => ({ arm, weights: [0.5, 0.5] }));
    expect(look(draws).weights!.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(look(draws)).toEqual(look(draws));
  });
});
