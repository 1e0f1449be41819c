import { describe, expect, it } from 'vitest';
import { abstentionsOf } from '../../../lib/optimizing/abstentions.ts';
import type { Effect } from '../../../lib/optimizing/analysis.ts';

const effect = (level: string, value: number, probabilityBest: number, n = 10): Effect => ({
  dimension: 'generator',
  level,
  effect: value,
  lift: Math.expm1(value),
  interval: [-1, 1],
  probabilityBest,
  n,
});
/** Three levels at 0.3, 0.1 and -0.4, each with variance 0.02 and covariance 0.005 with the others. */
const contrasts = {
  levels: ['a', 'b', 'c'],
  n: [10, 10, 10],
  means: Float64Array.of(0.1, 0.3, -0.4),
  covariance: Float64Array.of(0.02, 0.005, 0.005, 0.005, 0.02, 0.005, 0.005, 0.005, 0.02),
};
const leading = [effect('a', 0.1, 0.12), effect('b', 0.3, 0.87), effect('c', -0.4, 0.01)];
const abstain = (more: Partial<Parameters<typeof abstentionsOf>[0]> = {}) =>
  abstentionsOf({ dimension: 'generator', contrasts, effects: leading, posts: 100, ...more });

describe('what Hone declines to say', () => {
  it('names the leader, how sure it is, and the posts that an answer takes', () => {
    // 1.645² × (0.02 + 0.02 − 2 × 0.005) / 0.2² = 2.029: of a hundred posts 103 more.
    expect(abstain()).toEqual([
      {
        dimension: 'generator',
        question: 'Which generator is best?',
        reason: 'Not enough data: b leads and is best with 87% probability after 100 posts; an answer needs 95%.',
        leading: { level: 'b', probability: 0.87 },
        morePosts: 103,
      },
    ]);
    expect(abstain({ posts: 10 })[0]?.morePosts).toBe(11);
  });

  it('says that leaders are too close where an answer would take twenty times the posts', () => {
    const means = (gap: number) => ({ ...contrasts, means: Float64Array.of(0.3 - gap, 0.3, -0.4) });
    // 2.7055 × 0.03 / 20 is the square of 0.0637.
    expect(abstain({ contrasts: means(0.064) })[0]?.morePosts).toBe(1882);
    const [close] = abstain({ contrasts: means(0.063) });
    expect(close).toMatchObject({ morePosts: null });
    expect(close?.reason).toBe(
      'Not enough data: b leads and is best with 87% probability after 100 posts; an answer needs 95%. ' +
        'The two that lead are too close for a forecast of how many posts it takes.',
    );
    expect(abstain({ contrasts: means(0) })[0]?.morePosts).toBeNull();
  });

  it('asks for one post at least', () => {
    expect(abstain({ contrasts: { ...contrasts, means: Float64Array.of(-0.9, 0.3, -0.4) } })[0]?.morePosts).toBe(1);
  });

  it('is nothing once one level is best for 95%', () => {
    expect(abstain({ effects: [effect('a', 0, 0.05), effect('b', 1, 0.95)] })).toEqual([]);
    expect(abstain({ effects: [effect('a', 0, 0.06), effect('b', 1, 0.94)] })).toHaveLength(1);
    // It is the leader that must be sure, not the surest.
    expect(abstain({ effects: [effect('a', 0, 0.97), effect('b', 1, 0.03)] })).toHaveLength(1);
  });

  it('says that there is nothing to compare', () => {
    const nothing = { dimension: 'format', question: 'Which format is best?', leading: null, morePosts: null };
    expect(abstain({ dimension: 'format', effects: [effect('a', 0, 0.5, 2), effect('b', 0, 0.5, 1)] })).toEqual([
      { ...nothing, reason: 'Only a has been tried at least twice; there is nothing to compare it with.' },
    ]);
    expect(abstain({ dimension: 'format', effects: [effect('a', 0, 1, 1)] })).toEqual([
      { ...nothing, reason: 'Fewer than two levels have two posts that can be learned from.' },
    ]);
    expect(abstain({ dimension: 'hour', effects: [] })[0]?.question).toBe('Which hour is best?');
    expect(abstain({ effects: [effect('a', 0, 0.5, 2), effect('b', 0, 0.5, 2)] })[0]?.leading).not.toBeNull();
  });
});
