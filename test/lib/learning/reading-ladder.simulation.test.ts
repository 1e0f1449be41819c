import { describe, expect, it } from 'vitest';
import { FIXED_AGES_HOURS, postsDue } from '../../../lib/learning/reading-ladder.ts';
import { createNoise } from '../../support/noise.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TICK_MS = HOUR_MS / 6;
const SHORT_AGES = FIXED_AGES_HOURS.filter((age) => age <= 24);
const START = Date.parse('2026-11-01T00:00:00Z');

interface SimulatedPost {
  postedAt: Date;
  lastReadAt: Date | null;
  /** Ages in hours at which it was read. */
  ages: number[];
  /** A page never shows it. */
  isHidden?: boolean;
}

const postAt = (ms: number): SimulatedPost => ({ postedAt: new Date(START + ms), lastReadAt: null, ages: [] });
const evenly = (postsPerDay: number, days: number) =>
  Array.from({ length: postsPerDay * days }, (_, i) => postAt((i * DAY_MS) / postsPerDay + 60_000));

/** Runs every ten minutes, each up to a minute early or late; a run knows the posts that were out, and reads what is due. */
function simulate(
  posts: readonly SimulatedPost[],
  options: { days: number; limit?: number },
): readonly SimulatedPost[] {
  const { days, limit = 20 } = options;
  const noise = createNoise(7);
  for (let tick = 1; tick * TICK_MS < days * DAY_MS; tick++) {
    const now = new Date(START + tick * TICK_MS + (noise.uniform() - 0.5) * 120_000);
    const out = posts.filter(({ postedAt }) => postedAt <= now);
    const due = postsDue(out, { now, limit });
    expect(due.length).toBeLessThanOrEqual(limit);
    for (const post of due) {
      if (post.isHidden) continue;
      post.lastReadAt = now;
      post.ages.push((now.getTime() - post.postedAt.getTime()) / HOUR_MS);
    }
  }
  return posts;
}

/** How far from each fixed age the nearest reading was at worst, hours, over posts that had passed it. */
function worst(posts: readonly SimulatedPost[], options: { days: number; fixedAges: readonly number[] }): number {
  const end = START + options.days * DAY_MS;
  const misses = posts
    .filter(({ isHidden }) => !isHidden)
    .flatMap(({ postedAt, ages }) =>
      options.fixedAges
        .filter((fixed) => postedAt.getTime() >= START && postedAt.getTime() + (fixed + 1) * HOUR_MS < end)
        .map((fixed) => Math.min(...ages.map((age) => Math.abs(age - fixed)))),
    );
  expect(misses.length).toBeGreaterThan(0);
  return Math.max(...misses);
}

const TEN_MINUTES = 1 / 6 + 1e-9;

describe('the reading ladder over days and weeks', () => {
  it('reads every post within ten minutes of each fixed age, at ten posts a day and twenty a run', () => {
    const days = 12;
    const posts = simulate(evenly(10, days), { days });
    expect(worst(posts, { days, fixedAges: FIXED_AGES_HOURS })).toBeLessThanOrEqual(TEN_MINUTES);
  });

  it('keeps the fixed ages, and starves no post, at two hundred posts a day', () => {
    const days = 10;
    const posts = simulate(evenly(200, days), { days });
    expect(worst(posts, { days, fixedAges: FIXED_AGES_HOURS })).toBeLessThanOrEqual(TEN_MINUTES);
    const ended = posts.filter(({ postedAt }) => postedAt.getTime() < START + DAY_MS);
    for (const { ages } of ended) {
      expect(ages.length).toBeGreaterThanOrEqual(8);
      const gaps = ages.slice(1).map((age, i) => age - (ages[i] as number));
      // The longest way from one fixed age to the next.
      expect(Math.max(...gaps)).toBeLessThan(168 - 72 + 1);
    }
  });

  it('misses a fixed age by half an hour at most when two hundred posts come in bursts of twenty', () => {
    const days = 4;
    const hours = [6, 8, 10, 12, 13, 15, 17, 19, 21, 23];
    const posts = Array.from({ length: days }, (_, day) =>
      hours.flatMap((hour) => Array.from({ length: 20 }, (_, i) => postAt(day * DAY_MS + hour * HOUR_MS + i * 7_000))),
    ).flat();
    simulate(posts, { days });
    expect(worst(posts, { days, fixedAges: SHORT_AGES })).toBeLessThanOrEqual(0.5);
  });

  it('keeps the fixed ages while six hundred imported posts wait for their first reading, and reads those too', () => {
    const days = 3;
    const imported = Array.from({ length: 600 }, (_, i) => postAt(-DAY_MS - i * 0.3 * HOUR_MS));
    const own = evenly(10, days);
    simulate([...own, ...imported], { days });
    expect(worst(own, { days, fixedAges: SHORT_AGES })).toBeLessThanOrEqual(TEN_MINUTES);
    expect(imported.filter(({ ages }) => ages.length === 0)).toEqual([]);
  });

  it('keeps the fixed ages, and reads every other import, when half of the imports can never be read', () => {
    const days = 3;
    const imported = Array.from({ length: 300 }, (_, i) => ({
      ...postAt(-DAY_MS - i * 0.5 * HOUR_MS),
      isHidden: i % 2 === 0,
    }));
    const own = evenly(10, days);
    simulate([...own, ...imported], { days });
    expect(worst(own, { days, fixedAges: SHORT_AGES })).toBeLessThanOrEqual(TEN_MINUTES);
    expect(imported.filter(({ ages, isHidden }) => !isHidden && ages.length === 0)).toEqual([]);
  });

  it('reads a settled post far less often than a flat cadence, and stops', () => {
    const [first] = simulate(evenly(1, 12), { days: 12 });
    expect(first?.ages.length).toBeLessThan(90);
    expect(Math.max(...(first?.ages ?? []))).toBeLessThan(216);
  });
});
