import { describe, expect, it } from 'vitest';
import { copiedDatabases } from './databases.ts';
import { isLong, Life, momentsToTry, tell } from './life.ts';
import { deliver, type Scenario, type Surroundings, scenarios } from './scenarios.ts';
import { differences, tablesOf } from './tables.ts';

/** Moments of a job that are tried where time is short, spread over all of its run. */
const MOST_MOMENTS = 8;
/** Longer than any lease: of the run, and of a draft that was being written. */
const LATER_MS = 300_000;

const DOUBT_UNTOLD = /^system_events lacks .*"HONE_DOUBTFUL_READING"/;

const databases = copiedDatabases();

/** One run that is killed at a moment (or lives), and the next delivery of its event, when all leases are over. */
async function livedThrough(scenario: Scenario, killedAt: number | null) {
  const later = new Date(scenario.time.getTime() + LATER_MS);
  const template = await databases.template(scenario.job.name, scenario.fill);
  return databases.withCopy(template, async ({ url, sql }) => {
    const surroundings: Surroundings = scenario.surroundings();
    const life = await Life.begin(url, killedAt);
    const first = deliver(scenario, surroundings, { url: life.url, call: (what, work) => life.call(what, work) });
    const ended = await first.then(
      (summaries) => ({ summaries, error: null }),
      (error: unknown) => ({ summaries: [], error }),
    );
    await life.end();
    surroundings.recover?.();
    const [left] =
      await sql`select status from job_runs where job_name = ${scenario.job.name} order by slot desc limit 1`;
    const again = await deliver(scenario, surroundings, { url, clock: () => later });
    surroundings.check?.();
    const tables = await tablesOf(sql, [scenario.time, later]);
    return { ended, again, tables, left: left?.status ?? null, moments: life.moments, lastWord: life.lastWord };
  });
}

describe('a run that is killed at any of its awaits', () => {
  for (const scenario of Object.values(scenarios)) {
    const { name } = scenario.job;
    it(
      `${name}: the next delivery leaves the tables of one clean run`,
      async () => {
        const clean = await livedThrough(scenario, null);
        expect(clean.ended.error).toBeNull();
        expect(clean.again.map(({ status }) => status)).toEqual(['skipped_duplicate']);
        // The last moments are the awkward ones: all is done, and nobody has said so.
        const tried = [...new Set([...momentsToTry(clean.moments, MOST_MOMENTS), clean.moments - 2])];
        for (const moment of tried) {
          const killed = await livedThrough(scenario, moment);
          const where = `moment ${moment} of ${clean.moments}: ${killed.lastWord}`;
          expect(killed.lastWord, where).not.toBe('');
          // What is doubted stands with the reading and in the status; the event of it may be lost with the run that wrote it.
          const found = differences(clean.tables, killed.tables).filter((row) => !DOUBT_UNTOLD.test(row));
          expect({ where, found }).toEqual({ where, found: [] });
        }
        tell(`${name}: killed at ${tried.length} of ${clean.moments} moments`);
      },
      isLong ? 3_600_000 : 120_000,
    );
  }
});
