import { WEEKDAYS } from '../learning/local-time.ts';
import type { Dimension } from '../optimizing/analysis.ts';

export const DIMENSION_WORDS: Readonly<Record<Dimension, string>> = {
  generator: 'Generator',
  format: 'Format',
  hour: 'Hour',
  weekday: 'Weekday',
  topic: 'Topic',
};

/** The order in which dimensions are shown: what the policy can change first. */
export const DIMENSIONS: readonly Dimension[] = ['generator', 'format', 'hour', 'weekday', 'topic'];

/** A level as a person would write it: hour 9 -> 09:00. */
export function levelWords(dimension: Dimension, level: string): string {
  return dimension === 'hour' && /^\d{1,2}$/.test(level) ? `${level.padStart(2, '0')}:00` : level;
}

/** Time has its own order; everything else goes by lift, best first. */
export function inReadingOrder<Item extends { level: string; lift: number }>(
  dimension: Dimension,
  items: readonly Item[],
): Item[] {
  if (dimension === 'hour') return items.toSorted((a, b) => Number(a.level) - Number(b.level));
  if (dimension === 'weekday') return items.toSorted((a, b) => weekdayIndex(a.level) - weekdayIndex(b.level));
  return items.toSorted((a, b) => b.lift - a.lift);
}

function weekdayIndex(level: string): number {
  return (WEEKDAYS as readonly string[]).indexOf(level);
}
