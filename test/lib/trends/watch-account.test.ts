import { describe, expect, it } from 'vitest';
import type { HistoryPost } from '../../../lib/learning/history.ts';
import { adjustedSeries } from '../../../lib/trends/adjusted-series.ts';
import { watchAccount } from '../../../lib/trends/watch-account.ts';
import { accountHistory, HISTORY_START, type PostPlan } from './account-history.ts';

const DAY_MS = 86_400_000;
const dayAt = (day: number) => new Date(HISTORY_START + day * DAY_MS);
const timeZone = 'UTC';

const atADay = (posts: readonly HistoryPost[]) =>
  posts.map((post) => ({
    postedAt: new Date(post.posted_at),
    topic: post.topic ?? null,
    impressions: post.metrics.at(-1)?.impressions ?? null,
    engagements: post.metrics.at(-1)?.likes ?? null,
  }));
const watch = (days: number, planOf?: (day: number, index: number) => PostPlan, followers: number[] = []) => {
  const posts = accountHistory(days, planOf);
  return watchAccount(
    {
      posts,
      atFixedAge: atADay(posts),
      followers: followers.map((count, day) => ({ collectedAt: dayAt(day + 0.9), followers: count })),
    },
    { now: dayAt(days), timeZone },
  );
};

describe('watching an account', () => {
  it('finds nothing where nothing turned', () => {
    expect(watch(60)).toMatchObject({ alerts: [], rising: [], visibility: { alert: null }, changedAt: null });
  });

  it('sees that reach moved to another level, and about when', () => {
    const { alerts, changedAt } = watch(60, (day) => ({ reach: day >= 40 ? 0.4 : 1 }));
    const shift = alerts.find(({ kind }) => kind === 'level_shift');
    expect(shift).toMatchObject({ series: 'reach', direction: 'down' });
    expect(Math.abs(Date.parse(changedAt!) - dayAt(40).getTime())).toBeLessThanOrEqual(2 * DAY_MS);
    expect(Date.parse(shift!.timestamp)).toBeGreaterThan(dayAt(40).getTime());
    expect(shift!.value / shift!.expected).toBeLessThan(0.6);
  });

  it('takes a new habit for what it is: threads that do better are no shift of the account', () => {
    const habit = (day: number, index: number) => ({ thread: day >= 40 ? index % 3 !== 0 : index % 3 === 0 });
    expect(watch(60, habit).alerts.filter(({ kind }) => kind === 'level_shift')).toEqual([]);
    const { points } = adjustedSeries(accountHistory(60, habit), {
      now: dayAt(60),
      timeZone,
      objective: 'engagement_rate',
    });
    const mean = (from: number, to: number) =>
      points.slice(from, to).reduce((sum, { value }) => sum + value, 0) / (to - from);
    expect(mean(40, 58) / mean(0, 40)).toBeCloseTo(1, 1);
  });

  it('names a topic that rises', () => {
    const { rising } = watch(60, (day, index) => {
      const topic = ['sleep', 'focus', 'strength'][index % 3]!;
      return { topic, rate: topic === 'sleep' && day >= 53 ? 2.5 : 1 };
    });
    expect(rising.map(({ topic }) => topic)).toEqual(['sleep']);
    expect(rising[0]!.lift).toBeGreaterThan(0.8);
  });

  describe('of several topics', () => {
    const TOPICS = ['sleep', 'focus', 'strength'];
    const topical = (plan: (day: number, topic: string) => PostPlan) => (day: number, index: number) => {
      const topic = TOPICS[index % 3]!;
      return { topic, ...plan(day, topic) };
    };

    it('sees that one moved to another level, and dates it', () => {
      const { alerts } = watch(
        75,
        topical((day, topic) => ({ rate: topic === 'focus' && day >= 50 ? 0.4 : 1 })),
      );
      const shifts = alerts.filter(({ kind, series }) => kind === 'level_shift' && series.startsWith('topic'));
      expect(shifts.map(({ series, direction }) => [series, direction])).toEqual([['topic focus', 'down']]);
      expect(Math.abs(Date.parse(shifts[0]!.since) - dayAt(50).getTime())).toBeLessThanOrEqual(3 * DAY_MS);
    });

    it('blames none for what happens to the whole account', () => {
      const { alerts } = watch(
        75,
        topical((day) => ({ rate: day >= 50 ? 0.4 : 1 })),
      );
      expect(alerts.some(({ series, kind }) => series === 'engagement' && kind === 'level_shift')).toBe(true);
      expect(alerts.filter(({ series }) => series.startsWith('topic'))).toEqual([]);
    });

    it('finds nothing where nothing turned', () => {
      const told = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
        const posts = accountHistory(
          90,
          topical(() => ({})),
          { seed },
        );
        const account = { posts, atFixedAge: atADay(posts), followers: [] };
        return watchAccount(account, { now: dayAt(90), timeZone }).alerts.filter(({ series }) =>
          series.startsWith('topic'),
        ).length;
      });
      // Eight accounts, three topics, three months each: six years of a topic.
      expect(told.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(1);
    });
  });

  it('sees followers leave', () => {
    const followers = Array.from({ length: 60 }, (_, day) => 5000 + 10 * day + (day % 3) - (day >= 55 ? 400 : 0));
    const drops = watch(60, undefined, followers).alerts.filter(({ series }) => series === 'followers');
    expect(drops.map(({ kind, timestamp }) => [kind, timestamp.slice(0, 10)])).toEqual([['drop', '2026-10-26']]);
  });

  it('says nothing that depends on what comes after', () => {
    const posts = accountHistory(60, (day) => ({ reach: day >= 40 ? 0.4 : 1 }));
    const known = { posts, atFixedAge: atADay(posts), followers: [] };
    const early = watchAccount(known, { now: dayAt(38), timeZone });
    const without = accountHistory(38, undefined, { until: dayAt(38).getTime() });
    const honest = watchAccount(
      { posts: without, atFixedAge: atADay(without), followers: [] },
      { now: dayAt(38), timeZone },
    );
    expect(early.alerts).toEqual(honest.alerts);
    expect(early.changedAt).toBeNull();
  });

  it('has no series where too little is known', () => {
    expect(adjustedSeries(accountHistory(2), { now: dayAt(2), timeZone, objective: 'reach' }).points).toEqual([]);
    expect(adjustedSeries([], { now: dayAt(2), timeZone, objective: 'reach' }).points).toEqual([]);
    expect(() => adjustedSeries([], { now: 'soon', timeZone, objective: 'reach' })).toThrow(
      /now must be a time, got soon/,
    );
  });
});
