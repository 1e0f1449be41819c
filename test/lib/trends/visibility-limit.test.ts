import { describe, expect, test } from 'vitest';
import { detectVisibilityLimit } from '../../../lib/trends/visibility-limit.ts';
import { createNoise } from '../../support/noise.ts';

const DAY_MS = 86_400_000;
const now = Date.UTC(2026, 10, 22);

/** Five posts a day for 31 days; the last three days get their own reach factor and posting rate. */
function account({ factor = 1, postsPerDay = 5, seed = 1 } = {}) {
  const noise = createNoise(seed);
  return Array.from({ length: 31 }, (_, day) => day).flatMap((day) => {
    const recent = day >= 28;
    return Array.from({ length: recent ? postsPerDay : 5 }, (_, slot) => ({
      timestamp: now - (31 - day) * DAY_MS + (slot + 0.5) * (DAY_MS / 6),
      impressions: Math.round(1000 * Math.exp(0.6 * noise.normal()) * (recent ? factor : 1)),
    }));
  });
}

describe('a possible visibility limit', () => {
  test('is raised when reach falls to a fifth while posting goes on, with its evidence and without claiming proof', () => {
    const { alert } = detectVisibilityLimit(account({ factor: 0.2 }), { now });
    expect(alert).toMatchObject({ kind: 'visibility_limit', direction: 'down', severity: 'critical' });
    expect(alert!.evidence.reachRatio).toBeGreaterThan(0.1);
    expect(alert!.evidence.reachRatio).toBeLessThan(0.35);
    expect(alert!.evidence.recentPosts).toBe(15);
    expect(alert!.evidence.postingRatio).toBeCloseTo(1, 1);
    expect(alert!.message).toMatch(/This is no proof/);
  });

  test('is not raised on ordinary days, in a hundred accounts', () => {
    const raised = Array.from({ length: 100 }, (_, seed) => detectVisibilityLimit(account({ seed }), { now }));
    expect(raised.filter((verdict) => verdict.alert !== null)).toHaveLength(0);
  });

  test('is not raised when posting stopped too', () => {
    expect(detectVisibilityLimit(account({ factor: 0.1, postsPerDay: 2 }), { now })).toEqual({
      alert: null,
      reason: 'posting fell too, to 40% of its rate',
    });
  });

  test('unknown reach is not zero reach', () => {
    const posts = account().map((post) => (post.timestamp > now - 3 * DAY_MS ? { ...post, impressions: null } : post));
    expect(detectVisibilityLimit(posts, { now }).reason).toBe(
      'too few posts with known reach: 0 recent (5 needed), 140 before (15 needed)',
    );
  });

  test('posts after now do not count', () => {
    const posts = account({ factor: 0.2 });
    const early = { now: now - 3 * DAY_MS };
    expect(detectVisibilityLimit(posts, early)).toEqual(
      detectVisibilityLimit(
        posts.filter((post) => post.timestamp <= early.now),
        early,
      ),
    );
  });

  test('names what is wrong', () => {
    expect(() => detectVisibilityLimit([], { now: 'soon' })).toThrow(/now must be a time, got soon/);
    expect(() => detectVisibilityLimit([], { now, recentDays: 0 })).toThrow(/recentDays must be positive, got 0/);
  });
});
