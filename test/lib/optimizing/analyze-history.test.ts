import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HistoryPost } from '../../../lib/learning/history.ts';
import type { Analysis } from '../../../lib/optimizing/analysis.ts';
import { analyzeHistory } from '../../../lib/optimizing/analyze-history.ts';
import { sampleIndex, sampleNormal, sampleStudentT, shuffled } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

const DAY = 86_400_000;
const start = Date.parse('2026-10-01T00:00:00Z');

/** An account whose generator `bright` does better by `effect` on the log-odds scale. */
function account(input: { seed: string; days: number; effect: number }): { posts: HistoryPost[]; now: Date } {
  const random = seededRandom(input.seed);
  const now = new Date(start + input.days * DAY);
  const posts = Array.from({ length: input.days * 8 }, (_, i): HistoryPost => {
    const postedAt = start + Math.floor(i / 8) * DAY + (6 + 2 * (i % 8)) * 3_600_000;
    const generator = ['bright', 'plain', 'third'][sampleIndex(random, [1, 1, 1])]!;
    const logit = -3.5 + (generator === 'bright' ? input.effect : 0) + 0.35 * sampleStudentT(random, 4);
    const impressions = Math.round(400 * Math.exp(0.6 * sampleNormal(random)));
    const rate = 1 / (1 + Math.exp(-logit));
    const readings = [1, 6, 24, 72, 168].filter((hours) => postedAt + hours * 3_600_000 <= now.getTime());
    return {
      tweet_id: String(i),
      posted_at: new Date(postedAt).toISOString(),
      generator_name: generator,
      decision_type: random() < 0.5 ? 'thread' : 'single',
      topic: random() < 0.5 ? 'a' : 'b',
      metrics: readings.map((hours) => {
        const seen = 1 - Math.exp(-((hours / 6) ** 0.7));
        return {
          collected_at: new Date(postedAt + hours * 3_600_000),
          impressions: Math.round(impressions * seen),
          likes: Math.round(impressions * seen * rate),
        };
      }),
    };
  });
  return { posts, now };
}

const sumsToOne = (weights: Record<string, number>) =>
  expect(Object.values(weights).reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 9);

describe('a planted effect', () => {
  const { posts, now } = account({ seed: 'planted effect', days: 28, effect: 0.8 });
  let analysis: Analysis;
  beforeEach(() => {
    analysis = analyzeHistory(posts, { now });
  });

  it('is found, in both strengths, with an interval that covers it', () => {
    const found = analysis.findings.filter((f) => f.level === 'bright');
    expect(found.map((f) => [f.strength, f.direction])).toEqual([
      ['lasting', 'above'],
      ['weekly', 'above'],
    ]);
    // 0.8 for one of three levels is 0.533 above the mean of the three.
    expect(found[0]!.interval[0]).toBeLessThan(Math.expm1(0.533));
    expect(found[0]!.interval[1]).toBeGreaterThan(Math.expm1(0.533));
  });

  it('moves the policy towards the better level, within a quarter a day, and says what that is worth', () => {
    expect(analysis.policy.generators.bright).toBeCloseTo(1 / 3 + 0.25, 9);
    const change = analysis.optimizations.find((o) => o.type === 'generator_weight_adjustment')!;
    expect(change.implemented).toBe(false);
    expect(change.expectedImpact).toBeGreaterThan(10);
    expect(change.expectedImpactInterval[0]).toBeLessThan(change.expectedImpact);
  });

  it('leaves the hour open, and says so', () => {
    const hour = analysis.abstentions.find((a) => a.dimension === 'hour')!;
    expect(hour.leading!.probability).toBeLessThan(0.95);
  });

  it('shows only lasting findings between the scheduled looks', () => {
    const interim = analyzeHistory(posts, { now, settings: { look: 'interim' } });
    expect(new Set(interim.findings.map((f) => f.strength))).toEqual(new Set(['lasting']));
  });
});

describe('laws', () => {
  const { posts, now } = account({ seed: 'laws', days: 6, effect: 0.5 });
  let truth: Analysis;
  beforeEach(() => {
    truth = analyzeHistory(posts, { now });
  });

  it('shuffling posts changes nothing', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(analyzeHistory(shuffled(seededRandom(seed), posts), { now })).toEqual(truth);
      }),
      { numRuns: 5 },
    );
  });

  it('the same readings a hundred times change nothing', () => {
    const first = posts[0]!;
    const repeated = { ...first, metrics: Array.from({ length: 100 }, () => first.metrics).flat() };
    expect(analyzeHistory([repeated, ...posts.slice(1)], { now })).toEqual(truth);
  });

  it('weights sum to one and keep their floor', () => {
    for (const weights of [truth.policy.generators, truth.policy.formats, truth.policy.hours]) {
      sumsToOne(weights);
      for (const weight of Object.values(weights)) expect(weight).toBeGreaterThanOrEqual(0.02 - 1e-12);
    }
  });
});

