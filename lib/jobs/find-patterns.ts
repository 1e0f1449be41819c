import type { Sql } from '../database/client.ts';
import { errorEvents, type RecordedError } from '../database/queries/error-events.ts';
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
  let known = options.known;
  let events = 0;
  for await (const chunk of chunksOf(errorEvents(sql, options), options.chunk ?? CHUNK)) {
    const groups = mineErrors(chunk, { known });
    known = rememberPatterns(known, groups);
    events += chunk.length;
    const eventOf = new Map(chunk.map((event) => [event.id, event]));
    for (const group of groups) {
      const members = group.eventIds.map((id) => eventOf.get(id)!);
      const earlier = [group.fingerprint, ...group.absorbed].flatMap((fingerprint) => found.get(fingerprint) ?? []);
      for (const fingerprint of group.absorbed) found.delete(fingerprint);
      found.set(group.fingerprint, earlier.reduce(join, patternOf(group, members, options.currentStart)));
    }
  }
  return { patterns: [...found.values()], events };
}

/** How often each pattern occurred in each window in which it did. */
export function countsOf(patterns: readonly FoundPattern[]): WindowCount[] {
  return patterns.flatMap(({ fingerprint, countByWindow }) =>
    [...countByWindow].map(([start, n]) => ({ fingerprint, windowStart: new Date(start), n })),
  );
}

async function* chunksOf(pages: AsyncIterable<RecordedError[]>, size: ChunkSize): AsyncGenerator<AnalysedError[]> {
  const texts = new SharedTexts();
  let chunk: AnalysedError[] = [];
  let frames = new Set<string | null>();
  let characters = 0;
  for await (const page of pages) {
    for (const row of page) {
      const error = new AnalysedError(row, texts);
      chunk.push(error);
      characters += error.message.length + (frames.has(error.frames) ? 0 : (error.frames?.length ?? 0));
      frames.add(error.frames);
    }
    if (chunk.length < size.events && characters < size.characters) continue;
    yield chunk;
    [chunk, frames, characters] = [[], new Set(), 0];
  }
  if (chunk.length > 0) yield chunk;
}

function patternOf(group: ErrorGroup, members: readonly AnalysedError[], currentStart: Date): FoundPattern {
  const { eventIds: _ids, variants: _variants, count: _count, ...stored } = group;
  const pattern: FoundPattern = { ...stored, countByWindow: new Map(), runsHit: new Set(), seenBy: {} };
  for (const { id, occurredAt, job, accountId, runId } of members) {
    const start = windowOf(occurredAt).getTime();
    pattern.countByWindow.set(start, (pattern.countByWindow.get(start) ?? 0) + 1);
    if (occurredAt >= currentStart) pattern.runsHit.add(runId ?? id);
    if (job !== null) keepLatest(pattern.seenBy, `${job} ${accountId ?? '*'}`, occurredAt);
  }
  return pattern;
}

/** A pattern of this chunk and what chunks before had of it: the first failure stays its example and decides its category. */
function join(pattern: FoundPattern, earlier: FoundPattern): FoundPattern {
  for (const [start, n] of earlier.countByWindow) {
    pattern.countByWindow.set(start, (pattern.countByWindow.get(start) ?? 0) + n);
  }
  for (const run of earlier.runsHit) pattern.runsHit.add(run);
  for (const [place, at] of Object.entries(earlier.seenBy)) keepLatest(pattern.seenBy, place, at);
  const { category, subcategory, ruleId, retryable, advice, example } = earlier;
  return {
    ...pattern,
    ...{ category, subcategory, ruleId, retryable, advice, example },
    firstSeen: earlier.firstSeen < pattern.firstSeen ? earlier.firstSeen : pattern.firstSeen,
    lastSeen: earlier.lastSeen > pattern.lastSeen ? earlier.lastSeen : pattern.lastSeen,
    absorbed: [...new Set([...pattern.absorbed, ...earlier.absorbed])],
  };
}

function keepLatest(times: Record<string, Date>, key: string, at: Date): void {
  const before = times[key];
  if (before === undefined || before < at) times[key] = at;
}
