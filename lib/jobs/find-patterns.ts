import type { Sql } from '../database/client.ts';
import { forEachError } from '../database/queries/error-events.ts';
import type { StorableGroup, WindowCount } from '../database/queries/errors.ts';
import type { ErrorGroup, KnownPattern } from '../errors/error-group.ts';
import { mineErrors } from '../errors/mine-errors.ts';
import { rememberPatterns } from '../errors/remember-patterns.ts';
import { AnalysedError, SharedTexts } from './analysed-error.ts';
import { windowOf } from './error-windows.ts';

/** A group of failures, and where and when they occurred. */
export interface FoundPattern extends StorableGroup {
  /** Start of a window, ms -> failures in it. */
  countByWindow: Map<number, number>;
  /** The runs of the current window in which it happened. What could not even begin a run counts as one. */
  runsHit: Set<string>;
  seenBy: Record<string, Date>;
  /** When its example happened, the earliest of these failures. */
  exampleAt: Date;
}

/** So much is mined at once. More would give the same groups, and take more than the memory of a small function. */
const CHUNK: ChunkSize = { events: 50_000, characters: 16_000_000 };

interface ChunkSize {
  events: number;
  characters: number;
}

/**
 * Groups all failures of a window in flat memory: chunk by chunk, each knowing the patterns of those before, as runs do.
 */
export async function findPatterns(
  sql: Sql,
  options: { from: Date; until: Date; currentStart: Date; known: readonly KnownPattern[]; chunk?: ChunkSize },
): Promise<{ patterns: FoundPattern[]; events: number }> {
  const found = new Map<string, FoundPattern>();
  const texts = new SharedTexts();
  const size = options.chunk ?? CHUNK;
  let { known } = options;
  let chunk = new Chunk();
  let events = 0;
  const mine = () => {
    const groups = mineErrors(chunk.errors, { known });
    known = rememberPatterns(known, groups);
    events += chunk.errors.length;
    const errorOf = new Map(chunk.errors.map((error) => [error.id, error]));
    for (const group of groups) {
      const members = group.eventIds.map((id) => errorOf.get(id)!);
      const earlier = [group.fingerprint, ...group.absorbed].flatMap((fingerprint) => found.get(fingerprint) ?? []);
      for (const fingerprint of group.absorbed) found.delete(fingerprint);
      found.set(group.fingerprint, earlier.reduce(join, patternOf(group, members, options.currentStart)));
    }
    chunk = new Chunk();
  };
  await forEachError(sql, options, (row) => {
    chunk.add(new AnalysedError(row, texts));
    if (chunk.errors.length >= size.events || chunk.characters >= size.characters) mine();
  });
  if (chunk.errors.length > 0) mine();
  return { patterns: [...found.values()], events };
}

/** Failures to be mined at once, and the characters they hold; frames that several share count once. */
class Chunk {
  readonly errors: AnalysedError[] = [];
  characters = 0;
  readonly #frames = new Set<string>();

  add(error: AnalysedError): void {
    this.errors.push(error);
    this.characters += error.message.length;
    if (error.frames === null || this.#frames.has(error.frames)) return;
    this.#frames.add(error.frames);
    this.characters += error.frames.length;
  }
}

/** How often each pattern occurred in each window in which it did. */
export function countsOf(patterns: readonly FoundPattern[]): WindowCount[] {
  return patterns.flatMap(({ fingerprint, countByWindow }) =>
    [...countByWindow].map(([start, n]) => ({ fingerprint, windowStart: new Date(start), n })),
  );
}

function patternOf(group: ErrorGroup, members: readonly AnalysedError[], currentStart: Date): FoundPattern {
  const { eventIds: _ids, variants: _variants, count: _count, ...stored } = group;
  const exampleAt = members.reduce(
    (first, { occurredAt }) => (occurredAt < first ? occurredAt : first),
    group.lastSeen,
  );
  const pattern: FoundPattern = { ...stored, countByWindow: new Map(), runsHit: new Set(), seenBy: {}, exampleAt };
  for (const { id, occurredAt, job, accountId, runId } of members) {
    const start = windowOf(occurredAt).getTime();
    pattern.countByWindow.set(start, (pattern.countByWindow.get(start) ?? 0) + 1);
    if (occurredAt >= currentStart) pattern.runsHit.add(runId ?? id);
    if (job !== null) keepLatest(pattern.seenBy, `${job} ${accountId ?? '*'}`, occurredAt);
  }
  return pattern;
}

/** A pattern of this chunk and what chunks before had of it: the earliest failure is its example and decides its category. */
function join(pattern: FoundPattern, earlier: FoundPattern): FoundPattern {
  for (const [start, n] of earlier.countByWindow) {
    pattern.countByWindow.set(start, (pattern.countByWindow.get(start) ?? 0) + n);
  }
  for (const run of earlier.runsHit) pattern.runsHit.add(run);
  for (const [place, at] of Object.entries(earlier.seenBy)) keepLatest(pattern.seenBy, place, at);
  const { category, subcategory, ruleId, retryable, advice, example, exampleAt } =
    earlier.exampleAt <= pattern.exampleAt ? earlier : pattern;
  return {
    ...pattern,
    ...{ category, subcategory, ruleId, retryable, advice, example, exampleAt },
    firstSeen: earlier.firstSeen < pattern.firstSeen ? earlier.firstSeen : pattern.firstSeen,
    lastSeen: earlier.lastSeen > pattern.lastSeen ? earlier.lastSeen : pattern.lastSeen,
    absorbed: [...new Set([...pattern.absorbed, ...earlier.absorbed])],
  };
}

function keepLatest(times: Record<string, Date>, key: string, at: Date): void {
  const before = times[key];
  if (before === undefined || before < at) times[key] = at;
}
