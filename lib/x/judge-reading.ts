import { COUNTER_NAMES, type ObservationSource, type PostCounters, type PostObservation } from './observation.ts';
import { canBeSameText } from './same-text.ts';
import { sourceFamily } from './source-family.ts';

export type CounterName = keyof PostCounters;

/** What is known of a post before a new reading. */
export interface PriorReading {
  /** The latest believed value of each counter; null where there is none. */
  counters: PostCounters;
  /** The highest believed value of each counter, where it is known: a counter once above 3 does not read zero either. */
  peaks?: PostCounters;
  source: ObservationSource;
  authorId: string | null;
  /** As X showed it at first; null when only our own draft is known. */
  text: string | null;
}

export interface Judgement {
  quality: 'ok' | 'suspect' | 'quarantined';
  /** The counters that make the reading suspect. */
  suspect: CounterName[];
  /** One sentence for the operator; null when the reading is ok. */
  reason: string | null;
}

/** Whether readings of two sources may be compared: reposts include quotes on the page and not in JSON, for example. */
export function countAlike(left: ObservationSource, right: ObservationSource): boolean {
  return sourceFamily(left) === sourceFamily(right);
}

/** Above this a counter that reads zero is a fault: 0 of 1,142 recorded pairs did so outside X's false zeros of May 2026. */
export const ZERO_IS_A_FAULT_ABOVE = 3;

/**
 * Judges one reading against what was believed before. `quarantined`: it is not this post (another author, or a text
 * that cannot be its text). `suspect`: a counter above 3 reads zero, or views fell; views never fall, while likes and
 * the others may. Everything else is `ok`, healed values included, since `previous` holds believed values only.
 */
export function judgeReading(previous: PriorReading | null, current: PostObservation): Judgement {
  const stranger = previous === null ? null : mismatch(previous, current);
  if (stranger !== null) return { quality: 'quarantined', suspect: [], reason: stranger };
  if (previous === null || !countAlike(previous.source, current.source)) return OK;
  const highest = (name: CounterName) => {
    const known = [previous.counters[name], previous.peaks?.[name] ?? null].filter((value) => value !== null);
    return known.length === 0 ? null : Math.max(...known);
  };
  const suspect = COUNTER_NAMES.filter((name) => isFault(name, highest(name), current.counters[name]));
  if (suspect.length === 0) return OK;
  const changes = suspect.map((name) => `${name} ${highest(name)} -> ${current.counters[name]}`);
  return { quality: 'suspect', suspect, reason: `counters that cannot be right: ${changes.join(', ')}` };
}

const OK: Judgement = { quality: 'ok', suspect: [], reason: null };

/** Whether a counter cannot have come from its highest believed value to this one. */
export function isFault(name: CounterName, before: number | null, now: number | null): boolean {
  if (before === null || now === null) return false;
  return name === 'impressions' ? now < before : now === 0 && before > ZERO_IS_A_FAULT_ABOVE;
}

function mismatch(previous: PriorReading, current: PostObservation): string | null {
  if (previous.authorId !== null && current.authorId !== null && previous.authorId !== current.authorId) {
    return `author ${current.authorId} where the stored post has ${previous.authorId}`;
  }
  if (previous.text !== null && current.text !== null && !canBeSameText(previous.text, current.text)) {
    return `text "${current.text.slice(0, 60)}" where the stored post has "${previous.text.slice(0, 60)}"`;
  }
  return null;
}
