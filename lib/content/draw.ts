import { sampleIndex } from '../statistics/samplers.ts';
import type { Random } from '../statistics/seeded-random.ts';

/** What was drawn, with the probability of each level in this very draw. */
export interface Draw {
  level: string;
  probability: number;
  /** Of every level that could have been drawn; they sum to 1. */
  chances: Readonly<Record<string, number>>;
}

/** Shares of the levels that may be drawn, summing to 1; null when none has a weight. In the order of names, so that a draw depends on nothing else. */
export function chancesOf(
  weights: Readonly<Record<string, number>>,
  isAllowed: (level: string) => boolean = () => true,
): Record<string, number> | null {
  const levels = Object.entries(weights).filter(([level, weight]) => weight > 0 && isAllowed(level));
  const total = levels.reduce((sum, [, weight]) => sum + weight, 0);
  if (!(total > 0)) return null;
  return Object.fromEntries(
    levels.sort(([a], [b]) => (a < b ? -1 : 1)).map(([level, weight]) => [level, weight / total]),
  );
}

/** Draws a level by its chance. */
export function drawLevel(random: Random, chances: Readonly<Record<string, number>>): Draw {
  // Sorted again: an object's keys that look like whole numbers come first, whatever order they were given in.
  const levels = Object.keys(chances).sort();
  const level =
    levels[
      sampleIndex(
        random,
        levels.map((name) => chances[name]!),
      )
    ]!;
  return { level, probability: chances[level]!, chances };
}
