import { describe, expect, it } from 'vitest';
import type { LearningRow } from '../../../lib/learning/learning-rows.ts';
import { guardrailVerdict } from '../../../lib/optimizing/guardrail.ts';
import { postsToDetect, realisedLift } from '../../../lib/optimizing/realised-lift.ts';
import { coefficientRadius } from '../../../lib/statistics/anytime-valid-linear-model.ts';
import { actingAndHoldout } from '../../support/acting-and-holdout.ts';

const verdictOn = (rows: LearningRow[], days: number) =>
  guardrailVerdict({ realised: realisedLift({ rows, sinceAgeDays: days }), newestReadingHours: 1 });

describe('a planted harm', () => {
  it('is rolled back within the posts that the power calculation promises', () => {
    const promised = postsToDetect({ logEffect: -0.6 - Math.log(0.98), errorSd: 0.7, holdoutShare: 0.2 })!;
    expect(promised).toBeLessThan(400);
    const days = Math.ceil(promised / 10) + 5;
    const { verdict, reasons } = verdictOn(actingAndHoldout('harm', { days, effect: -0.6 }), days);
    expect(verdict).toBe('rollback');
    expect(reasons[0]).toContain('worse than the holdout');
  });
});

describe('an improvement', () => {
  it('is kept and measured', () => {
    const rows = actingAndHoldout('better', { days: 56, effect: 0.5 });
    const realised = realisedLift({ rows, sinceAgeDays: 56 })!;
    expect(realised.interval[0]).toBeLessThan(Math.expm1(0.5));
    expect(realised.interval[1]).toBeGreaterThan(Math.expm1(0.5));
    expect(realised.interval[0]).toBeGreaterThan(0);
    expect(verdictOn(rows, 56).verdict).toBe('keep');
  });
});

describe('missing and bad data', () => {
  it('too few posts in either group are no measurement', () => {
    expect(
      realisedLift({
        rows: actingAndHoldout('few', { days: 1, effect: -2 }).filter((r) => !r.isHoldout),
        sinceAgeDays: 9,
      }),
    ).toBeNull();
  });

  it('stale readings, many errors and falling followers each have their own consequence', () => {
    expect(guardrailVerdict({ realised: null, newestReadingHours: 30 })).toEqual({
      verdict: 'freeze',
      reasons: ['The newest reading is 30 hours old; after 24 data are stale.'],
    });
    expect(
      guardrailVerdict({ realised: null, newestReadingHours: 1, errors: { lastDay: 20, usualPerDay: 2 } }).verdict,
    ).toBe('freeze');
    expect(
      guardrailVerdict({ realised: null, newestReadingHours: 1, errors: { lastDay: 3, usualPerDay: 1 } }).verdict,
    ).toBe('keep');
    expect(
      guardrailVerdict({ realised: null, newestReadingHours: 1, followerChangePerDay: [-0.01, -0.005] }).verdict,
    ).toBe('rollback');
  });

  it('names an impossible question', () => {
    const ask = { logEffect: 0.1, errorSd: 1, holdoutShare: 0.1 };
    expect(() => postsToDetect({ ...ask, holdoutShare: 0 })).toThrow('holdoutShare must be inside (0, 1), got 0');
    expect(() => postsToDetect({ ...ask, holdoutShare: 1 })).toThrow('holdoutShare must be inside (0, 1), got 1');
    for (const alpha of [0, 1]) {
      expect(() => realisedLift({ rows: [], sinceAgeDays: 1, alpha })).toThrow(
        `alpha must be inside (0, 1), got ${alpha}`,
      );
    }
    expect(() => postsToDetect({ logEffect: 0, errorSd: 1, holdoutShare: 0.1 })).toThrow(
      'logEffect must be different from 0, got 0',
    );
  });
});

