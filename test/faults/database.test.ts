import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { withDatabase } from '../../lib/database/client.ts';
import type { RunSummary } from '../../lib/runtime/envelope.ts';
import { DATABASE_FAULTS, type Fault, strikeDatabase } from './database-faults.ts';
import { startDatabaseProxy } from './database-proxy.ts';
import { copiedDatabases } from './databases.ts';
import { isLong, momentsToTry, tell } from './life.ts';
import { deliver, type Scenario, scenarios } from './scenarios.ts';
import { differences, tablesOf } from './tables.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const LATER_MS = 300_000;
/** Statements of each job that are hit where time is short. */
const MOST_STATEMENTS = 1;

const databases = copiedDatabases();

interface Struck {
  /** What the invocation answered, or how it failed: Lambda counts that, and keeps the event as a dead letter. */
  summaries: RunSummary[];
  error: unknown;
  /** Whether the run was recorded as done. */
  isDone: boolean;
  /** Errors that were recorded, without those of doubtful readings. */
  told: number;
  tables: Record<string, string[]>;
  again: string[];
  statements: number;
  text: string;
}

/** A run that is hit at one statement (or none), and the next delivery of its event by an untroubled one. */
async function struck(scenario: Scenario, hit: { at: number; fault: Fault } | null): Promise<Struck> {
  const { time, job } = scenario;
  const later = new Date(time.getTime() + LATER_MS);
  return databases.withCopy(await databases.template(job.name, scenario.fill), async ({ url, sql }) => {
    const database = await strikeDatabase({ url, sql }, hit);
    const surroundings = scenario.surroundings();
    const { timeLeft } = database;
    const first = await deliver(scenario, surroundings, { url: database.url, timeLeft }).then(
      (summaries) => ({ summaries, error: null }),
      (error: unknown) => ({ summaries: [], error }),
    );
    const [statements, text] = [database.statements(), database.text()];
    await database.end();
    surroundings.recover?.();
    const [run] = await sql`select status from job_runs where job_name = ${job.name} order by slot desc limit 1`;
    const [{ n: told } = { n: 0 }] = await sql<{ n: number }[]>`
      select count(*) as n from system_events where event_type = 'job_error' and created_at = ${time}
        and event_data->>'code' is distinct from 'HONE_DOUBTFUL_READING'`;
    const again = await deliver(scenario, surroundings, { url, clock: () => later });
    const isDone = ['ok', 'partial'].includes(String(run?.status));
    const tables = await tablesOf(sql, [time, later]);
    return { ...first, isDone, told, tables, again: again.map(({ status }) => status), statements, text };
  });
}

/** Nothing lost, nothing twice, told, recovered. */
function expectInvariants(clean: Struck, run: Struck, where: string): void {
  // The next delivery works, or finds that all is done.
  expect(['ok', 'partial', 'skipped_duplicate'], where).toContain(run.again[0]);
  const isTold = run.error !== null || run.told > 0;
  expect({ where, isTold, status: run.error === null ? run.summaries[0]?.status : 'threw' }).toMatchObject({
    isTold: true,
  });
  if (run.isDone && run.told > 0) {
    // It is done in part and has told what it lacks, which its next slot makes up: nothing is there twice.
    for (const table of ['post_ids', 'tweet_metrics', 'policies', 'generations', 'learning_posts']) {
      const [rows = 0, most = 0] = [run.tables[table]?.length, clean.tables[table]?.length];
      expect({ where, table, isTooMuch: rows > most }).toEqual({ where, table, isTooMuch: false });
    }
    return;
  }
  const found = differences(clean.tables, run.tables).filter((row) => !/"event_type":"job_error"/.test(row));
  expect({ where, found }).toEqual({ where, found: [] });
}

