import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backtest } from '../../../lib/forecasting/backtest.ts';
import type { HistoryPost } from '../../../lib/learning/history.ts';
import { createNoise } from '../../support/noise.ts';

const HOUR_MS = 3_600_000;
const start = Date.UTC(2026, 0, 1);

/** Six posts a day: threads double engagement, links halve it; read at the given ages. */
function account(posts: number, { seed = 1, ages = [1, 6, 24, 72, 168] } = {}): HistoryPost[] {
  const noise = createNoise(seed);
  return Array.from({ length: posts }, (_, i) => {
    const posted = start + i * 4 * HOUR_MS;
    const thread = noise.uniform() < 0.5;
    const link = noise.uniform() < 0.5;
    const final = 200 * Math.exp(0.4 * noise.normal()) * (thread ? 2 : 1) * (link ? 0.5 : 1);
    return {
      tweet_id: String(1000 + i),
      posted_at: new Date(posted).toISOString(),
      author: 'someone',
      decision_type: thread ? 'thread' : 'single',
      content: link ? 'Read this https://example.com' : 'Just a thought',
      metrics: ages.map((age) => ({
        collected_at: new Date(posted + age * HOUR_MS).toISOString(),
        engagements: Math.round(final * (1 - Math.exp(-((age / 6) ** 0.7)))),
      })),
    };
  });
}

describe('walking forward', () => {
  test('features that matter beat the recent level, and intervals hold', () => {
    const { summary, records } = backtest(account(600));
    expect(records).toHaveLength(120);
    expect(summary!.mae).toBeLessThan(0.75 * summary!.baselines.recentLevel!.mae);
    expect(summary!.spearman).toBeGreaterThan(0.6);
    expect(summary!.coverage).toBeGreaterThan(0.7);
    expect(summary!.coverage).toBeLessThan(0.9);
  });

  test('early counts beat the features, later ones more so', () => {
    const errors = [undefined, 1, 6].map(
      (earlyHours) => backtest(account(300), earlyHours === undefined ? {} : { earlyHours }).summary!.mae,
    );
    expect(errors[1]).toBeLessThan(errors[0]!);
    expect(errors[2]).toBeLessThan(errors[1]! + 0.01);
  });

  test.each([undefined, 6])(
    'nothing read after the moment of a forecast can influence it (early hours: %s)',
    (earlyHours) => {
      const posts = account(90);
      const options = earlyHours === undefined ? { train: 0.7 } : { train: 0.7, earlyHours };
      const before = backtest(posts, options).records;
      fc.assert(
        fc.property(fc.integer({ min: 0, max: before.length - 1 }), fc.integer({ min: 0, max: 9 }), (index, factor) => {
          const id = before[index]!.tweet_id;
          const post = posts.find((candidate) => candidate.tweet_id === id)!;
          const now = Date.parse(String(post.posted_at)) + (earlyHours ?? 0) * HOUR_MS;
          const perturbed = posts.map((other) => ({
            ...other,
            metrics: other.metrics.map((reading) =>
              Date.parse(String(reading.collected_at)) > now
                ? { ...reading, engagements: reading.engagements! * factor + 7 }
                : reading,
            ),
          }));
          const { predicted, lower, upper } = backtest(perturbed, options).records.find(
            (record) => record.tweet_id === id,
          )!;
          expect({ predicted, lower, upper }).toEqual({
            predicted: before[index]!.predicted,
            lower: before[index]!.lower,
            upper: before[index]!.upper,
          });
        }),
        { numRuns: 4 },
      );
    },
  );

  test('where features say nothing, it says that it knows no more than the recent level', () => {
    const noise = createNoise(3);
    const posts = account(400).map((post) => ({
      ...post,
      metrics: post.metrics
        .slice(-1)
        .map((reading) => ({ ...reading, engagements: Math.round(100 * Math.exp(noise.normal())) })),
    }));
    const { summary } = backtest(posts);
    expect(summary!.abstained).toBeGreaterThan(0.5);
    expect(summary!.mae).toBeLessThan(1.03 * summary!.baselines.recentLevel!.mae);
  });

  test('a history that was collected in one go is taken as read a day after each post, and says so', () => {
    const once = account(100).map((post) => ({
      ...post,
      metrics: [{ ...post.metrics.at(-1)!, collected_at: '2027-01-01T00:00:00Z' }],
    }));
    expect(backtest(once).summary).toMatchObject({ availability: 'assumed', n: 20 });
    expect(backtest(account(100)).summary).toMatchObject({ availability: 'as_read' });
  });
});

describe('bad input', () => {
  test('order and duplicates do not matter', () => {
    const posts = account(120);
    expect(backtest([...posts.toReversed(), ...posts.slice(5, 9)]).records).toEqual(backtest(posts).records);
  });

  test('broken records are counted and left out', () => {
    const posts = account(120);
    posts[3] = { ...posts[3]!, posted_at: 'yesterday' };
    posts[4] = { ...posts[4]!, metrics: [] };
    posts[5] = { ...posts[5]!, metrics: [{ collected_at: 'later', engagements: Number.NaN }] };
    expect(backtest(posts).summary!.ignored).toMatchObject({ badTime: 1, noReading: 2 });
  });

  test('too little gives a reason', () => {
    expect(backtest([])).toMatchObject({ records: [], summary: null, reason: /none is left to test on/ });
    expect(backtest(account(3)).reason).toMatch(/too little is known: 2 posts to learn from/);
  });

  test('a constant account is forecast as it is', () => {
    const posts = account(100).map((post) => ({
      ...post,
      metrics: post.metrics.map((reading) => ({ ...reading, engagements: 9 })),
    }));
    const { summary } = backtest(posts);
    expect(summary!.mae).toBeLessThan(0.05);
    expect(summary!.r2).toBeNull();
  });

  test('settings that make no sense are refused by name', () => {
    expect(() => backtest([], { train: 1 })).toThrow(/train must lie between 0 and 1, got 1/);
    expect(() => backtest([], { earlyHours: 0 })).toThrow(/earlyHours must be positive, got 0/);
  });
});
