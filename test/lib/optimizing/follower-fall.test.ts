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
    expect(followerFall(readings([-9, -12, -8]).slice(-8), { since, now: daysAfter(3) })).toBeNull();
    const gap = readings([-9, -12, -8]).filter((_, i) => i < 15 || i > 20);
    expect(followerFall(gap, { since, now: daysAfter(3) })).toBeNull();
  });
});