describe('a fault of the database in the middle of a run', () => {
  for (const scenario of Object.values(scenarios)) {
    const { name } = scenario.job;
    it(
      `${name}: loses nothing, does nothing twice, is told, and the next delivery recovers`,
      async () => {
        const clean = await struck(scenario, null);
        expect(clean.error).toBeNull();
        for (const [index, [words, fault]] of Object.entries(DATABASE_FAULTS).entries()) {
          // Each fault hits another part of the run.
          const tried = isLong
            ? momentsToTry(clean.statements, clean.statements)
            : [2 + Math.floor(((index + 0.5) / Object.keys(DATABASE_FAULTS).length) * (clean.statements - 2))];
          for (const at of tried.slice(0, isLong ? undefined : MOST_STATEMENTS)) {
            const run = await struck(scenario, { at, fault });
            expectInvariants(clean, run, `${words} at statement ${at} of ${clean.statements}: ${run.text}`);
          }
        }
        tell(`${name}: ${Object.keys(DATABASE_FAULTS).length} faults, ${clean.statements} statements`);
      },
      isLong ? 3_600_000 : 120_000,
    );

    it(`${name}: a connection that breaks silently ends at the deadline, and is told over another one`, async () => {
      const clean = await struck(scenario, null);
      const at = Math.floor(clean.statements / 2);
      const run = await struck(scenario, { at, fault: 'swallow' });
      expect(run.error).toMatchObject({ name: 'JobFailedError', code: 'HONE_DEADLINE' });
      expect(run).toMatchObject({ isDone: false, told: 1, again: [expect.stringMatching(/^(ok|partial)$/)] });
      expectInvariants(clean, run, `half-open at statement ${at}: ${run.text}`);
    });
  }
});

describe('a database that does not let anyone in', () => {
  let admin: postgres.Sql;
  beforeAll(() => {
    admin = postgres(inject('serverUrl'), { max: 1, onnotice: () => {} });
  });
  afterAll(async () => {
    await admin.unsafe('drop role if exists hone_narrow');
    await admin.end({ timeout: 5 });
  });
  const scenario = scenarios.error_analysis!;

  it('has too many connections (53300): it is said in one sentence, and the next run works', async () => {
    const template = await databases.template(scenario.job.name, scenario.fill);
    await databases.withCopy(template, async ({ url, sql }) => {
      await admin.unsafe(`create role hone_narrow login superuser password 'narrow'`);
      await admin.unsafe('alter role hone_narrow nosuperuser connection limit 1');
      await sql`grant all on all tables in schema public to hone_narrow`;
      const narrow = new URL(url);
      narrow.username = 'hone_narrow';
      narrow.password = 'narrow';
      const other = postgres(narrow.href, { max: 1 });
      await other`select 1`;
      const delivered = () => deliver(scenario, scenario.surroundings(), { url: narrow.href });
      await expect(delivered()).rejects.toThrow(/cannot be used \(53300: too many connections for role/);
      await other.end({ timeout: 5 });
      expect((await delivered())[0]?.status).toBe('ok');
      await sql`drop owned by hone_narrow`;
    });
  });

  it('is told to end by itself what a dead client has left there', async () => {
    const template = await databases.template(scenario.job.name, scenario.fill);
    await databases.withCopy(template, async ({ url, sql }) => {
      const limits = await withDatabase(
        { url, applicationName: 'hone-limits', limitMs: 90_000 },
        (own) => own`
        select name, setting from pg_settings
        where name in ('statement_timeout', 'idle_in_transaction_session_timeout', 'tcp_keepalives_idle') order by name`,
      );
      expect(limits.map(({ setting }) => Number(setting))).toEqual([60_000, 90_000, 60]);
      const hung = withDatabase(
        { url, applicationName: 'hone-limits', limitMs: 400 },
        (own) => own`select pg_sleep(600)`,
      );
      await expect(hung).rejects.toMatchObject({ code: expect.stringMatching(/^(HONE_DEADLINE|57014)$/) });
      const running = async () =>
        (await sql`select 1 from pg_stat_activity where application_name = 'hone-limits'`).length;
      await expect.poll(running, { timeout: 10_000 }).toBe(0);
    });
  });

  it('hangs up on everyone, as a balancer without a server does: the run ends in time and says so', async () => {
    const template = await databases.template(scenario.job.name, scenario.fill);
    await databases.withCopy(template, async ({ url }) => {
      const proxy = await startDatabaseProxy(url);
      proxy.welcome = 'hang up';
      const timeLeft = () => 3_000 + 800;
      const delivered = deliver(scenario, scenario.surroundings(), { url: proxy.url, timeLeft });
      await expect(delivered).rejects.toThrow(/did not finish|cannot be used/);
      proxy.welcome = 'pass';
      const [summary] = await deliver(scenario, scenario.surroundings(), { url: proxy.url });
      expect(summary?.status).toBe('ok');
      await proxy.close();
    });
  });
});
