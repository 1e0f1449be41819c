import { describe, expect, it } from 'vitest';
import type { HistoryMetrics, HistoryPost } from '../../../lib/learning/history.ts';
import type { AnalyzeOptions } from '../../../lib/optimizing/analyze-history.ts';
import { analyzeHistory } from '../../../lib/optimizing/analyze-history.ts';
import { sampleBinomial } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

const now = new Date('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;

function post(i: number, overrides: Partial<HistoryPost> = {}, metrics: Partial<HistoryMetrics> = {}): HistoryPost {
  const postedAt = now.getTime() - (30 + i * 7) * HOUR;
  return {
    tweet_id: String(i),
    posted_at: new Date(postedAt).toISOString(),
    generator_name: i % 2 === 0 ? 'a' : 'b',
    decision_type: i % 3 === 0 ? 'thread' : 'single',
    metrics: [{ collected_at: new Date(postedAt + 24 * HOUR), impressions: 400 + i, likes: 12, ...metrics }],
    ...overrides,
  };
}

const many = (n: number, make: (i: number) => HistoryPost) => Array.from({ length: n }, (_, i) => make(i));

/** Runs the analysis and checks what must always hold. */
function analyse(posts: readonly HistoryPost[], options: Partial<AnalyzeOptions> = {}) {
  const analysis = analyzeHistory(posts, { now, ...options });
  const finite = (value: unknown): void => {
    if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
    else if (value && typeof value === 'object') Object.values(value).forEach(finite);
  };
  finite(analysis);
  for (const weights of [analysis.policy.generators, analysis.policy.formats, analysis.policy.hours]) {
    expect(Object.values(weights).reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 9);
  }
  return analysis;
}

describe('small and odd histories never crash and never claim', () => {
  const random = seededRandom('odd');
  const cases: [string, HistoryPost[]][] = [
    ['no post', []],
    ['one post', many(1, (i) => post(i))],
    ['two posts', many(2, (i) => post(i))],
    ['three posts, one far better', [post(0), post(1), post(2, {}, { likes: 300 })]],
    ['one generator', many(40, (i) => post(i, { generator_name: 'only' }))],
    ['no generator at all', many(40, (i) => post(i, { generator_name: null }))],
    ['all zeros', many(60, (i) => post(i, {}, { impressions: 0, likes: 0 }))],
    ['no engagement', many(60, (i) => post(i, {}, { likes: 0 }))],
    ['identical posts', many(60, (i) => post(i, {}, { impressions: 400 }))],
    [
      'one viral post of a million views',
      many(60, (i) => post(i, {}, i === 20 ? { impressions: 1_000_000, likes: 90_000 } : {})),
    ],
    [
      'all posts in one hour',
      many(60, (i) => post(i, { posted_at: new Date(now.getTime() - 30 * HOUR - i * 50_000).toISOString() })),
    ],
    [
      'missing impressions',
      many(60, (i) => post(i, {}, { impressions: null, likes: sampleBinomial(random, 400, 0.03) })),
    ],
    ['more engagements than impressions', many(60, (i) => post(i, {}, { impressions: 3, likes: 40 }))],
    ['every post a topic of its own', many(60, (i) => post(i, { topic: `t${i}` }))],
    ['every post a generator of its own', many(60, (i) => post(i, { generator_name: `g${i}` }))],
    ['noise', many(120, (i) => post(i, {}, { likes: sampleBinomial(random, 400, 0.03) }))],
  ];
  it.each(cases)('%s', (_, posts) => {
    expect(analyse(posts).findings).toEqual([]);
  });

  it('change no policy where there is nothing to learn from, however uneven the prior', () => {
    const unread = many(40, (i) => post(i, { metrics: [] }));
    const policy = {
      generators: { a: 0.7, b: 0.3 },
      formats: { single: 1, thread: 0 },
      hours: { 6: 0.1, 9: 0.5, 12: 0.4 },
    };
    const analysis = analyse(unread, { policy, settings: { hours: [6, 9, 12] } });
    expect(analysis.posts.used).toBe(0);
    expect(analysis.optimizations).toEqual([]);
    expect(analysis.policy).toEqual(policy);
  });

  it('extreme counts', () => {
    expect(analyse(many(60, (i) => post(i, {}, { impressions: 1e15, likes: 1e15 * (i % 2) }))).posts.used).toBe(60);
  });
});

describe('records that cannot be used', () => {
  it('are counted under their reason and leave the rest alone', () => {
    const good = many(30, (i) => post(i));
    const bad = [
      { ...post(100), tweet_id: '' },
      { ...post(101), posted_at: 'yesterday' },
      { ...post(102), posted_at: '2027-01-01T00:00:00Z' },
      { ...post(103), metrics: [] },
      post(104, {}, { impressions: -5, likes: Number.NaN }),
      post(105, {}, { collected_at: '2027-01-01T00:00:00Z' }),
    ];
    const analysis = analyse([...bad, ...good]);
    expect(analysis.posts).toEqual({
      total: 36,
      used: 30,
      leftOut: {
        'no post id': 1,
        'unreadable time of posting': 1,
        'posted in the future': 1,
        'no usable metrics': 3,
      },
    });
    expect(analysis.effects).toEqual(analyse(good).effects);
  });
});

describe('the wall clock', () => {
  it('survives both changes of daylight saving', () => {
    for (const [end, zone] of [
      ['2026-03-29T12:00:00Z', 'Europe/Berlin'],
      ['2026-11-01T18:00:00Z', 'America/New_York'],
    ] as const) {
      const at = new Date(end);
      const posts = many(72, (i) => ({
        ...post(i),
        posted_at: new Date(at.getTime() - (30 + i) * HOUR).toISOString(),
        metrics: [{ collected_at: new Date(at.getTime() - i * HOUR), impressions: 400, likes: 10 + (i % 3) }],
      }));
      const analysis = analyse(posts, { now: at, timeZone: zone });
      expect(analysis.posts.used).toBe(72);
      expect(Object.keys(analysis.policy.hours)).toHaveLength(24);
    }
  });
});

describe('what cannot be asked', () => {
  const posts = many(10, (i) => post(i));
  it.each<[string, Partial<AnalyzeOptions>]>([
    ['timeZone must be an IANA name such as Europe/Berlin or UTC, got "Nowhere"', { timeZone: 'Nowhere' }],
    ['now must be an ISO time or a Date, got later', { now: 'later' }],
    ['halfLifeDays must be a number from 1 to 3650, got 0', { settings: { halfLifeDays: 0 } }],
    [
      'locks.forbiddenHours must be whole numbers from 0 to 23, got 24',
      { settings: { locks: { forbiddenHours: [24] } } },
    ],
    ['look must be one of scheduled, interim, got "often"', { settings: { look: 'often' as 'interim' } }],
    [
      'locks.weights.generators must name a candidate (a, b), got "c"',
      { settings: { locks: { weights: { generators: { c: 0.5 } } } } },
    ],
    [
      'policy.generators.a must be a weight of 0 or more, got -1',
      { policy: { generators: { a: -1 }, formats: {}, hours: {} } },
    ],
  ])('%s', (message, options) => {
    expect(() => analyzeHistory(posts, { now, ...options })).toThrow(message);
  });
});

describe('locks and limits', () => {
  const random = seededRandom('locks');
  const posts = many(120, (i) => post(i, {}, { likes: sampleBinomial(random, 400, i % 2 === 0 ? 0.08 : 0.02) }));

  it('pins keep their weight and forbidden hours get none', () => {
    const { policy } = analyse(posts, {
      settings: { locks: { weights: { generators: { b: 0.4 } }, forbiddenHours: [6, 7] } },
    });
    expect(policy.generators).toEqual({ a: expect.closeTo(0.6, 12), b: 0.4 });
    expect(policy.hours['6']).toBeUndefined();
  });

  it('the weights move at most a quarter a day, and by the share of the day that has passed', () => {
    const policy = { generators: { a: 0.1, b: 0.9 }, formats: { single: 0.5, thread: 0.5 }, hours: { '12': 1 } };
    expect(analyse(posts, { policy }).policy.generators.a).toBeCloseTo(0.35, 9);
    expect(analyse(posts, { policy, settings: { policyAgeHours: 4 } }).policy.generators.a).toBeCloseTo(
      0.1 + 0.25 / 6,
      9,
    );
  });

  it('floors never take more than a fifth of a dimension', () => {
    const { policy } = analyse(posts, {
      settings: { hours: Array.from({ length: 24 }, (_, h) => h), maxDailyChange: 1 },
    });
    expect(Math.min(...Object.values(policy.hours))).toBeCloseTo(0.2 / 24, 3);
  });
});
