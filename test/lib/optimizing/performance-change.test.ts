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

  it('counts a post to the week that it began in, and the first moment of a week to it', () => {
    expect(performanceChanges([daysAgo(0, 1, 1), daysAgo(6.99, 1, 1), daysAgo(7, 1, 1)], now)).toEqual({ posts: 100 });
    expect(performanceChanges([daysAgo(1, 1, 1), daysAgo(13.99, 1, 1), daysAgo(14, 1, 1)], now)).toEqual({ posts: 0 });
    expect(performanceChanges([daysAgo(-0.1, 1, 1), daysAgo(8, 1, 1)], now)).toEqual({ posts: -100 });
  });

  it('is a tenth of a percent exact, and falls are negative', () => {
    const posts = [daysAgo(1, 100, 1), daysAgo(2, 100, 3), daysAgo(8, 300, 7), daysAgo(9, 300, 5)];
    expect(performanceChanges(posts, now)).toEqual({
      impressions: -66.7,
      engagements: -66.7,
      engagement_rate: 0,
      posts: 0,
    });
  });

  it('compares with nothing that was zero, and takes no rate of a post without impressions', () => {
    const posts = [daysAgo(1, 0, 5), daysAgo(2, 10, 5), daysAgo(8, 10, 0), daysAgo(9, 10, 0)];
    expect(performanceChanges(posts, now)).toEqual({ impressions: -50, posts: 0 });
    const unrated = [daysAgo(1, 0, 5), daysAgo(2, 10, 5), daysAgo(3, 10, 5), daysAgo(8, 10, 5), daysAgo(9, 20, 5)];
    expect(performanceChanges(unrated, now)).toEqual({
      impressions: -55.6,
      engagements: 0,
      engagement_rate: 33.3,
      posts: 50,
    });
  });

  it('says nothing about an account that has just begun', () => {
    expect(performanceChanges([daysAgo(1, 5, 1)], now)).toEqual({});
    expect(performanceChanges([], now)).toEqual({});
  });
});
