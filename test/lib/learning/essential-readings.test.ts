import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestPosts } from '../../../lib/content/best-posts.ts';
import { essentialReadings } from '../../../lib/learning/essential-readings.ts';
import { attributeFollowers } from '../../../lib/learning/follower-attribution.ts';
import type { HistoryMetrics, HistoryPost } from '../../../lib/learning/history.ts';
import { learningRows } from '../../../lib/learning/learning-rows.ts';
import { fitMaturityCurve } from '../../../lib/learning/maturity-curve.ts';
import { normaliseHistory } from '../../../lib/learning/normalise-history.ts';
import { outcomesAtAges } from '../../../lib/learning/outcome-at-age.ts';
import { OBJECTIVES } from '../../../lib/learning/reward.ts';
import { toMilliseconds } from '../../../lib/learning/snapshot.ts';
import { analyzeHistory } from '../../../lib/optimizing/analyze-history.ts';
import { postFigures } from '../../../lib/report/post-figures.ts';
import { adjustedSeries } from '../../../lib/trends/adjusted-series.ts';
import { createNoise } from '../../support/noise.ts';

const NOW = Date.parse('2026-11-22T03:00:00Z');
const HOUR = 3_600_000;
const timeZone = 'Europe/Berlin';

/** Readings fall before, at and after the ages at which something is decided, and anywhere. */
const ages = fc.oneof(
  fc.double({ min: 0, max: 400, noNaN: true }),
  fc.double({ min: 0, max: 8, noNaN: true }),
  fc
    .tuple(fc.constantFrom(0.7, 1, 2.8, 6, 16.8, 24, 72, 84, 168, 176.4), fc.constantFrom(0.97, 0.99, 1, 1.01, 1.03))
    .map(([age, ratio]) => age * ratio),
  fc.constantFrom(0, 0.25),
);
const count = fc.oneof(
  { weight: 5, arbitrary: fc.nat(60) },
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom(undefined, -1, Number.NaN) },
);
const readings = fc.array(
  fc.record({
    ageHours: ages,
    impressions: count,
    likes: count,
    retweets: count,
    replies: count,
    quotes: count,
    bookmarks: count,
    engagements: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: count }),
    new_follows: fc.oneof(fc.constant(null), fc.integer({ min: -5, max: 9 })),
  }),
  { maxLength: 30, size: 'max' },
);
const histories = fc.array(
  fc.record({ postedHoursAgo: fc.integer({ min: 0, max: 600 }), readings, holdout: fc.boolean() }),
  {
    minLength: 1,
    maxLength: 12,
    size: 'max',
  },
);

function historyOf(posts: typeof histories extends fc.Arbitrary<infer T> ? T : never): HistoryPost[] {
  return posts.map(({ postedHoursAgo, readings, holdout }, i) => {
    const posted = NOW - postedHoursAgo * HOUR;
    const metrics = readings
      .filter(({ ageHours }) => ageHours <= postedHoursAgo)
      .map(({ ageHours, ...counts }) => ({ collected_at: new Date(posted + ageHours * HOUR), ...counts }));
    return {
      tweet_id: String(1000 + i),
      posted_at: new Date(posted),
      generator_name: `generator ${i % 3}`,
      decision_type: i % 2 === 0 ? 'single' : 'thread',
      topic: `topic ${i % 2}`,
      content: `what was posted as number ${i} of all these`,
      is_holdout: holdout,
      metrics: metrics as HistoryMetrics[],
    };
  });
}

const narrowed = (posts: readonly HistoryPost[]): HistoryPost[] =>
  posts.map((post) => ({
    ...post,
    metrics: essentialReadings({ postedAtMs: toMilliseconds(post.posted_at), metrics: post.metrics }),
  }));

