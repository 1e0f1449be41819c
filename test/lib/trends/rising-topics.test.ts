import { describe, expect, test } from 'vitest';
import { risingTopics } from '../../../lib/trends/rising-topics.ts';
import { createNoise } from '../../support/noise.ts';

const DAY_MS = 86_400_000;
const now = Date.UTC(2026, 10, 22);
const topics = ['ai', 'sport', 'music', 'food'];

/** Eight posts a day over 63 days on four topics; `lift` multiplies what the last week's posts of a topic get. */
function account(lift: (topic: string) => number, seed = 1) {
  const noise = createNoise(seed);
  return Array.from({ length: 63 * 8 }, (_, i) => {
    const timestamp = now - 63 * DAY_MS + (i + 0.5) * (DAY_MS / 8);
    const topic = topics[i % 4]!;
    const factor = timestamp > now - 7 * DAY_MS ? lift(topic) : 1;
    return { timestamp, topic, engagements: Math.round(60 * Math.exp(0.7 * noise.normal()) * factor) };
  });
}

describe('rising topics', () => {
  test('names the topic whose engagement doubled, with an interval around the truth', () => {
    const rising = risingTopics(
      account((topic) => (topic === 'ai' ? 2 : 1)),
      { now },
    );
    expect(rising.map(({ topic }) => topic)).toEqual(['ai']);
    expect(rising[0]!.interval[0]).toBeLessThan(1);
    expect(rising[0]!.interval[1]).toBeGreaterThan(1);
    expect(rising[0]).toMatchObject({ recentPosts: 14, earlierPosts: 112 });
  });

  test('names nobody when the whole account rises', () => {
    const named = Array.from(
      { length: 20 },
      (_, seed) =>
        risingTopics(
          account(() => 3, seed),
          { now },
        ).length,
    );
    expect(named.filter((count) => count > 0).length).toBeLessThanOrEqual(3);
  });

  test('posting more about a topic is not rising', () => {
    const posts = account(() => 1);
    const more = posts.filter((post) => post.topic === 'ai' && post.timestamp > now - 7 * DAY_MS);
    expect(risingTopics([...posts, ...more, ...more], { now })).toEqual([]);
  });

  test('stays silent with little data, unknown counts or broken times', () => {
    expect(risingTopics([], { now })).toEqual([]);
    expect(risingTopics(account(() => 9).slice(-3), { now })).toEqual([]);
    expect(risingTopics([{ timestamp: 'never', topic: 'ai', engagements: null }], { now })).toEqual([]);
    expect(() => risingTopics([], { now: Number.NaN })).toThrow(/now must be a time/);
  });
});
