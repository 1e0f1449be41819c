import { levelAt } from './outcome.ts';
import type { PreparedPost, Reading } from './prepared-post.ts';

/** Parts of the age reached at which the course so far is looked at. */
const FRACTIONS = [1 / 2, 1 / 4, 1 / 8];

export interface EarlySigns {
  /** What the counts so far say, before the features of the post. */
  row: number[];
  /** Level read last. */
  level: number;
  ageHours: number;
}

/**
 * The course of a young post: the level read last, how old it is, how much of it came late, how many saw it. Of readings up to
 * an age only; null where the newest is much younger than that age, because then it does not tell about it.
 */
export function earlySigns(post: PreparedPost, upToHours: number): EarlySigns | null {
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
  return {
    row: [
      last.level,
      Math.log(last.ageHours),
      ...growths,
      last.reach,
      last.reach - last.level,
      reachThen === null ? Number.NaN : last.reach - reachThen,
    ],
    level: last.level,
    ageHours: last.ageHours,
  };
}

/** The columns from which growth alone is forecast. */
export const GROWTH_COLUMNS = [0, 1];
