import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryPost } from '../../../lib/learning/history.ts';
import { PRIOR_MATURITY, shareSeen } from '../../../lib/learning/maturity-curve.ts';
import { expectedCurve } from '../../../lib/report/expected-curve.ts';
import { chooseCurves } from '../../../lib/report/post-curves.ts';
import { postFigures } from '../../../lib/report/post-figures.ts';
import { renderReport } from '../../../lib/report/render-report.ts';
import { normalQuantile } from '../../../lib/statistics/normal-distribution.ts';
import { sampleReport } from './sample-report.ts';

const HOUR_MS = 3_600_000;
const NOW = new Date('2026-11-22T10:00:00Z');
const GROWTH = PRIOR_MATURITY.engagements;
const LEVELS = [12, 18, 20, 22, 25, 30, 34, 40, 55, 70];

/** A post every twelve hours that grows as the curve says, to the levels in turn; the last one to `final`. */
function posts(count: number, final: number): HistoryPost[] {
  return Array.from({ length: count }, (_, k) => {
    const postedAt = NOW.getTime() - (count - k) * 12 * HOUR_MS;
    const whole = (k === count - 1 ? final : LEVELS[k % LEVELS.length]!) / shareSeen(GROWTH, 24);
    return {
      tweet_id: String(k),
      posted_at: new Date(postedAt),
      content: `post ${k}`,
      metrics: [1, 6, 11, 24, 48, 168].flatMap((ageHours) => {
        const at = postedAt + ageHours * HOUR_MS;
        const engagements = Math.round(whole * shareSeen(GROWTH, ageHours));
        return at > NOW.getTime() ? [] : [{ collected_at: new Date(at), impressions: 5_000, engagements }];
      }),
    };
  });
}

function chosen(history: readonly HistoryPost[]) {
  const all = history.map((post) => postFigures(post, NOW));
  return chooseCurves({ posts: history, analysis: null, generatedAt: NOW }, all, { newest: 4, outstanding: 2 });
}

describe('the expected curve', () => {
  const curve = expectedCurve(LEVELS, GROWTH)!;

  it('has the median of the earlier posts at 24 hours, and the share of it that the growth curve says before', () => {
    expect(curve(24).middle).toBeCloseTo(Math.sqrt(25.5 * 30.5) - 0.5, 6);
    expect(curve(1).middle / curve(24).middle).toBeCloseTo(shareSeen(GROWTH, 1) / shareSeen(GROWTH, 24), 6);
  });

  it('has a band that holds the middle, never below zero, wider by ratio while a post is young', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 168, noNaN: true }), (ageHours) => {
        const { low, middle, high } = curve(ageHours);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(middle);
        expect(high).toBeGreaterThanOrEqual(middle);
      }),
    );
    const width = (ageHours: number) => (curve(ageHours).high + 0.5) / (curve(ageHours).low + 0.5);
    expect(width(1)).toBeGreaterThan(width(24));
  });

  it('holds eight of ten posts of an account whose levels are log-normal', () => {
    const levels = Array.from({ length: 200 }, (_, k) => 25 * Math.exp(0.6 * normalQuantile((k + 0.5) / 200)));
    const { low, high } = expectedCurve(levels, GROWTH)!(24);
    expect(levels.filter((level) => level >= low && level <= high).length / 200).toBeCloseTo(0.8, 1);
  });

  it('says nothing from fewer than eight posts', () => {
    expect(expectedCurve(LEVELS.slice(0, 7), GROWTH)).toBeNull();
  });
});

describe('curves of posts', () => {
  it('call a post what its newest reading is: above, within or below the band', () => {
    expect(chosen(posts(40, 400)).newest[0]!.verdict).toBe('above');
    expect(chosen(posts(40, 28)).newest[0]!.verdict).toBe('within');
    expect(chosen(posts(40, 0)).newest[0]!.verdict).toBe('below');
  });

  it('expect nothing of the first posts, and compare each with what came before it only', () => {
    const { newest } = chosen(posts(5, 28));
    expect(newest.map(({ expected, verdict }) => [expected, verdict])).toEqual(newest.map(() => [null, 'unknown']));
  });

  it('are of the newest posts that were read twice, and of those that stood out most', () => {
    const history = posts(40, 28);
    history[20] = { ...history[20]!, metrics: history[20]!.metrics.map((one) => ({ ...one, engagements: 3_000 })) };
    history[38] = { ...history[38]!, metrics: history[38]!.metrics.slice(0, 1) };
    const { newest, outstanding } = chosen(history);
    expect(newest.map(({ figures }) => figures.post.tweet_id)).toEqual(['39', '37', '36', '35']);
    expect(outstanding[0]!.figures.post.tweet_id).toBe('20');
    expect(outstanding).toHaveLength(2);
  });

  it('are shown with words for who does not see them, and a table', () => {
    const page = renderReport(sampleReport({ posts: posts(40, 400), generatedAt: NOW, analysis: null }));
    expect(page).toMatch(/role="img" aria-label="\d+ engagements at 11 h: more than expected \(\d+ to \d+\)"/);
    expect(page).toContain('<summary>These posts in numbers</summary>');
    expect(page.match(/class="growth"/g)!.length).toBeLessThanOrEqual(12);
  });

  it('say so where nothing was read twice', () => {
    const once = posts(40, 28).map((post) => ({ ...post, metrics: post.metrics.slice(0, 1) }));
    expect(renderReport(sampleReport({ posts: once }))).toContain('No post was read twice yet');
  });
});
