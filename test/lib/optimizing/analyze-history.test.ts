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