describe('what an analysis says of itself', () => {
  const { posts, now } = account({ seed: 'itself', days: 20, effect: 0.8 });
  const analyse = (more: Partial<Parameters<typeof analyzeHistory>[1]> = {}) => analyzeHistory(posts, { now, ...more });

  it('is its time, its zone, its objective and the posts it used and left out', () => {
    const old = { ...posts[0]!, tweet_id: 'old', posted_at: '2020-01-01T00:00:00Z' };
    const analysis = analyzeHistory([...posts, old, { ...old, tweet_id: '' }], { now: now.toISOString() });
    expect(analysis).toMatchObject({
      now: '2026-10-21T00:00:00.000Z',
      timeZone: 'UTC',
      objective: { name: 'engagement_rate', scale: 'log-odds' },
      posts: { total: 162, leftOut: { 'no post id': 1, 'older than the memory': 1 } },
    });
    expect(analysis.maturity!.engagements.posts).toBeGreaterThan(50);
    expect(analysis.goals).toBeUndefined();
  });

  it('is the window of the posts it rests on', () => {
    const [found] = analyse().findings;
    // The first post stands at six in the morning, the last that was read at six hours at four in the afternoon.
    expect(found!.window).toEqual({ from: '2026-10-01T06:00:00.000Z', to: '2026-10-20T18:00:00.000Z' });
  });

  it('is an effect for every level that is known, policy dimensions first', () => {
    const { effects } = analyse({ timeZone: 'Asia/Tokyo' });
    const levels = (dimension: string) =>
      effects.filter((effect) => effect.dimension === dimension).map(({ level }) => level);
    expect([...new Set(effects.map(({ dimension }) => dimension))]).toEqual([
      'generator',
      'format',
      'hour',
      'weekday',
      'topic',
    ]);
    expect(levels('generator')).toEqual(['bright', 'plain', 'third']);
    expect(levels('format')).toEqual(['single', 'thread']);
    // Six to twenty UTC are fifteen to five in Tokyo.
    expect(levels('hour')).toEqual(['1', '3', '5', '15', '17', '19', '21', '23']);
    expect(levels('weekday')).toHaveLength(7);
    expect(levels('topic')).toEqual(['a', 'b']);
  });

  it('is a step of the policy that sharpens what is probably best', () => {
    const policy = { generators: { bright: 0.2, plain: 0.4, third: 0.4 }, formats: {}, hours: {} };
    const analysis = analyse({ policy, settings: { maxDailyChange: 1 } });
    const best = (level: string) => analysis.effects.find((effect) => effect.level === level)!.probabilityBest ** 3;
    const total = best('bright') + best('plain') + best('third');
    expect(analysis.policy.generators.plain).toBeCloseTo(0.02 + 0.94 * (best('plain') / total), 9);
    const [change] = analysis.optimizations.filter(({ type }) => type === 'generator_weight_adjustment');
    expect(change).toMatchObject({ from: policy.generators, to: analysis.policy.generators });
  });

  it('is a step of a level that it followed', () => {
    const fallen = posts.map((post) => {
      const isLate = Date.parse(String(post.posted_at)) >= start + 15 * DAY && post.generator_name === 'bright';
      const metrics = post.metrics.map((m) => ({ ...m, likes: isLate ? 0 : (m.likes ?? 0) }));
      return { ...post, metrics };
    });
    const [change] = analyzeHistory(fallen, { now }).changes!;
    expect(change).toMatchObject({ dimension: 'generator', level: 'bright' });
    expect(Math.abs(Date.parse(change!.since) - (start + 15 * DAY))).toBeLessThanOrEqual(2 * DAY);
    expect(change!.step).toBeLessThan(-0.3);
    expect(change!.probability).toBeGreaterThan(0.5);
    expect(change!.probability).toBeLessThanOrEqual(1);
  });

  it('names a weight of the policy that is none', () => {
    for (const [weight, got] of [
      [-1, '-1'],
      [Number.POSITIVE_INFINITY, 'Infinity'],
      ['x', 'x'],
    ] as const) {
      const policy = { generators: {}, formats: {}, hours: { '9': weight as number } };
      expect(() => analyse({ policy })).toThrow(`policy.hours.9 must be a weight of 0 or more, got ${got}`);
    }
    expect(() => analyse({ policy: { generators: { bright: 0 }, formats: {}, hours: {} } })).not.toThrow();
  });
});
