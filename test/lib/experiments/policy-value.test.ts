import { describe, expect, it } from 'vitest';
import { type ChosenPost, policyValue } from '../../../lib/experiments/policy-value.ts';
import { sampleNormal } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

const LOGGED = { story: 0.7, question: 0.3 };
const MEANS: Record<string, number> = { story: 1, question: 2 };

/** Posts drawn as LOGGED says, with rewards around MEANS. */
function posts(count: number, seed: string | number): ChosenPost[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const level = random() < LOGGED.story ? 'story' : 'question';
    return { level, probability: LOGGED[level], reward: MEANS[level]! + sampleNormal(random) };
  });
}

describe('the value of another policy', () => {
  it('is found without having been tried: the interval covers the truth as often as it says', () => {
    const wanted = { story: 0.2, question: 0.8 };
    const covered = Array.from({ length: 200 }, (_, i) => policyValue(posts(300, i), wanted)).filter(
      ({ interval: [low, high] }) => low <= 1.8 && high >= 1.8,
    );
    // 95% of 200, give or take three standard errors (.046).
    expect(covered.length / 200).toBeGreaterThan(0.95 - 0.046);
    const { value, ips, selfNormalised, effectiveSampleSize, n } = policyValue(posts(20_000, 'many'), wanted);
    for (const estimate of [value, ips, selfNormalised]) expect(Math.abs(estimate - 1.8)).toBeLessThan(0.05);
    // (Σ p²/q)⁻¹ of the log: 1 / (.04 / .7 + .64 / .3).
    expect(effectiveSampleSize / n).toBeCloseTo(1 / (0.04 / 0.7 + 0.64 / 0.3), 2);
  });

  it('is the mean reward where the policy is the one that was logged', () => {
    const log = posts(500, 'same');
    const { value, effectiveSampleSize } = policyValue(log, LOGGED);
    expect(Math.abs(value - 1.3)).toBeLessThan(0.15);
    expect(effectiveSampleSize).toBeCloseTo(500, 9);
  });

  it.each<[string, ChosenPost[], Record<string, number>, string]>([
    [
      'posts whose probability nobody stored',
      [...posts(100, 1), { level: 'story', probability: null, reward: 1 }],
      LOGGED,
      'a post has no stored probability',
    ],
    ['a level that was never tried', posts(100, 2), { thread: 1 }, 'thread was never tried'],
    ['no posts', [], { story: 1 }, 'story was never tried'],
    ['too few posts', posts(20, 3), LOGGED, '20 posts are worth only 20.0 under this policy; at least 30 are needed'],
    [
      'a few posts that carry it all',
      [...posts(900, 4), ...Array.from({ length: 35 }, () => ({ level: 'rare', probability: 0.01, reward: 1 }))],
      { rare: 1 },
      'at least 47 are needed',
    ],
  ])('is refused for %s', (_, log, policy, message) => {
    expect(() => policyValue(log, policy)).toThrow(
      expect.objectContaining({ code: 'not_enough_data', message: expect.stringContaining(message) }),
    );
  });

  it.each([{ story: 0.7 }, { story: 1.2, question: -0.2 }, { story: Number.NaN }])(
    'is refused for weights %o',
    (policy) => {
      expect(() => policyValue(posts(100, 5), policy)).toThrow("the policy's weights must be 0 or more and sum to 1");
    },
  );
});
