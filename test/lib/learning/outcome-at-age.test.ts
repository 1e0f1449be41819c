import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRIOR_MATURITY, shareSeen, shareSensitivity } from '../../../lib/learning/maturity-curve.ts';
import { type Outcome, outcomesAtAges } from '../../../lib/learning/outcome-at-age.ts';

const postedAt = '2026-11-01T00:00:00Z';
const hoursLater = (hours: number) => new Date(Date.parse(postedAt) + hours * 3_600_000);
const reading = (hours: number, impressions: number | null, likes: number | null) => ({
  collected_at: hoursLater(hours),
  impressions,
  likes,
});
const outcomes = (now: number, ...snapshots: ReturnType<typeof reading>[]) =>
  outcomesAtAges({ postedAt, snapshots, now: hoursLater(now), curve: PRIOR_MATURITY });

const atSix = (all: readonly Outcome[]) => all.find(({ ageHours }) => ageHours === 6);

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

  it('name the moment of now that they cannot read', () => {
    expect(() => outcomesAtAges({ postedAt, snapshots: [], now: 'later', curve: PRIOR_MATURITY })).toThrow(
      'now must be an ISO time or a Date, got later',
    );
  });

  it('hold each counter under its own name', () => {
    const counts = {
      impressions: 1000,
      likes: 10,
      retweets: 20,
      replies: 30,
      quotes: 40,
      bookmarks: 50,
      new_follows: 60,
    };
    const [one] = outcomesAtAges({
      postedAt,
      snapshots: [{ collected_at: hoursLater(1), ...counts }],
      now: hoursLater(1),
      curve: PRIOR_MATURITY,
    });
    expect(one).toEqual({
      ageHours: 1,
      method: 'interpolated',
      impressions: 1000,
      likes: 10,
      retweets: 20,
      replies: 30,
      quotes: 40,
      bookmarks: 50,
      engagements: 150,
      engagementRate: 0.15,
      logSd: null,
      followersGained: 60,
      observedAt: hoursLater(1),
    });
  });

  it('take a reading within two in a hundred of the age for one at it', () => {
    const likesAtSix = (...readings: ReturnType<typeof reading>[]) => atSix(outcomes(7, ...readings))?.likes;
    expect(likesAtSix(reading(5, 50, 5), reading(6.11, 199, 11), reading(6.5, 399, 15))).toBe(11);
    expect(atSix(outcomes(7, reading(5.89, 199, 11)))).toMatchObject({ method: 'interpolated', likes: 11 });
    expect(atSix(outcomes(7, reading(5.88, 199, 11)))).toMatchObject({ method: 'projected' });
    const between = likesAtSix(reading(0.9, 1, 1), reading(5.88, 50, 5), reading(6.13, 399, 15))!;
    expect(between).toBeGreaterThan(5);
    expect(between).toBeLessThan(15);
  });

  it('are of a rate only where there are impressions', () => {
    const rate = (impressions: number | null, likes: number | null) =>
      outcomes(1, reading(1, impressions, likes))[0]?.engagementRate;
    expect([rate(0, 3), rate(10, null), rate(10, 0), rate(10, 5)]).toEqual([null, null, 0, 0.5]);
  });

  it('rest on impressions where engagements were never known', () => {
    const all = outcomes(7, reading(1, 100, null), reading(6, 300, null));
    expect(all[1]).toMatchObject({ ageHours: 6, impressions: 300, engagements: null, logSd: null });
    expect(all[2]).toMatchObject({ method: 'projected', engagements: null, logSd: null });
    const { impressions } = PRIOR_MATURITY;
    expect(all[2]!.impressions).toBeCloseTo((300.5 * shareSeen(impressions, 24)) / shareSeen(impressions, 6) - 0.5, 9);
  });

  it('are projected from a quarter of an hour on, never below what was seen', () => {
    expect(outcomes(0.3, reading(0.24, 5, 1))).toEqual([]);
    expect(outcomes(0.3, reading(0.25, 5, 1)).map(({ method }) => method)).toEqual(Array(5).fill('projected'));
    const [one] = outcomes(0.9, reading(0.9, 50, 0));
    expect(one!.likes).toBeGreaterThan(0);
    const old = outcomes(167, reading(160, 1_000_000, 100_000)).at(-1)!;
    expect(old.likes).toBeGreaterThanOrEqual(100_000);
    expect(old.observedAt).toEqual(hoursLater(160));
  });

  it('are as unsure as what is still to come, and as how differently posts grow', () => {
    const growth = PRIOR_MATURITY.engagements;
    const six = atSix(outcomes(3, reading(3, 100, 20)));
    const remaining = 1 - shareSeen(growth, 3) / shareSeen(growth, 6);
    const sensitivity = shareSensitivity(growth, 6) - shareSensitivity(growth, 3);
    expect(six!.logSd).toBeCloseTo(Math.sqrt(remaining / 20.5 + (growth.spread * sensitivity) ** 2), 12);
  });

  it('follow new follows on straight lines where some were lost, and project losses as they are', () => {
    const at = (now: number, ...readings: [number, number][]) =>
      outcomesAtAges({
        postedAt,
        snapshots: readings.map(([hours, new_follows]) => ({ collected_at: hoursLater(hours), likes: 5, new_follows })),
        now: hoursLater(now),
        curve: PRIOR_MATURITY,
      });
    // Half way between 4 and 9 hours on the log scale.
    expect(at(10, [4, -2], [9, 4])[0]).toMatchObject({ ageHours: 6, followersGained: expect.closeTo(1, 9) });
    expect(at(10, [4, 4], [9, -2])[0]).toMatchObject({ followersGained: expect.closeTo(1, 9) });
    expect(at(10, [4, 0], [9, 8])[0]!.followersGained).toBeCloseTo(2, 9);
    const growth = PRIOR_MATURITY.engagements;
    const factor = shareSeen(growth, 24) / shareSeen(growth, 6);
    expect(at(6, [6, -3])[1]).toMatchObject({ ageHours: 24, followersGained: expect.closeTo(-3 * factor, 9) });
    expect(at(6, [6, 3])[1]!.followersGained).toBeCloseTo(3.5 * factor - 0.5, 9);
  });

  it('are observed when the reading after the age was taken', () => {
    const [six] = outcomes(30, reading(4, 99, 8), reading(9, 399, 15), reading(12, 500, 16));
    expect(six!.observedAt).toEqual(hoursLater(9));
    expect(atSix(outcomes(10, reading(5.9, 199, 11)))!.observedAt).toEqual(hoursLater(5.9));
  });

  it('do not count a reading at the very moment of the post as one before the age', () => {
    expect(outcomes(3, reading(0, 0, 0), reading(2, 100, 5)).map(({ ageHours, method }) => [ageHours, method])).toEqual(
      [
        [6, 'projected'],
        [24, 'projected'],
        [72, 'projected'],
        [168, 'projected'],
      ],
    );
  });
});
