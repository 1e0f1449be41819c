import type { DecisionType, HistoryPost } from './history.ts';
import { readSnapshots, type Snapshot, toMilliseconds } from './snapshot.ts';

/** A post as the learner wants it: times in milliseconds, snapshots in order, unknown as null. */
export interface Post {
  id: string;
  postedAtMs: number;
  author: string | null;
  generator: string | null;
  format: DecisionType | null;
  topic: string | null;
  isHoldout: boolean;
  assignmentProbability: number | null;
  /** At least one, oldest first. */
  snapshots: Snapshot[];
}

/** Why a record was left out, in the words shown to the operator. */
export type LeftOutReason = 'no post id' | 'unreadable time of posting' | 'posted in the future' | 'no usable metrics';

export interface NormalisedHistory {
  /** Oldest first, ties by id: the order of the input does not matter. */
  posts: Post[];
  leftOut: Partial<Record<LeftOutReason, number>>;
}

/**
 * Reads history records as of `nowMs`. Records of one post are merged; a record that cannot be used is counted under its
 * reason and never stops the rest.
 */
export function normaliseHistory(records: readonly HistoryPost[], nowMs: number): NormalisedHistory {
  const leftOut: Partial<Record<LeftOutReason, number>> = {};
  const leave = (reason: LeftOutReason) => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  const byId = new Map<string, HistoryPost[]>();
  for (const record of records) {
    const id = record?.tweet_id;
    if (typeof id !== 'string' || id === '') leave('no post id');
    else if (byId.has(id)) byId.get(id)!.push(record);
    else byId.set(id, [record]);
  }
  const posts: Post[] = [];
  for (const [id, versions] of byId) {
    const post = readPost(id, versions, nowMs);
    if (typeof post === 'string') leave(post);
    else posts.push(post);
  }
  posts.sort((a, b) => a.postedAtMs - b.postedAtMs || (a.id < b.id ? -1 : 1));
  return { posts, leftOut };
}

function readPost(id: string, versions: HistoryPost[], nowMs: number): Post | LeftOutReason {
  // Several records of one post may disagree: the merge must not depend on their order.
  const record = versions.length === 1 ? versions[0]! : versions.toSorted(byContent)[0]!;
  const postedAtMs = toMilliseconds(record.posted_at);
  if (!Number.isFinite(postedAtMs)) return 'unreadable time of posting';
  if (postedAtMs > nowMs) return 'posted in the future';
  const metrics = versions.flatMap((version) => (Array.isArray(version.metrics) ? version.metrics : []));
  const snapshots = readSnapshots({ postedAtMs, nowMs, metrics });
  if (snapshots.length === 0) return 'no usable metrics';
  const chance = record.assignment_probability;
  return {
    id,
    postedAtMs,
    author: text(record.author),
    generator: text(record.generator_name),
    format: record.decision_type === 'single' || record.decision_type === 'thread' ? record.decision_type : null,
    topic: text(record.topic),
    isHoldout: record.is_holdout === true,
    assignmentProbability: typeof chance === 'number' && chance > 0 && chance <= 1 ? chance : null,
    snapshots,
  };
}

function text(value: string | null | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function byContent(a: HistoryPost, b: HistoryPost): number {
  const first = JSON.stringify([a.posted_at, a.generator_name, a.decision_type, a.topic, a.author]);
  const second = JSON.stringify([b.posted_at, b.generator_name, b.decision_type, b.topic, b.author]);
  return first < second ? -1 : first > second ? 1 : 0;
}
