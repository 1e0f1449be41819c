import type { Queryable } from '../database/client.ts';
import { rejudgeSnapshots, type SeriesSnapshot, type Snapshot, snapshotSeries } from '../database/queries/snapshots.ts';
import { type Doubt, judgeSeries, type SeriesJudgement } from '../x/judge-series.ts';
import type { COUNTER_NAMES, PostCounters } from '../x/observation.ts';
import { snowflakeTime } from '../x/snowflake.ts';
import { sourceFamily } from '../x/source-family.ts';

export type Rejudged = Pick<Snapshot, 'tweetId' | 'collectedAt' | 'source' | 'quality' | 'doubt'> & {
  before: Snapshot['quality'];
};

/**
 * Judges all stored readings of these decisions anew, and stores what changed: a reading may be doubted at once (a zero
 * after a reading above 3, falling views), in retrospect (a zero that healed above 3), and no longer, when a late reading
 * explains it. What is believed so depends on what was read, not on the order in which it came. Readings that are not of
 * their post stay quarantined.
 */
export async function judgeStored(sql: Queryable, decisionIds: readonly string[]): Promise<Rejudged[]> {
  const snapshots = await snapshotSeries(sql, decisionIds);
  // The parts of a thread have counters of their own; an edit goes on with those of its post.
  const series = Map.groupBy(snapshots, ({ decisionId, role, tweetId }) => (role === 'part' ? tweetId : decisionId));
  const changed = [...series.values()].flatMap(changesOf);
  await rejudgeSnapshots(sql, changed);
  return changed;
}

function changesOf(snapshots: readonly SeriesSnapshot[]): Rejudged[] {
  const readings = snapshots.map(({ collectedAt, source, counters }) => ({ readAt: collectedAt, source, counters }));
  const first = snapshots[0];
  const judgements = judgeSeries(readings, { createdAt: first === undefined ? null : snowflakeTime(first.tweetId) });
  return snapshots.flatMap((snapshot, index) => {
    const doubt = sentence(snapshots, index, judgements);
    const quality = doubt === null ? ('ok' as const) : ('suspect' as const);
    if (snapshot.quality === quality && snapshot.doubt === doubt) return [];
    const { tweetId, collectedAt, source, quality: before } = snapshot;
    return [{ tweetId, collectedAt, source, quality, doubt, before }];
  });
}

type CounterName = (typeof COUNTER_NAMES)[number];

function sentence(
  snapshots: readonly SeriesSnapshot[],
  index: number,
  judgements: readonly SeriesJudgement[],
): string | null {
  const doubts = Object.entries(judgements[index] ?? {}) as [CounterName, Doubt][];
  if (doubts.length === 0) return null;
  const changes = doubts.map(([name, doubt]) => {
    const believed = snapshots.filter(
      ({ source }, other) =>
        judgements[other]?.[name] === undefined && sourceFamily(source) === sourceFamily(snapshots[index]!.source),
    );
    const got = snapshots[index]!.counters[name];
    const { collectedAt: at } = snapshots[index]!;
    if (doubt === 'zero_before') {
      const later = believed.filter((one) => one.collectedAt > at).map(countOf(name));
      return `${name} ${got}, later ${Math.max(...later)}`;
    }
    const earlier = believed.filter((one) => one.collectedAt <= at).map(countOf(name));
    return `${name} ${Math.max(...earlier)} -> ${got}`;
  });
  return `counters that cannot be right: ${changes.join(', ')}`;
}

const countOf =
  (name: keyof PostCounters) =>
  ({ counters }: Snapshot): number =>
    counters[name] ?? 0;
