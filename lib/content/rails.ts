import type { DecisionType } from '../learning/history.ts';
import type { LocalTime } from '../learning/local-time.ts';
import type { Locks } from '../optimizing/settings.ts';

/**
 * What publishing must keep to, whatever the policy wants. The database keeps and enforces them (`rail_broken`); here they shape
 * what may be drawn, so that the plan never asks for what would be refused.
 */
export interface Rails {
  postsPerDay: number;
  postsPerHour: number;
  /** Between any two posts, found ones too. */
  minGapMinutes: number;
  threadsPerDay: number;
  /** Local hours, 0 to 23. */
  quietHours: readonly number[];
  /** Local weekdays, 0 is Monday. */
  neverPostDays: readonly number[];
}

export const DEFAULT_RAILS: Rails = {
  postsPerDay: 5,
  postsPerHour: 1,
  minGapMinutes: 60,
  threadsPerDay: 2,
  quietHours: [],
  neverPostDays: [],
};

/** The rails together with what the operator locked for the policy. */
export function railsWith(
  rails: Partial<Rails> = {},
  locks: Pick<Locks, 'forbiddenHours' | 'neverPostDays'> = {},
): Rails {
  const whole = { ...DEFAULT_RAILS, ...rails };
  return {
    ...whole,
    quietHours: union(whole.quietHours, locks.forbiddenHours ?? []),
    neverPostDays: union(whole.neverPostDays, locks.neverPostDays ?? []),
  };
}

/** A post that takes a place in the calendar: planned, on its way, or out, found ones included. */
export interface OccupiedTime {
  atMs: number;
  format: DecisionType;
}

/** Whether a post at this moment would keep its distance to those that are there. */
export function keepsGap(atMs: number, occupied: readonly OccupiedTime[], { minGapMinutes }: Rails): boolean {
  return occupied.every((other) => Math.abs(other.atMs - atMs) >= minGapMinutes * 60_000);
}

/**
 * The first rail that a post would break, as a word; null when it may go out. The same law as `rail_broken` of the database.
 * A local hour that daylight saving repeats is one hour.
 */
export function railBroken(
  post: OccupiedTime,
  context: { occupied: readonly OccupiedTime[]; rails: Rails; clock: (instantMs: number) => LocalTime },
): 'never_post_days' | 'quiet_hours' | 'posts_per_day' | 'posts_per_hour' | 'threads_per_day' | 'min_gap' | null {
  const { occupied, rails, clock } = context;
  const { hour, weekday, dayNumber } = clock(post.atMs);
  if (rails.neverPostDays.includes(weekday)) return 'never_post_days';
  if (rails.quietHours.includes(hour)) return 'quiet_hours';
  const sameDay = occupied.filter(({ atMs }) => clock(atMs).dayNumber === dayNumber);
  if (sameDay.length >= rails.postsPerDay) return 'posts_per_day';
  if (sameDay.filter(({ atMs }) => clock(atMs).hour === hour).length >= rails.postsPerHour) return 'posts_per_hour';
  const threads = sameDay.filter(({ format }) => format === 'thread').length;
  if (post.format === 'thread' && threads >= rails.threadsPerDay) return 'threads_per_day';
  return keepsGap(post.atMs, occupied, rails) ? null : 'min_gap';
}

function union(a: readonly number[], b: readonly number[]): number[] {
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}
