import { describe, expect, it } from 'vitest';
import type { LearningRow } from '../../../lib/learning/learning-rows.ts';
import { guardrailVerdict } from '../../../lib/optimizing/guardrail.ts';
import { postsToDetect, realisedLift } from '../../../lib/optimizing/realised-lift.ts';
import { sampleStudentT } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

/** `days` of ten posts, one in five held out, acting changing the log reward by `effect`. */
function experience(seed: string, input: { days: number; effect: number }): LearningRow[] {
  const random = seededRandom(seed);
  return Array.from({ length: input.days * 10 }, (_, i) => {
    const isHoldout = random() < 0.2;
    return {
      id: String(i),
      reward: -3.5 + (isHoldout ? 0 : input.effect) + 0.4 * sampleStudentT(random, 4),
      noise: 0.08,
      weight: 1,
      generator: 'g',
      format: 'single',
      hour: '9',
      weekday: ['Monday', 'Tuesday', 'Wednesday'][Math.floor(i / 10) % 3]!,
      topic: random() < 0.5 ? 'a' : 'b',
      ageDays: input.days - i / 10,
      readAtHours: 48,
      isHoldout,
      assignmentProbability: null,
    };
  });
}

const verdictOn = (rows: LearningRow[], days: number) =>
  guardrailVerdict({ realised: realisedLift({ rows, sinceAgeDays: days }), newestReadingHours: 1 });

describe('a planted harm', () => {
  it('is rolled back within the posts that the power calculation promises', () => {
    const promised = postsToDetect({ logEffect: -0.6 - Math.log(0.98), errorSd: 0.7, holdoutShare: 0.2 })!;
    expect(promised).toBeLessThan(400);
    const days = Math.ceil(promised / 10) + 5;
    const { verdict, reasons } = verdictOn(experience('harm', { days, effect: -0.6 }), days);
    expect(verdict).toBe('rollback');
    expect(reasons[0]).toContain('worse than the holdout');
  });
});

describe('an improvement', () => {
  it('is kept and measured', () => {
    const rows = experience('better', { days: 56, effect: 0.5 });
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
      realisedLift({ rows: experience('few', { days: 1, effect: -2 }).filter((r) => !r.isHoldout), sinceAgeDays: 9 }),
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
    expect(() => postsToDetect({ logEffect: 0, errorSd: 1, holdoutShare: 0.1 })).toThrow(
      'logEffect must be different from 0, got 0',
    );
  });
});
