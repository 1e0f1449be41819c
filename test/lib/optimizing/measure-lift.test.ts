import { describe, expect, it } from 'vitest';
import type { HistoryPost } from '../../../lib/learning/history.ts';
import { measureLift } from '../../../lib/optimizing/measure-lift.ts';
import { createNoise } from '../../support/noise.ts';

const HOUR_MS = 3_600_000;
const since = new Date('2026-11-01T00:00:00Z');
const now = new Date('2026-11-15T00:00:00Z');

/** Posts every two hours since the policy, one in five held out; acting posts are engaged with at `rate`, held-out ones at 4%. */
function history(rate: number, drawn: (i: number) => Partial<HistoryPost>): HistoryPost[] {
  const noise = createNoise(4);
  return Array.from({ length: 160 }, (_, i) => {
    const holdout = i % 5 === 0;
    const postedAt = new Date(since.getTime() + 2 * i * HOUR_MS);
    const engagements = Math.round(1_000 * (holdout ? 0.04 : rate) * Math.exp(0.3 * noise.normal()));
    const metrics = [{ collected_at: new Date(postedAt.getTime() + 24 * HOUR_MS), impressions: 1_000, engagements }];
    return { tweet_id: `post ${i}`, posted_at: postedAt, metrics, is_holdout: holdout, ...(holdout ? {} : drawn(i)) };
  });
}
const measure = (posts: readonly HistoryPost[], margin = 0.05) =>
  measureLift(posts, { now, timeZone: 'UTC', since, versions: [2, 3], margin, settings: {} });

describe('measureLift', () => {
  it('finds what acting did, better or worse, with the truth inside its interval', () => {
    const better = measure(history(0.08, () => ({ policy_version: 2 })));
    expect(better.verdict).toBe('better');
    expect(better.interval![0]).toBeLessThan(1);
    expect(better.interval![1]).toBeGreaterThan(1);

    const worse = measure(history(0.02, () => ({ policy_version: 3 })));
    expect(worse).toMatchObject({ verdict: 'worse', harm: expect.stringContaining('worse than the holdout') });
    expect(worse.interval![0]).toBeLessThan(-0.5);
    expect(worse.interval![1]).toBeGreaterThan(-0.5);
  });

  it('bears a loss within the margin', () => {
    expect(
      measure(
        history(0.02, () => ({ policy_version: 3 })),
        0.9,
      ),
    ).toMatchObject({ verdict: 'undecided', harm: null });
  });

  it("compares the posts of these versions, and of a plan without a version, and nobody else's", () => {
    const counts = ({ acting, holdout, n }: ReturnType<typeof measure>) => [acting, holdout, n];
    const all = measure(history(0.04, () => ({ policy_version: 2 })));
    // Of 160 posts in 14 days those of the last day are not read yet.
    const read = Array.from({ length: 160 }, (_, i) => i).filter((i) => 2 * i + 24 <= 14 * 24);
    const held = read.filter((i) => i % 5 === 0).length;
    expect(counts(all)).toEqual([read.length - held, held, read.length]);
    expect(counts(measure(history(0.04, () => ({ assignment_probability: 0.1 }))))).toEqual(counts(all));
    expect(measure(history(0.04, () => ({ policy_version: 1 }))).acting).toBe(0);
    expect(measure(history(0.04, () => ({}))).acting).toBe(0);
  });

  it('says nothing while there is nothing to compare', () => {
    expect(measure([])).toEqual({
      lift: null,
      interval: null,
      n: 0,
      acting: 0,
      holdout: 0,
      verdict: 'undecided',
      harm: null,
    });
    expect(measure(history(0.04, () => ({})))).toMatchObject({ lift: null, interval: null, acting: 0 });
  });

  it('counts no post from before the policy, and those of its first moment', () => {
    const posts = history(0.04, () => ({ policy_version: 2 }));
    const early = { ...posts[1]!, tweet_id: 'early', posted_at: new Date(since.getTime() - 1) };
    const metrics = [{ collected_at: new Date(since.getTime() + 24 * HOUR_MS), impressions: 1_000, engagements: 40 }];
    const first = { ...posts[1]!, tweet_id: 'first', posted_at: since, metrics };
    const { acting } = measure(posts);
    expect(measure([...posts, { ...early, metrics }]).acting).toBe(acting);
    expect(measure([...posts, first]).acting).toBe(acting + 1);
  });

  it('has no interval while that is unbounded', () => {
    const posts = history(0.04, () => ({ policy_version: 2 }));
    const lift = measure([0, 5, 10, 1, 2, 3].map((i) => posts[i]!));
    expect(lift).toMatchObject({ interval: null, verdict: 'undecided', harm: null });
    expect(lift.lift).not.toBeNull();
  });
});
