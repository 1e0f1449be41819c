import { beforeAll, describe, expect, it } from 'vitest';
import { windowEndingAt } from '../../../lib/jobs/error-windows.ts';
import { countsOf, findPatterns } from '../../../lib/jobs/find-patterns.ts';
import { fillWithFailures } from '../../benchmarks/errors/stored-failures.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const EVENTS = 2_500;
const until = new Date('2026-11-22T08:00:00Z');
const from = new Date('2026-11-15T08:00:00Z');
const find = (events: number) =>
  findPatterns(db.sql, {
    from,
    until,
    currentStart: windowEndingAt(until),
    known: [],
    chunk: { events, characters: 1e9 },
  });

beforeAll(() => fillWithFailures(db.sql, { events: EVENTS, until, seed: 7 }));

describe('finding patterns', () => {
  it('counts every failure of the window once', async () => {
    const { patterns, events } = await find(EVENTS);
    expect(events).toBe(EVENTS);
    expect(countsOf(patterns).reduce((sum, { n }) => sum + n, 0)).toBe(EVENTS);
  });

  it('finds the same patterns at the same times in chunks as at once', async () => {
    const describePatterns = ({ patterns }: Awaited<ReturnType<typeof find>>) =>
      patterns
        .map(
          ({ template, topFrame, code, errorName, category, countByWindow, seenBy, firstSeen, lastSeen, runsHit }) => ({
            ...{ template, topFrame, code, errorName, category, seenBy, firstSeen, lastSeen },
            counts: [...countByWindow].sort((a, b) => a[0] - b[0]),
            runsHit: runsHit.size,
          }),
        )
        .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    const [atOnce, inChunks] = [await find(EVENTS), await find(1_000)];
    expect(describePatterns(inChunks)).toEqual(describePatterns(atOnce));
  });

  it('gives every failure its whole stack back', async () => {
    const { patterns } = await find(EVENTS);
    const stored = await db.sql`select id, event_data->>'exception.stacktrace' as stack from system_events`;
    const stackOf = new Map(stored.map(({ id, stack }) => [id, stack]));
    expect(patterns.length).toBeGreaterThan(100);
    for (const { example } of patterns) expect(example.stacktrace).toBe(stackOf.get(example.id).slice(0, 4096));
  });
});
