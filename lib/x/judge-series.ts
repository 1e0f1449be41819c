import { type CounterName, countAlike, isFault, ZERO_IS_A_FAULT_ABOVE } from './judge-reading.ts';
import { COUNTER_NAMES, type ObservationSource, type PostCounters } from './observation.ts';

export interface SeriesReading {
  readAt: Date;
  source: ObservationSource;
  counters: PostCounters;
}

/** Why a counter of a reading is not believed. */
export type Doubt =
  /** It reads zero although it was above 3 before. */
  | 'zero_after'
  /** It reads zero, and later so much that it cannot have been zero then. */
  | 'zero_before'
  /** Views fell. */
  | 'fall';

export type SeriesJudgement = Partial<Record<CounterName, Doubt>>;

/** A zero is a lie in retrospect when its being true is less likely than this. */
const IMPLAUSIBLE = 0.05;
/** Without views only age tells: a post of a week has all but stopped growing. */
const GROWN_UP_MS = 7 * 86_400_000;

/**
 * Judges a post's whole history, in any order given, sources that count differently apart. At once: a zero after a
 * reading above 3, and falling views. In retrospect: a zero that later heals above 3 while the views hardly grew. If
 * engagement follows views, a counter that stands at c when v1 people have seen the post was still zero at v0 with
 * probability (1 − v0/v1)^c; below one in twenty the zero counts as false. True falls of likes are kept.
 *
 * @returns one judgement per reading, in the order given; empty where everything is believed.
 */
export function judgeSeries(
  readings: readonly SeriesReading[],
  options: { createdAt: Date | null },
): SeriesJudgement[] {
  const judgements: SeriesJudgement[] = readings.map(() => ({}));
  const order = readings.map((_, index) => index);
  order.sort((left, right) => at(readings, left).readAt.getTime() - at(readings, right).readAt.getTime());
  for (const name of COUNTER_NAMES) {
    const believed: number[] = [];
    for (const index of order) {
      const reading = at(readings, index);
      const value = reading.counters[name];
      if (value === null) continue;
      const before = believed
        .map((other) => at(readings, other))
        .filter(({ source }) => countAlike(source, reading.source))
        .map(({ counters }) => counters[name] ?? 0);
      const isDoubtful = before.length > 0 && isFault(name, Math.max(...before), value);
      if (isDoubtful) at(judgements, index)[name] = name === 'impressions' ? 'fall' : 'zero_after';
      else believed.push(index);
    }
    if (name === 'impressions') continue;
    for (const [position, index] of believed.entries()) {
      const zero = at(readings, index);
      if (zero.counters[name] !== 0) continue;
      const healed = believed
        .slice(position + 1)
        .map((other) => at(readings, other))
        .find((other) => countAlike(other.source, zero.source) && (other.counters[name] ?? 0) > ZERO_IS_A_FAULT_ABOVE);
      if (healed !== undefined && isImplausible(zero, healed, { name, createdAt: options.createdAt })) {
        at(judgements, index)[name] = 'zero_before';
      }
    }
  }
  return judgements;
}

function isImplausible(
  zero: SeriesReading,
  healed: SeriesReading,
  options: { name: CounterName; createdAt: Date | null },
): boolean {
  const [seenThen, seenLater] = [zero.counters.impressions, healed.counters.impressions];
  if (seenThen === null || seenLater === null || seenLater === 0) {
    return options.createdAt !== null && zero.readAt.getTime() - options.createdAt.getTime() >= GROWN_UP_MS;
  }
  const unseen = Math.max(0, 1 - seenThen / seenLater);
  return unseen ** (healed.counters[options.name] ?? 0) < IMPLAUSIBLE;
}

function at<T>(list: readonly T[], index: number): T {
  return list[index] as T;
}
