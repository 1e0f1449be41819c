import type { PreparedPost, Reading } from './prepared-post.ts';

/** Youngest age at which a reading says something about the end, in hours. */
const MATURE_HOURS = 20;
/** Posts needed before growth is believed. */
const POSTS_NEEDED = 10;
const GRID_HOURS = [1, 2, 3, 6, 12, 18, 24, 36, 48, 72, 96, 120, 144];

/** Readings that had been taken by a time. */
export function readingsBy(post: PreparedPost, nowMs: number): readonly Reading[] {
  const { readings } = post;
  if (readings.length === 0 || readings.at(-1)!.timeMs <= nowMs) return readings;
  return readings.filter((reading) => reading.timeMs <= nowMs);
}

/** The reading by which a post enters the recent level: its first that is old enough, a day for most; younger targets need no more. */
export function levelReading(post: PreparedPost, ageHours: number | null): Reading | undefined {
  const mature = Math.min(MATURE_HOURS, ageHours ?? MATURE_HOURS);
  return post.readings.find((reading) => reading.ageHours >= mature);
}

/**
 * Level at an age, between readings on the scale of ln(age); before the first reading null, after the last one the last.
 */
export function levelAt(readings: readonly Reading[], ageHours: number): number | null {
  let before: Reading | undefined;
  for (const reading of readings) {
    if (reading.ageHours > ageHours) {
      if (!before) return null;
      if (before.ageHours <= 0) return before.level;
      const share = Math.log(ageHours / before.ageHours) / Math.log(reading.ageHours / before.ageHours);
      return before.level + share * (reading.level - before.level);
    }
    before = reading;
  }
  return before?.level ?? null;
}

/** The age at which reading usually ends: half of the posts were read at least so long. */
function usualLastAge(posts: readonly PreparedPost[], nowMs: number): number {
  const ages = posts.flatMap((post) => readingsBy(post, nowMs).at(-1)?.ageHours ?? []).sort((a, b) => a - b);
  return ages[ages.length >> 1] ?? 0;
}

function usualLevelAge(
  posts: readonly PreparedPost[],
  { ageHours, nowMs }: { ageHours: number | null; nowMs: number },
): number {
  const ages = posts
    .map((post) => levelReading(post, ageHours))
    .flatMap((reading) => (reading && reading.timeMs <= nowMs ? [reading.ageHours] : []))
    .sort((a, b) => a - b);
  return ages[ages.length >> 1] ?? 0;
}

export interface Outcomes {
  /** The outcome of a post as far as it was known: null while it is too young, extrapolated while not at the end yet. */
  of(post: PreparedPost): number | null;
  /** Median growth from an age to the end, on the target's scale; 0 where unknown. */
  growthFrom(ageHours: number): number;
  /** What recent levels usually still grow by: they are read after a day, the target may be a week's. */
  levelGrowth: number;
}

/**
 * Outcomes known at a time: the level at a fixed age, or the last one read. A post that is old enough to tell, but not at
 * that age yet, is extrapolated by the median growth of older posts.
 *
 * @param options.ageHours a fixed age, or null for the final count
 * @param options.nowMs nothing read after this is used
 */
export function outcomesKnownAt(
  posts: readonly PreparedPost[],
  { ageHours, nowMs }: { ageHours: number | null; nowMs: number },
): Outcomes {
  const endHours = ageHours ?? usualLastAge(posts, nowMs);
  const youngest = Math.min(MATURE_HOURS, ageHours ?? MATURE_HOURS);
  const growth = growthTo(endHours, posts, nowMs);
  const growthFrom = (from: number) => (from >= endHours ? 0 : growth(from));
  return {
    growthFrom,
    levelGrowth: growthFrom(usualLevelAge(posts, { ageHours, nowMs })),
    of(post) {
      const readings = readingsBy(post, nowMs);
      const last = readings.at(-1);
      if (!last || last.ageHours < youngest) return null;
      if (ageHours !== null && last.ageHours >= ageHours) return levelAt(readings, ageHours) ?? readings[0]!.level;
      if (last.ageHours >= endHours) return last.level;
      return last.level + growth(last.ageHours);
    },
  };
}

/** Median growth from an age to the end, on the target's scale, of posts that were read at both; 0 where unknown. */
function growthTo(endHours: number, posts: readonly PreparedPost[], nowMs: number): (ageHours: number) => number {
  const known: { age: number; growth: number }[] = [];
  for (const age of GRID_HOURS) {
    if (age >= endHours) break;
    const growths: number[] = [];
    for (const post of posts) {
      const readings = readingsBy(post, nowMs);
      if ((readings.at(-1)?.ageHours ?? 0) < endHours) continue;
      const then = levelAt(readings, age);
      if (then !== null && readings[0]!.ageHours <= age) growths.push(levelAt(readings, endHours)! - then);
    }
    if (growths.length >= POSTS_NEEDED) {
      growths.sort((a, b) => a - b);
      known.push({ age, growth: growths[growths.length >> 1]! });
    }
  }
  if (known.length === 0) return () => 0;
  known.push({ age: endHours, growth: 0 });
  return (ageHours) => {
    const after = known.findIndex(({ age }) => age > ageHours);
    if (after === -1) return 0;
    if (after === 0) return known[0]!.growth;
    const [a, b] = [known[after - 1]!, known[after]!];
    const share = Math.log(ageHours / a.age) / Math.log(b.age / a.age);
    return a.growth + share * (b.growth - a.growth);
  };
}
