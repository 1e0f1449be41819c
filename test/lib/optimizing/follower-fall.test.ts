import { describe, expect, it } from 'vitest';
import { followerFall } from '../../../lib/optimizing/follower-fall.ts';

const DAY_MS = 86_400_000;
const since = new Date('2026-11-01T00:00:00Z');
/** Won and lost in turn: one more follower a day on average, give or take two. */
const usual = [3, -1, 2, 0, 1, 4, -2, 1, 1, 0, 3, -1, 2, 1, 0, 2, -1, 3, 1, 0];

/** Readings at every midnight: the usual days up to `since`, then these. */
function readings(changesSince: number[]) {
  const changes = [...usual, ...changesSince];
  let followers = 2_400;
  return [0, ...changes].map((change, i) => {
    followers += change;
    return { collectedAt: new Date(since.getTime() + (i - usual.length) * DAY_MS), followers };
  });
}
const daysAfter = (days: number) => new Date(since.getTime() + days * DAY_MS + 3 * 3_600_000);

describe('followerFall', () => {
  it('sees a loss that usual days do not bring, with what is usual beside it', () => {
    const fall = followerFall(readings([-9, -12, -8]), { since, now: daysAfter(3) });
    expect(fall).toMatchObject({ days: 3, change: -29, usual: 3, falls: true });
    expect(fall!.least).toBeLessThan(-3);
  });

  it('bears a bad day, and a slow week of growth', () => {
    expect(followerFall(readings([-4]), { since, now: daysAfter(1) })).toMatchObject({ change: -4, falls: false });
    expect(followerFall(readings([0, 0, 0]), { since, now: daysAfter(3) })).toMatchObject({ change: 0, falls: false });
  });

  it('judges whole days after the policy only, and says nothing before there is one', () => {
    expect(followerFall(readings([-40]), { since, now: new Date(since.getTime() + 20 * 3_600_000) })).toBeNull();
    expect(followerFall(readings([-40, 1, 1, 1]), { since, now: daysAfter(4) })).toMatchObject({ days: 3, change: 3 });
  });

  it('says nothing where followers were not read, or for too few days', () => {
    expect(followerFall([], { since, now: daysAfter(3) })).toBeNull();
    expect(followerFall(readings([-4]), { since, now: daysAfter(2) })).toBeNull();
    expect(followerFall(readings([-9, -12, -8]).slice(-8), { since, now: daysAfter(3) })).toBeNull();
    const gap = readings([-9, -12, -8]).filter((_, i) => i < 15 || i > 20);
    expect(followerFall(gap, { since, now: daysAfter(3) })).toBeNull();
  });

  it('predicts as many usual days as are judged, with the spread of Student’s t', () => {
    const steady = Array.from({ length: 29 }, (_, day) => ({
      collectedAt: new Date(since.getTime() + (day - 28) * DAY_MS),
      followers: 1000 + 10 * day,
    }));
    const after = [1285, 1290].map((followers, day) => ({
      collectedAt: new Date(since.getTime() + (day + 1) * DAY_MS),
      followers,
    }));
    // Days that never vary are taken to vary by one: qt(0.999, 27) in R is 3.4210 standard deviations.
    const fall = followerFall([...steady, ...after], { since, now: daysAfter(2) });
    expect(fall).toMatchObject({ days: 2, change: 10, usual: 20, falls: false });
    expect(fall!.least).toBeCloseTo(20 - 3.421 * Math.sqrt(2 + 4 / 28), 3);
    // Growth that slows down far more than chance explains is no fall: nobody was lost.
    const slow = [...steady, { collectedAt: new Date(since.getTime() + DAY_MS), followers: 1280 }];
    expect(followerFall(slow, { since, now: daysAfter(1) })).toMatchObject({ change: 0, falls: false });
  });

  it('reads levels at midnight between readings at most two days apart', () => {
    const at = (hours: number, followers: number) => ({
      collectedAt: new Date(since.getTime() + hours * 3_600_000),
      followers,
    });
    const before = Array.from({ length: 20 }, (_, k) => at((k - 20) * 24 - 6, 1000 + k));
    // Six hours before the policy 1020, eighteen hours after it 1044: 1026 at its midnight.
    const around = [...before, at(-6, 1020), at(18, 1044), at(42, 1044)];
    expect(followerFall(around, { since, now: daysAfter(1) })?.change).toBe(18);
    expect(followerFall(around.toReversed(), { since, now: daysAfter(1) })?.change).toBe(18);
    expect(followerFall([...before, at(-6, 1020), at(43, 1044)], { since, now: daysAfter(1) })).toBeNull();
    const exactly = [...before, at(-6, 1020), at(42, 1068)];
    expect(followerFall(exactly, { since, now: daysAfter(1) })?.change).toBe(24);
    const twice = [...before, at(-24, 1019), at(0, 1020), at(0, 1030), at(24, 1030)];
    expect(followerFall(twice, { since, now: daysAfter(1) })?.change).toBe(0);
  });

  it('judges the newest three days, and learns the usual from twenty-eight before them', () => {
    const days = Array.from({ length: 60 }, (_, day) => ({
      collectedAt: new Date(since.getTime() + (day - 50) * DAY_MS),
      // Twenty a day until four weeks before what is judged, then two a day.
      followers: 1000 + (day <= 28 ? 20 * day : 560 + 2 * (day - 28)),
    }));
    expect(followerFall(days, { since, now: daysAfter(9) })).toMatchObject({ days: 3, change: 6, usual: 6 });
    const ten = readings([-9]).slice(-12);
    expect(followerFall(ten, { since, now: daysAfter(1) })).not.toBeNull();
    expect(followerFall(ten.slice(1), { since, now: daysAfter(1) })).toBeNull();
  });
});
