import { describe, expect, it } from 'vitest';
import { performanceChanges } from '../../../lib/optimizing/performance-change.ts';

const now = new Date('2026-11-22T00:00:00Z');
const daysAgo = (days: number, impressions: number | null, engagements: number | null) => ({
  postedAt: new Date(now.getTime() - days * 86_400_000),
  impressions,
  engagements,
});

describe('performanceChanges', () => {
  it('compares the last seven days with the seven before, in percent', () => {
    const posts = [
      daysAgo(1, 200, 6),
      daysAgo(2, 400, 12),
      daysAgo(8, 100, 3),
      daysAgo(9, 300, 9),
      daysAgo(20, 9_999, 9_999),
    ];
    expect(performanceChanges(posts, now)).toEqual({ impressions: 50, engagements: 50, engagement_rate: 0, posts: 0 });
  });

  it('leaves out what is not known on both sides, and never takes unknown for zero', () => {
    const posts = [daysAgo(1, null, 6), daysAgo(2, null, 12), daysAgo(8, 100, 3), daysAgo(9, 300, 9)];
    expect(performanceChanges(posts, now)).toEqual({ engagements: 50, posts: 0 });
  });

  it('says nothing about an account that has just begun', () => {
    expect(performanceChanges([daysAgo(1, 5, 1)], now)).toEqual({});
    expect(performanceChanges([], now)).toEqual({});
  });
});