/** Everything that is made of an account's readings. */
function learned(history: readonly HistoryPost[]) {
  const now = new Date(NOW);
  const { posts, leftOut } = normaliseHistory(history, NOW);
  const curve = fitMaturityCurve(posts);
  const followers = Array.from({ length: 20 }, (_, day) => ({
    collectedAtMs: NOW - day * 24 * HOUR,
    followers: 900 - day * 7 + (day % 3),
  }));
  const weights = { like: 1, reply: 3, repost: 2, quote: 2, bookmark: 0.5, follow: 4 };
  return {
    posts: posts.map(({ snapshots: _, ...post }) => post),
    leftOut,
    curve,
    rows: OBJECTIVES.map((objective) =>
      learningRows({ posts, curve, nowMs: NOW, timeZone, objective, weights, halfLifeDays: 30 }),
    ),
    outcomes: history.map(({ posted_at: postedAt, metrics: snapshots }) =>
      outcomesAtAges({ postedAt, snapshots, now, curve }),
    ),
    followers: attributeFollowers({ posts, readings: followers, growth: curve.engagements }),
    figures: history.map((post) => ({ ...postFigures(post, now), post: null })),
    best: bestPosts(history, { format: 'single', now, count: 3 }),
  };
}

/** A month of an account that is read two hundred times a post. */
function watchedClosely(posts: number): HistoryPost[] {
  const noise = createNoise(11);
  return Array.from({ length: posts }, (_, i) => {
    const ageHours = 1 + (i * 700) / posts;
    const posted = NOW - ageHours * HOUR;
    const final = 400 * Math.exp(0.4 * noise.normal());
    const metrics = Array.from({ length: 200 }, (_, s) => {
      const age = ageHours * ((s + 1) / 200) ** 3;
      const seen = 1 - Math.exp(-((age / 5) ** 0.7));
      return {
        collected_at: new Date(posted + age * HOUR),
        impressions: Math.round(final * 20 * seen),
        likes: Math.round(final * (0.8 + 0.1 * (i % 3)) * seen),
        replies: s % 9 === 0 ? null : Math.round((final / 9) * seen),
      };
    });
    return {
      tweet_id: String(5000 + i),
      posted_at: new Date(posted),
      generator_name: `generator ${i % 3}`,
      decision_type: i % 2 === 0 ? 'single' : 'thread',
      content: `what was posted as number ${i} of all these`,
      metrics,
    };
  });
}

describe('the readings that everything learned rests on', () => {
  it('make the same curve, rows of every objective, outcomes, followers, figures and examples as all readings', () => {
    fc.assert(
      fc.property(histories, (posts) => {
        const history = historyOf(posts);
        expect(learned(narrowed(history))).toEqual(learned(history));
      }),
      { numRuns: 60 },
    );
  });

  it('make the same curve and outcomes of any one post', () => {
    fc.assert(
      fc.property(readings, fc.boolean(), (readings, holdout) => {
        const [post] = historyOf([{ postedHoursAgo: 400, readings, holdout }]);
        const of = (history: HistoryPost[]) => {
          const curve = fitMaturityCurve(normaliseHistory(history, NOW).posts);
          const [{ posted_at: postedAt, metrics: snapshots }] = history as [HistoryPost];
          return [curve, outcomesAtAges({ postedAt, snapshots, now: new Date(NOW), curve })];
        };
        expect(of(narrowed([post!]))).toEqual(of([post!]));
      }),
      { numRuns: 2_000 },
    );
  });

  it('make the same analysis, whatever the objective, and the same daily series', () => {
    const history = watchedClosely(90);
    const few = narrowed(history);
    for (const objective of OBJECTIVES) {
      const options = { now: new Date(NOW), timeZone, settings: { objective } };
      expect(analyzeHistory(few, options)).toEqual(analyzeHistory(history, options));
    }
    const options = { now: NOW, timeZone, objective: 'engagement_rate' } as const;
    const series = adjustedSeries(history, options);
    expect(series.points.length).toBeGreaterThan(10);
    expect(adjustedSeries(few, options)).toEqual(series);
  });

  it('are themselves all essential: choosing twice is choosing once', () => {
    fc.assert(
      fc.property(histories, (posts) => {
        const once = narrowed(historyOf(posts));
        expect(narrowed(once)).toEqual(once);
      }),
      { numRuns: 50 },
    );
  });

  it('are some twenty of two hundred', () => {
    const sizes = narrowed(watchedClosely(60)).map(({ metrics }) => metrics.length);
    expect(Math.max(...sizes)).toBeLessThan(30);
  });

  it('are none where nothing was read', () => {
    expect(essentialReadings({ postedAtMs: NOW, metrics: [] })).toEqual([]);
    const before = { collected_at: new Date(NOW - HOUR), likes: 3 };
    expect(essentialReadings({ postedAtMs: NOW, metrics: [before] })).toEqual([]);
  });
});
