import { describe, expect, it } from 'vitest';
import { accountVariance } from '../../../lib/experiments/account-variance.ts';
import { analyzePosts } from '../../../lib/experiments/analyze-posts.ts';
import type { ExperimentRow } from '../../../lib/experiments/experiment-design.ts';
import { planExperiment } from '../../../lib/experiments/plan.ts';
import { sampleNormal, shuffled } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

const plan = planExperiment({
  id: 'e1',
  dimension: 'generator',
  arms: ['a', 'b'],
  startsAt: '2026-11-01T00:00:00Z',
  postsPerDay: 10,
  residualSd: 0.7,
  lift: 0.35,
});
const HOURS = ['7', '10', '13', '18'];
const TOPICS = [-0.8, -0.2, 0.3, 0.9];

/** Posts with strong topics and hours, an effect of b, and normal noise of .4; `before` of them without an arm. */
function rows(input: { count: number; effect?: number; before?: number; seed?: string | number }): ExperimentRow[] {
  const { count, effect = 0, before = 0, seed = 1 } = input;
  const random = seededRandom(seed);
  return Array.from({ length: before + count }, (_, i) => {
    const arm = i < before ? null : i % 2 === 0 ? 'a' : 'b';
    const [hour, topic] = [Math.floor(random() * HOURS.length), Math.floor(random() * TOPICS.length)];
    const reward = -3 + TOPICS[topic]! + 0.3 * hour + (arm === 'b' ? effect : 0) + 0.4 * sampleNormal(random);
    return {
      id: String(i),
      arm,
      reward,
      noise: 0.05,
      weight: 1,
      generator: arm ?? 'a',
      format: 'single',
      hour: HOURS[hour]!,
      weekday: 'monday',
      topic: `t${topic}`,
      ageDays: (before + count - i) / 10,
      readAtHours: 48,
      isHoldout: false,
      assignmentProbability: 0.5,
    };
  });
}

describe('the effect of an arm, post by post', () => {
  it('is found beside topics and hours that matter more', () => {
    const [effect] = analyzePosts(plan, rows({ count: 300, effect: 0.3 }));
    expect(Math.abs(effect!.effect - 0.3)).toBeLessThan(3 * effect!.standardError);
    // Noise of .4 in two halves of 300 gives .046; what topics and hours explain is not part of it.
    expect(effect!.standardError).toBeGreaterThan(0.04);
    expect(effect!.standardError).toBeLessThan(0.06);
    expect(effect!.lift).toBeCloseTo(Math.expm1(effect!.effect), 12);
    expect(effect!.interval[0]).toBeLessThan(effect!.lift);
    expect(effect!.shrunkLift).toBeLessThan(effect!.lift);
    expect(effect).toMatchObject({ arm: 'b', n: 150, controlN: 150 });
    expect(effect!.pValue).toBeGreaterThan(effect!.fixedPValue);
  });

  it('has standard errors that are true', () => {
    const z = Array.from({ length: 60 }, (_, i) => {
      const [effect] = analyzePosts(plan, rows({ count: 80, seed: `null-${i}` }));
      return effect!.effect / effect!.standardError;
    });
    const spread = Math.sqrt(z.reduce((sum, one) => sum + one * one, 0) / z.length);
    // Of 60 draws the spread itself is known to a tenth; three of them either way.
    expect(spread).toBeGreaterThan(0.7);
    expect(spread).toBeLessThan(1.3);
  });

  it('is sharper with a pre-period that teaches the covariates', () => {
    const error = (before: number) =>
      Math.sqrt(
        [1, 2, 3, 4, 5, 6]
          .map((seed) => analyzePosts(plan, rows({ count: 40, before, seed }))[0]!.standardError ** 2)
          .reduce((sum, one) => sum + one, 0),
      );
    expect(error(200)).toBeLessThan(error(0));
  });

  it('does not depend on the order of posts', () => {
    const posts = rows({ count: 60, effect: 0.2 });
    const [one] = analyzePosts(plan, posts);
    const [two] = analyzePosts(plan, shuffled(seededRandom(3), posts));
    expect(two!.effect).toBeCloseTo(one!.effect, 6);
    expect(two!.pValue).toBeCloseTo(one!.pValue, 6);
  });

  it('is not stated while an arm has fewer than two posts', () => {
    expect(analyzePosts(plan, rows({ count: 3, before: 50 }))).toEqual([]);
    expect(analyzePosts(plan, rows({ count: 0, before: 50 }))).toEqual([]);
    expect(analyzePosts(plan, [])).toEqual([]);
  });

  it('claims nothing where nothing varies', () => {
    const still = rows({ count: 60 }).map((row) => ({ ...row, reward: -3 }));
    const [effect] = analyzePosts(plan, still);
    expect(effect!.effect).toBeCloseTo(0, 3);
    expect(effect!.pValue).toBe(1);
  });

  it('refuses posts of an arm that was never planned', () => {
    const [first, ...rest] = rows({ count: 20 });
    expect(() => analyzePosts(plan, [{ ...first!, arm: 'z' }, ...rest])).toThrow(
      'post 0 has arm z, which is not in plan e1: a, b',
    );
  });
});

describe("an account's own variance", () => {
  it('is what is left beside topics and hours', () => {
    const posts = rows({ count: 0, before: 300 });
    const { residualSd, postsPerDay } = accountVariance(posts, 'generator');
    expect(residualSd).toBeGreaterThan(0.37);
    expect(residualSd).toBeLessThan(0.47);
    expect(postsPerDay).toBeCloseTo(10, 0);
  });

  it('is not guessed from a handful of posts', () => {
    expect(() => accountVariance(rows({ count: 0, before: 29 }), 'format')).toThrow(
      expect.objectContaining({ code: 'not_enough_data', message: expect.stringContaining('29 posts') }),
    );
  });
});
