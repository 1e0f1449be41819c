import { describe, expect, it } from 'vitest';
import { FIXED_AGES_HOURS, postsDue } from '../../../lib/learning/reading-ladder.ts';

const HOUR_MS = 3_600_000;
const TICK_MS = HOUR_MS / 6;

/** Simulates scrapes every ten minutes over `days`, with posts evenly spread; returns each post's reading ages in hours. */
function simulate(options: {
  days: number;
  postsPerDay: number;
  limit: number;
}): { postedAt: number; ages: number[] }[] {
  const posts: { postedAt: Date; lastReadAt: Date | null; ages: number[] }[] = [];
  const gap = (24 * HOUR_MS) / options.postsPerDay;
  for (let now = 0; now < options.days * 24 * HOUR_MS; now += TICK_MS) {
    while (posts.length * gap + 60_000 <= now)
      posts.push({ postedAt: new Date(posts.length * gap + 60_000), lastReadAt: null, ages: [] });
    const due = postsDue(posts, { now: new Date(now), limit: options.limit });
    expect(due.length).toBeLessThanOrEqual(options.limit);
    for (const post of due) {
      post.lastReadAt = new Date(now);
      post.ages.push((now - post.postedAt.getTime()) / HOUR_MS);
    }
  }
  return posts.map(({ postedAt, ages }) => ({ postedAt: postedAt.getTime(), ages }));
}

describe('the reading ladder', () => {
  it('reads every post within ten minutes of each fixed age up to a day, at ten posts a day and twenty a run', () => {
    const days = 12;
    for (const { postedAt, ages } of simulate({ days, postsPerDay: 10, limit: 20 })) {
      for (const fixed of FIXED_AGES_HOURS.filter((age) => age <= 24)) {
        if (postedAt / HOUR_MS + fixed + 1 > days * 24) continue;
        const nearest = Math.min(...ages.map((age) => Math.abs(age - fixed)));
        expect(nearest, `age ${fixed} of the post at ${postedAt}`).toBeLessThanOrEqual(1 / 6 + 1e-9);
      }
    }
  });

  it('starves no post at two hundred a day', () => {
    const days = 9;
    const ended = simulate({ days, postsPerDay: 200, limit: 20 }).filter(
      ({ postedAt }) => postedAt < (days - 8) * 24 * HOUR_MS,
    );
    for (const { ages } of ended) {
      expect(ages.length).toBeGreaterThanOrEqual(8);
      for (const fixed of FIXED_AGES_HOURS)
        expect(Math.min(...ages.map((age) => Math.abs(age - fixed)))).toBeLessThan(0.2);
    }
  });

  it('reads a settled post far less often than a flat cadence, and stops', () => {
    const [first] = simulate({ days: 12, postsPerDay: 1, limit: 20 });
    expect(first?.ages.length).toBeLessThan(90);
    expect(Math.max(...(first?.ages ?? []))).toBeLessThan(216);
  });

  it('reads a post that was never read, however old', () => {
    const post = { postedAt: new Date('2020-01-01'), lastReadAt: null };
    expect(postsDue([post], { now: new Date('2026-11-22'), limit: 20 })).toEqual([post]);
  });

  it('gives the same order whatever the order of its input', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    const posts = Array.from({ length: 40 }, (_, i) => ({
      postedAt: new Date(now.getTime() - (i + 1) * 1.7 * HOUR_MS),
      lastReadAt: i % 3 === 0 ? null : new Date(now.getTime() - (i % 7) * 0.9 * HOUR_MS),
    }));
    const due = postsDue(posts, { now, limit: 20 });
    expect(postsDue(posts.toReversed(), { now, limit: 20 })).toEqual(due);
  });
});
