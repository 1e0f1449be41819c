import { describe, expect, it } from 'vitest';
import { DATABASE_FAULTS, type Fault, type StruckDatabase, strikeDatabase } from './database-faults.ts';
import { copiedDatabases } from './databases.ts';
import { isLong, momentsToTry, tell } from './life.ts';
import { expectEachOnce, PLANNED_TEXTS, publishThrough } from './publishing-story.ts';

/** Statements that each fault hits where time is short. */
const MOST_STATEMENTS = 3;
const FAULTS: Readonly<Record<string, Fault>> = { ...DATABASE_FAULTS, 'half-open': 'swallow' };
const databases = copiedDatabases();

/** @param hit statement 0: none, but the run has the time it would have */
async function struck(hit: { at: number; fault: Fault }, readFrom?: number) {
  let database: StruckDatabase | undefined;
  const published = await publishThrough(databases, async (own) => (database = await strikeDatabase(own, hit)), {
    readFrom,
  });
  return { published, statements: database!.statements(), text: database!.text() };
}

describe('a publisher whose database fails in the middle of a run', () => {
  it.each(Object.entries(FAULTS).map(([words, fault], index) => ({ words, fault, index })))(
    '$words: nothing goes out twice, nothing is lost, and it is told',
    async ({ words, fault, index }) => {
      const clean = await struck({ at: 0, fault });
      expect(clean.published.error).toBeNull();
      expect(clean.published.x.timeline.map(({ text }) => text)).toEqual(PLANNED_TEXTS);
      // Each fault hits other statements of the run.
      const all = momentsToTry(clean.statements, clean.statements);
      const step = Math.floor(clean.statements / MOST_STATEMENTS);
      const some = Array.from({ length: MOST_STATEMENTS }, (_, i) => 2 + ((i * step + index) % (clean.statements - 2)));
      const tried = isLong ? all : some;
      let complete = 0;
      for (const at of tried) {
        const { published, text } = await struck({ at, fault }, at % 2 === 0 ? 5 : 40);
        const where = `${words} at statement ${at} of ${clean.statements}: ${text}`;
        if (expectEachOnce(published, where)) complete += 1;
        const isTold = published.error !== null || published.told.length > 0;
        expect({ where, isTold }).toEqual({ where, isTold: true });
      }
      tell(`publisher: ${words} at ${tried.length} of ${clean.statements} statements, all out in ${complete}`);
    },
    isLong ? 3_600_000 : 120_000,
  );
});
