import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRIOR_MATURITY, shareSeen } from '../../../lib/learning/maturity-curve.ts';
import { outcomesAtAges } from '../../../lib/learning/outcome-at-age.ts';

const postedAt = '2026-11-01T00:00:00Z';
const hoursLater = (hours: number) => new Date(Date.parse(postedAt) + hours * 3_600_000);
const reading = (hours: number, impressions: number | null, likes: number | null) => ({
  collected_at: hoursLater(hours),
  impressions,
  likes,
});
const outcomes = (now: number, ...snapshots: ReturnType<typeof reading>[]) =>
  outcomesAtAges({ postedAt, snapshots, now: hoursLater(now), curve: PRIOR_MATURITY });

describe('outcomes at fixed ages', () => {
  it('lie between two readings on straight lines of log counts over log age', () => {
    // Half way between 4 and 9 hours on the log scale are 6 hours: the geometric mean of 100 and 400 views plus one.
    const [six] = outcomes(10, reading(4, 99, 8), reading(9, 399, 15));
    expect(six).toMatchObject({ ageHours: 6, method: 'interpolated', logSd: null, retweets: null });
    expect(six!.impressions).toBeCloseTo(199, 9);
    expect(six!.likes).toBeCloseTo(11, 9);
    expect(six!.engagementRate).toBeCloseTo(11 / 199, 9);
    expect(six!.observedAt).toEqual(hoursLater(9));
  });

  it('are projected with their uncertainty while the post is younger', () => {
    const all = outcomes(6, reading(1, 100, 5), reading(6, 300, 20));
    expect(all.map((o) => [o.ageHours, o.method])).toEqual([
      [1, 'interpolated'],
      [6, 'interpolated'],
      [24, 'projected'],
      [72, 'projected'],
      [168, 'projected'],
    ]);
    const growth = PRIOR_MATURITY.engagements;
    expect(all[2]!.likes).toBeCloseTo((20.5 * shareSeen(growth, 24)) / shareSeen(growth, 6) - 0.5, 9);
    const sds = all.slice(2).map((o) => o.logSd!);
    expect(sds[0]).toBeGreaterThan(0);
    expect(sds).toEqual(sds.toSorted((a, b) => a - b));
  });

  it('are never guessed for an age that passed before the first reading', () => {
    expect(outcomes(200, reading(50, 500, 20), reading(190, 900, 30)).map((o) => o.ageHours)).toEqual([72, 168]);
    expect(outcomes(200, reading(190, 900, 30))).toEqual([]);
  });

  it('ignore readings from the future and from before the post', () => {
    expect(outcomes(2, reading(-1, 50, 5), reading(5, 500, 20))).toEqual([]);
  });

  it('keep null apart from zero', () => {
    const [one] = outcomes(2, reading(0.5, null, 0), reading(2, null, 0));
    expect(one).toMatchObject({ ageHours: 1, impressions: null, likes: 0, engagements: 0, engagementRate: null });
  });

  it('take no false zero for a fact', () => {
    const [six] = outcomes(9, reading(4, 99, 8), reading(6, 199, 0), reading(9, 399, 15));
    expect(six!.likes).toBeCloseTo(11, 9);
  });

  it('do not depend on the order or repetition of readings', () => {
    const snapshots = [
      reading(1, 10, 1),
      reading(3, 40, 3),
      reading(7, 80, 4),
      reading(30, 200, 9),
      reading(75, 260, 10),
    ];
    const truth = outcomes(100, ...snapshots);
    fc.assert(
      fc.property(fc.shuffledSubarray([...snapshots, ...snapshots], { minLength: 10 }), (mixed) => {
        expect(outcomes(100, ...mixed)).toEqual(truth);
      }),
    );
  });

  it('names a time it cannot read', () => {
    expect(() => outcomesAtAges({ postedAt: 'soon', snapshots: [], now: postedAt, curve: PRIOR_MATURITY })).toThrow(
      'postedAt must be an ISO time or a Date, got soon',
    );
  });
});
