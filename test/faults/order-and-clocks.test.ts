import { describe, expect, it, vi } from 'vitest';
import { recordBelated } from '../../lib/database/queries/error-events.ts';
import { collectDeadLetters } from '../../lib/jobs/collect-dead-letters.ts';
import { lambdaLetter, MemoryDeadLetters } from '../support/dead-letters.ts';
import { copiedDatabases } from './databases.ts';
import { isLong } from './life.ts';
import { deliver, type Scenario, scenarios } from './scenarios.ts';
import { differences, tablesOf } from './tables.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;
const databases = copiedDatabases();
const template = (scenario: Scenario) => databases.template(scenario.job.name, scenario.fill);
const moved = ({ time }: Scenario, ms: number) => new Date(time.getTime() + ms);

const known = new Map<Scenario, Promise<Record<string, string[]>>>();
/** What one clean run leaves behind. */
function cleanTables(scenario: Scenario): Promise<Record<string, string[]>> {
  const clean = known.get(scenario) ?? run();
  known.set(scenario, clean);
  return clean;
  async function run() {
    return databases.withCopy(await template(scenario), async ({ url, sql }) => {
      await deliver(scenario, scenario.surroundings(), { url });
      return tablesOf(sql, [scenario.time]);
    });
  }
}

describe('events that come twice, late and out of order', () => {
  for (const scenario of Object.values(scenarios)) {
    const { name } = scenario.job;

    it(`${name}: the same slot twice at the same moment runs once`, async () => {
      const clean = await cleanTables(scenario);
      await databases.withCopy(await template(scenario), async ({ url, sql }) => {
        const surroundings = scenario.surroundings();
        const runs = await Promise.all([1, 2].map(() => deliver(scenario, surroundings, { url })));
        const statuses = runs.flat().map(({ status }) => status);
        expect(statuses.filter((status) => status === 'skipped_duplicate')).toHaveLength(1);
        expect(differences(clean, await tablesOf(sql, [scenario.time]))).toEqual([]);
      });
    });

    it(`${name}: an older event after a newer one takes nothing back`, async () => {
      await databases.withCopy(await template(scenario), async ({ url, sql }) => {
        await deliver(scenario, scenario.surroundings(), { url });
        const before = await tablesOf(sql, [scenario.time]);
        const old = moved(scenario, -8 * HOUR_MS);
        const [summary] = await deliver(scenario, scenario.surroundings(), { url, time: old });
        expect(['ok', 'partial']).toContain(summary?.status);
        const changed = differences(before, await tablesOf(sql, [scenario.time]));
        // What was stored stays as it was; the old run adds its own lines of the log and no more.
        expect(changed.filter((row) => !/^(job_runs|system_events|experiment_looks) has /.test(row))).toEqual([]);
      });
    });
  }

  it('a dead letter that comes twice is one error', async () => {
    await databases.withCopy(await template(scenarios.error_analysis!), async ({ sql }) => {
      const letter = lambdaLetter({ id: 'a', requestId: '00000000-0000-4000-8000-0000000000aa', at: new Date(0) });
      const count = async () => (await sql`select 1 from system_events where event_type = 'job_error'`).length;
      const before = await count();
      for (const letters of [[letter, { ...letter, id: 'b' }], [letter]]) {
        const { collected, problems } = await collectDeadLetters(sql, new MemoryDeadLetters(letters));
        expect(problems).toEqual([]);
        expect(collected).toBe(letters.length === 2 ? 1 : 0);
      }
      expect(await count()).toBe(before + 1);
      expect(await recordBelated(sql, [])).toBe(0);
    });
  });
});

describe('clocks that are wrong', () => {
  const all = {
    'an hour back': -HOUR_MS,
    'a year forward': YEAR_MS,
    'an hour forward': HOUR_MS,
    'a year back': -YEAR_MS,
  };
  const jumps = Object.entries(all).slice(0, isLong ? undefined : 2);

  for (const scenario of Object.values(scenarios)) {
    const { name } = scenario.job;
    it(`${name}: a clock that jumps while it runs does not keep it from ending, nor the next run from working`, async () => {
      const clean = await cleanTables(scenario);
      for (const [words, jump] of jumps) {
        await databases.withCopy(await template(scenario), async ({ url, sql }) => {
          let asked = 0;
          const clock = () => (asked++ < 2 ? scenario.time : moved(scenario, jump));
          const [summary] = await deliver(scenario, scenario.surroundings(), { url, clock });
          expect(['ok', 'partial'], words).toContain(summary?.status);
          const [again] = await deliver(scenario, scenario.surroundings(), { url });
          expect(again?.status, words).toBe('skipped_duplicate');
          const tables = await tablesOf(sql, [scenario.time, moved(scenario, jump)]);
          // What is read is dated by the machine's own clock, wrong as it may be, and that is told; nothing is there twice.
          for (const table of ['post_ids', 'tweet_metrics', 'policies', 'generations']) {
            expect({ words, table, rows: tables[table]?.length }).toEqual({ words, table, rows: clean[table]?.length });
          }
          const next = moved(scenario, 24 * HOUR_MS);
          const [later] = await deliver(scenario, scenario.surroundings(), { url, time: next, clock: () => next });
          expect(['ok', 'partial'], words).toContain(later?.status);
        });
      }
    });

    it(`${name}: a machine whose clock is wrong by a year runs nothing twice, and the right ones go on`, async () => {
      const clean = await cleanTables(scenario);
      for (const skew of [-YEAR_MS, YEAR_MS]) {
        await databases.withCopy(await template(scenario), async ({ url, sql }) => {
          await deliver(scenario, scenario.surroundings(), { url });
          const wrong = moved(scenario, skew);
          // Whether it takes the slot for one that is done or for another one: what it does must not undo anything.
          await deliver(scenario, scenario.surroundings(), { url, clock: () => wrong });
          const tables = await tablesOf(sql, [scenario.time, wrong]);
          for (const table of ['post_ids', 'tweet_metrics', 'learning_posts']) {
            expect({ skew, table, rows: tables[table] }).toEqual({ skew, table, rows: clean[table] });
          }
          const next = moved(scenario, 24 * HOUR_MS);
          const [later] = await deliver(scenario, scenario.surroundings(), { url, time: next, clock: () => next });
          expect(['ok', 'partial']).toContain(later?.status);
        });
      }
    });
  }
});
