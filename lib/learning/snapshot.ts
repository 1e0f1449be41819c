import type { HistoryMetrics } from './history.ts';

export const COUNTERS = ['impressions', 'likes', 'retweets', 'replies', 'quotes', 'bookmarks'] as const;
export type Counter = (typeof COUNTERS)[number];

/** One reading of a post's counters at an age. Null means unknown, never zero. */
export interface Snapshot {
  collectedAtMs: number;
  ageHours: number;
  impressions: number | null;
  likes: number | null;
  retweets: number | null;
  replies: number | null;
  quotes: number | null;
  bookmarks: number | null;
  /** The record's own total, else the sum of the known interactions; null when none is known. */
  engagements: number | null;
  newFollows: number | null;
}

const HOUR_MS = 3_600_000;
const CUMULATIVE = [...COUNTERS, 'engagements'] as const;
const INTERACTIONS = ['likes', 'retweets', 'replies', 'quotes', 'bookmarks'] as const;
/** X sends false zeros: a counter that stood above this and reads 0 is a fault of the reading, not a fact. */
const FALSE_ZERO_ABOVE = 3;

/** The readings of one post, and the time of the analysis. */
export interface ReadingsInput {
  postedAtMs: number;
  nowMs: number;
  metrics: readonly HistoryMetrics[];
}

/**
 * A post's readings in order of age: none from the future or from before the post, one per instant, false zeros and
 * impossible counts unknown. Order and duplicates of the input do not matter.
 */
export function readSnapshots(input: ReadingsInput): Snapshot[] {
  const snapshots = believedReadings(input);
  for (const snapshot of snapshots) snapshot.engagements = totalOf(snapshot);
  return snapshots;
}

/** The same, with engagements as the records bring them themselves: null where they bring none. */
export function believedReadings(input: ReadingsInput): Snapshot[] {
  const { postedAtMs, nowMs, metrics } = input;
  const snapshots: Snapshot[] = [];
  for (const reading of metrics) {
    const collectedAtMs = toMilliseconds(reading.collected_at);
    if (!(collectedAtMs >= postedAtMs && collectedAtMs <= nowMs)) continue;
    const snapshot: Snapshot = {
      collectedAtMs,
      ageHours: (collectedAtMs - postedAtMs) / HOUR_MS,
      impressions: count(reading.impressions),
      likes: count(reading.likes),
      retweets: count(reading.retweets),
      replies: count(reading.replies),
      quotes: count(reading.quotes),
      bookmarks: count(reading.bookmarks),
      engagements: count(reading.engagements),
      newFollows: Number.isFinite(reading.new_follows) ? reading.new_follows! : null,
    };
    if (isKnown(snapshot)) snapshots.push(snapshot);
  }
  const ascending = snapshots.every((s, i) => i === 0 || s.collectedAtMs > snapshots[i - 1]!.collectedAtMs);
  const distinct = ascending ? snapshots : orderedAndDistinct(snapshots);
  dropFalseZeros(distinct);
  return distinct.filter(isKnown);
}

/** The record's own total, else the sum of its known interactions; null when it has neither. */
export function totalOf(snapshot: Snapshot): number | null {
  return snapshot.engagements ?? sumOfInteractions(snapshot);
}

/** Milliseconds of an ISO text or a Date; NaN when it is neither. */
export function toMilliseconds(time: string | Date): number {
  return time instanceof Date ? time.getTime() : typeof time === 'string' ? Date.parse(time) : Number.NaN;
}

/** By time; of several readings of one instant the largest stays, so that the input's order does not matter. */
function orderedAndDistinct(snapshots: Snapshot[]): Snapshot[] {
  const ordered = snapshots.toSorted((a, b) => a.collectedAtMs - b.collectedAtMs || sizeOf(b) - sizeOf(a));
  return ordered.filter((s, i) => i === 0 || s.collectedAtMs !== ordered[i - 1]!.collectedAtMs);
}

function count(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function isKnown(s: Snapshot): boolean {
  return s.engagements !== null || s.newFollows !== null || COUNTERS.some((counter) => s[counter] !== null);
}

function sizeOf(s: Snapshot): number {
  return (s.impressions ?? -1) * 1e3 + (totalOf(s) ?? -1);
}

function sumOfInteractions(s: Snapshot): number | null {
  let sum: number | null = null;
  for (const counter of INTERACTIONS) if (s[counter] !== null) sum = (sum ?? 0) + s[counter];
  return sum;
}

function dropFalseZeros(snapshots: Snapshot[]): void {
  for (const counter of CUMULATIVE) {
    let highest = 0;
    for (const snapshot of snapshots) {
      const value = snapshot[counter];
      if (value === 0 && highest > FALSE_ZERO_ABOVE) snapshot[counter] = null;
      else if (value !== null && value > highest) highest = value;
    }
  }
}