describe('the verdict', () => {
  const realised = (low: number, high: number) => ({
    lift: (low + high) / 2,
    interval: [low, high] as [number, number],
    sequentialP: 0.01,
    n: { acting: 80, holdout: 20 },
  });
  const judge = (more: Partial<Parameters<typeof guardrailVerdict>[0]>) =>
    guardrailVerdict({ realised: null, newestReadingHours: 1, ...more });

  it('is rollback when the whole interval lies beyond the margin', () => {
    expect(judge({ realised: realised(-0.3, -0.1) })).toEqual({
      verdict: 'rollback',
      reasons: ['The policy does worse than the holdout: -20.0% (-30.0% to -10.0%, 80 against 20 posts).'],
    });
    expect(judge({ realised: realised(-0.3, -0.02) }).verdict).toBe('keep');
    expect(judge({ realised: realised(-0.3, -0.021) }).verdict).toBe('rollback');
    expect(judge({ realised: realised(-0.3, -0.1), limits: { lossMargin: 0.1 } })).toEqual({
      verdict: 'keep',
      reasons: [],
    });
    expect(judge({ realised: realised(Number.NEGATIVE_INFINITY, -0.1) }).reasons[0]).toContain(
      'unbounded (unbounded to -10.0%',
    );
  });

  it('is rollback when followers fall for certain', () => {
    expect(judge({ followerChangePerDay: [-0.01, -0.003] })).toEqual({
      verdict: 'rollback',
      reasons: ['Followers fall: -1.0% to -0.3% a day, tolerated are -0.2%.'],
    });
    expect(judge({ followerChangePerDay: [-0.01, -0.002] }).verdict).toBe('keep');
    expect(judge({ followerChangePerDay: [-0.01, 0.001], limits: { followerLossMargin: -0.01 } }).reasons).toEqual([
      'Followers fall: -1.0% to +0.1% a day, tolerated are +1.0%.',
    ]);
    expect(judge({ followerChangePerDay: [-0.01, -0.003], limits: { followerLossMargin: 0 } }).reasons[0]).toContain(
      'tolerated are 0.0%.',
    );
    expect(judge({ followerChangePerDay: null }).verdict).toBe('keep');
  });

  it('is freeze while readings are stale or missing, and says harm first', () => {
    expect(judge({ newestReadingHours: null })).toEqual({
      verdict: 'freeze',
      reasons: ['There is no reading at all.'],
    });
    expect(judge({ newestReadingHours: 24 })).toEqual({ verdict: 'keep', reasons: [] });
    expect(judge({ newestReadingHours: 24.6 }).reasons).toEqual([
      'The newest reading is 25 hours old; after 24 data are stale.',
    ]);
    const both = judge({ newestReadingHours: null, followerChangePerDay: [-0.01, -0.003] });
    expect([both.verdict, both.reasons.length, both.reasons[1]]).toEqual([
      'rollback',
      2,
      'There is no reading at all.',
    ]);
  });

  it('is freeze when errors are more than twice the usual and more than chance', () => {
    expect(judge({ errors: { lastDay: 20, usualPerDay: 2 } }).reasons).toEqual([
      '20 errors in the last day; usual are 2.0.',
    ]);
    // Of Poisson(1 + 1) six or more have 1.7% (ppois(5, 2, lower.tail = FALSE) in R), ten or more 0.005%.
    expect(judge({ errors: { lastDay: 6, usualPerDay: 1 } }).verdict).toBe('keep');
    // ppois(7, 2, FALSE) is 0.0011, ppois(8, 2, FALSE) is 0.0002.
    expect(judge({ errors: { lastDay: 8, usualPerDay: 1 } }).verdict).toBe('keep');
    expect(judge({ errors: { lastDay: 9, usualPerDay: 1 } }).verdict).toBe('freeze');
    // Many errors that are usual: 150 of 100 are rare by chance, and yet less than twice.
    expect(judge({ errors: { lastDay: 200, usualPerDay: 100 } }).verdict).toBe('keep');
    expect(judge({ errors: { lastDay: 201, usualPerDay: 100 } }).verdict).toBe('freeze');
  });
});

