import { FEATURES, type PostContext } from './account-context.ts';
import { levelAt } from './outcome.ts';
import type { PreparedPost, Reading } from './prepared-post.ts';

/** Parts of the age reached at which the course so far is looked at. */
const FRACTIONS = [3 / 4, 1 / 2, 1 / 4, 1 / 8];

/** Columns that tell of the course alone: level, age, how much came late, reach. */
export const COURSE_COLUMNS = [0, 1, 2, 3, 4, 5, 6, 7, 8];
/** Columns from which growth alone is forecast. */
export const GROWTH_COLUMNS = [0, 1];
/** Columns in which young posts are alike: level, growth over the last half of the age, reach against level. */
export const NEAREST_COLUMNS = [0, 3, 7];
export const REACH_COLUMN = 6;

const EFFECTS = FEATURES.flatMap((name, column) => (/Effect$/.test(name) && !/Word/.test(name) ? [column] : []));
const HOURS = ['sinDay', 'cosDay', 'sinHalfDay', 'cosHalfDay'].map((name) => FEATURES.indexOf(name as 'sinDay'));
/** How much better or worse than usual such posts turn reach into outcomes. */
export const RATE_COLUMN = 11 + EFFECTS.length + HOURS.length;
/** What the rate of a post is expected from: how such posts and the account have been doing, and the hour. Nothing of its own counts. */
export const EXPECTED_RATE_COLUMNS = [
  ...Array.from({ length: EFFECTS.length + HOURS.length }, (_, k) => 10 + k),
  RATE_COLUMN,
  RATE_COLUMN + 1,
];
const KNOWN_POSTS = FEATURES.indexOf('knownPosts');

export interface EarlySigns {
  row: number[];
  /** Level read last. */
  level: number;
  ageHours: number;
}

/**
 * The course of a young post and what was expected of it: the level read last, how old it is, how much of it came late, how
 * many saw it, and how the account and such posts have been doing. Only of readings up to an age; null where the newest is much
 * younger than that, because then it does not tell about it.
 */
export function earlySigns(post: PreparedPost, context: PostContext, upToHours: number): EarlySigns | null {
  const readings: Reading[] = post.readings.filter((reading) => reading.ageHours <= upToHours * 1.001);
  const last = readings.at(-1);
  if (!last || last.ageHours < upToHours / 2) return null;
  const growths = FRACTIONS.map((fraction) => {
    const then = levelAt(readings, fraction * last.ageHours);
    return then === null ? Number.NaN : last.level - then;
  });
  const reachThen = levelAt(
    readings.map((reading) => ({ ...reading, level: reading.reach })),
    last.ageHours / 2,
  );
  const knowsAccount = context.row[KNOWN_POSTS]! > 0;
  return {
    row: [
      last.level,
      Math.log(last.ageHours),
      ...growths,
      last.reach,
      last.reach - last.level,
      reachThen === null ? Number.NaN : last.reach - reachThen,
      knowsAccount ? context.level - last.level : Number.NaN,
      ...EFFECTS.map((column) => (knowsAccount ? context.row[column]! : Number.NaN)),
      ...HOURS.map((column) => context.row[column]!),
      last.reach + context.rate.level - last.level,
      context.rate.effect,
      context.rate.level,
    ],
    level: last.level,
    ageHours: last.ageHours,
  };
}
