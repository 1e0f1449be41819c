import { describe, expect, it } from 'vitest';
import type { HistoryMetrics } from '../../../lib/learning/history.ts';
import { postFigures } from '../../../lib/report/post-figures.ts';
import { weekFigures } from '../../../lib/report/week.ts';

const HOUR = 3_600_000;
const now = new Date('2026-11-22T12:00:00Z');
const ago = (hours: number) => new Date(now.getTime() - hours * HOUR);

/** A post made `ageHours` ago, with readings at ages of its own. */
function post(ageHours: number, readings: readonly [atHours: number, impressions: number, likes: number][]) {
  const metrics: HistoryMetrics[] = readings.map(([atHours, impressions, likes]) => ({
    collected_at: ago(ageHours - atHours),
    impressions,
    likes,
  }));
  return postFigures({ tweet_id: '1', posted_at: ago(ageHours), metrics }, now);
}

describe('weekFigures', () => {
  it('compares weeks at 24 hours of age, not as last read', () => {
    const thisWeek = [
      post(30, [[24, 100, 5]]),
      post(48, [
        [24, 100, 7],
        [48, 100, 9],
      ]),
      post(2, [[1, 10, 10]]),
    ];
    const weekBefore = [
      post(200, [
        [24, 200, 8],
        [190, 200, 80],
      ]),
      post(220, [[24, 200, 8]]),
    ];
    expect(weekFigures([...thisWeek, ...weekBefore], [], now)).toMatchObject({
      posts: 3,
      postsBefore: 2,
      engagementRate: 12 / 200,
      engagementRateBefore: 16 / 400,
    });
  });

  it('does not compare when readings at that age are missing', () => {
    const posts = [post(2, [[1, 10, 1]]), post(200, [[190, 100, 9]])];
    expect(weekFigures(posts, [], now)).toMatchObject({ engagementRate: 0.1, engagementRateBefore: null });
  });

  it('counts posts that were read, and says nothing of an empty week', () => {
    expect(weekFigures([post(5, []), post(6, [[1, 0, 0]])], [], now)).toMatchObject({
      posts: 2,
      read: 1,
      engagementRate: null,
    });
    expect(weekFigures([], [], now)).toEqual({
      posts: 0,
      postsBefore: 0,
      read: 0,
      engagementRate: null,
      engagementRateBefore: null,
      followers: null,
      followerChange: null,
    });
  });

  it('counts lost followers as lost, and knows no change without a reading a week ago', () => {
    const readings = [
      { at: ago(170), followers: 120 },
      { at: ago(200), followers: 500 },
      { at: ago(3), followers: null },
      { at: ago(1), followers: 100 },
    ];
    expect(weekFigures([], readings, now)).toMatchObject({ followers: 100, followerChange: -20 });
    expect(weekFigures([], readings.slice(3), now)).toMatchObject({ followers: 100, followerChange: null });
  });
});