describe('realised lift', () => {
  const rows = (seed: string, days = 28) => actingAndHoldout(seed, { days, effect: 0 });

  it('counts posts since the moment only, and needs three on either side', () => {
    const all = rows('since');
    const recent = all.filter(({ ageDays }) => ageDays <= 7);
    const holdout = recent.filter(({ isHoldout }) => isHoldout).length;
    expect(realisedLift({ rows: all, sinceAgeDays: 7 })?.n).toEqual({ acting: recent.length - holdout, holdout });
    const [held, acting] = [all.filter((row) => row.isHoldout), all.filter((row) => !row.isHoldout)];
    expect(realisedLift({ rows: [...held.slice(0, 2), ...acting], sinceAgeDays: 28 })).toBeNull();
    expect(realisedLift({ rows: [...held.slice(0, 3), ...acting], sinceAgeDays: 28 })).not.toBeNull();
    expect(realisedLift({ rows: [...held, ...acting.slice(0, 2)], sinceAgeDays: 28 })).toBeNull();
    expect(realisedLift({ rows: [...held, ...acting.slice(0, 3)], sinceAgeDays: 28 })).not.toBeNull();
  });

  it('is unbounded while there are hardly more posts than coefficients', () => {
    const all = rows('few');
    const few = [...all.filter((row) => row.isHoldout).slice(0, 3), ...all.filter((row) => !row.isHoldout).slice(0, 3)];
    const lift = realisedLift({ rows: few, sinceAgeDays: 28 })!;
    expect(lift.interval).toEqual([-1, Number.POSITIVE_INFINITY]);
    expect(Number.isFinite(lift.lift)).toBe(true);
  });

  it('is wider the surer it must be, and as sure as its p-value', () => {
    const at = (effect: number, alpha?: number) =>
      realisedLift({ rows: actingAndHoldout('p', { days: 28, effect }), sinceAgeDays: 28, ...(alpha && { alpha }) })!;
    const width = ({ interval }: { interval: [number, number] }) => interval[1] - interval[0];
    expect(width(at(0.3, 0.01))).toBeGreaterThan(width(at(0.3)));
    expect(at(0.3, 0.05)).toEqual(at(0.3));
    for (const effect of [0, 0.2, 0.4, 0.8, -0.8]) {
      const { interval, sequentialP } = at(effect);
      expect(sequentialP < 0.05).toBe(interval[0] > 0 || interval[1] < 0);
      expect(sequentialP).toBeLessThanOrEqual(1);
    }
    expect(at(0).sequentialP).toBeGreaterThan(0.2);
    expect(at(0.8).sequentialP).toBeLessThan(1e-4);
  });

  it('does not mistake what weekdays, topics or time do for the policy', () => {
    // Acting posts stand on the good weekday and the good topic more often: nothing is due to acting.
    const confounded = rows('confounded', 56).map((row, i) => {
      const isGood = i % 10 < (row.isHoldout ? 2 : 8);
      return {
        ...row,
        weekday: isGood ? 'Monday' : 'Tuesday',
        topic: isGood ? 'a' : 'b',
        reward: row.reward + (isGood ? 0.8 : 0),
      };
    });
    const { lift } = realisedLift({ rows: confounded, sinceAgeDays: 56 })!;
    expect(Math.abs(lift)).toBeLessThan(0.15);
  });
});

describe('the posts that a detection takes', () => {
  const ask = { logEffect: 0.3, errorSd: 0.7, holdoutShare: 0.2 };

  it('grow with the noise and fall with the effect, whichever its sign', () => {
    const posts = postsToDetect(ask)!;
    expect(postsToDetect({ ...ask, logEffect: -0.3 })).toBe(posts);
    expect(postsToDetect({ ...ask, logEffect: 0.6 })).toBeLessThan(posts / 2);
    expect(postsToDetect({ ...ask, errorSd: 1.4 })).toBeGreaterThan(3 * posts);
    expect(postsToDetect({ ...ask, holdoutShare: 0.8 })).toBe(posts);
    expect(postsToDetect({ ...ask, holdoutShare: 0.5 })).toBeLessThan(posts);
    expect(postsToDetect({ ...ask, alpha: 0.01 })).toBeGreaterThan(posts);
    expect(postsToDetect({ ...ask, alpha: 0.05 })).toBe(posts);
  });

  it('are the fewest after which the interval is short enough', () => {
    const radius = (n: number) => coefficientRadius({ n, df: n - 2, g: 10, alpha: 0.05 }) * (0.7 / Math.sqrt(0.16 * n));
    const posts = postsToDetect(ask)!;
    expect(radius(posts)).toBeLessThanOrEqual(0.3);
    expect(radius(posts - 1)).toBeGreaterThan(0.3);
  });

  it('are none within a hundred thousand for what is next to nothing', () => {
    expect(postsToDetect({ ...ask, logEffect: 0.001 })).toBeNull();
  });
});
