import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { type Sql, withDatabase } from '../../lib/database/client.ts';
import { migrate as migrateSchema } from '../../lib/database/migrate.ts';
import { SCHEMA_VERSION } from '../../lib/database/schema-version.ts';
import { migrate } from '../../lib/jobs/migrate.ts';
import { createLog } from '../../lib/runtime/log.ts';
import { copiedDatabases } from './databases.ts';
import { isLong, Life, momentsToTry, tell } from './life.ts';
import { deliver, scenarios } from './scenarios.ts';
import { differences } from './tables.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const MOST_MOMENTS = 6;
const folder = new URL('../../lib/database/migrations/', import.meta.url);
const log = createLog({ clock: () => new Date(0), write: () => {} });
const databases = copiedDatabases();
const empty = () => databases.template('empty', async () => {}, { isEmpty: true });
const run = (url: string) => migrate({ database: { url }, log, limitMs: 60_000 });

/** The schema as the server knows it, word by word. */
async function schemaOf(sql: Sql): Promise<Record<string, string[]>> {
  const lines = async (query: Promise<readonly { line: string }[]>) => (await query).map(({ line }) => line).sort();
  return {
    columns: await lines(sql<{ line: string }[]>`
      select concat_ws(' ', table_name, ordinal_position, column_name, data_type, is_nullable, column_default) as line
      from information_schema.columns where table_schema = 'public'`),
    constraints: await lines(sql<{ line: string }[]>`
      select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) as line from pg_constraint
      where connamespace = 'public'::regnamespace and conrelid <> 0`),
    indexes: await lines(sql<{ line: string }[]>`select indexdef as line from pg_indexes where schemaname = 'public'`),
    functions: await lines(sql<{ line: string }[]>`
      select md5(pg_get_functiondef(oid)) || ' ' || proname as line from pg_proc where pronamespace = 'public'::regnamespace`),
    triggers: await lines(sql<{ line: string }[]>`
      select pg_get_triggerdef(oid) as line from pg_trigger where not tgisinternal`),
    versions: await lines(sql<{ line: string }[]>`select version || ' ' || checksum as line from schema_migrations`),
  };
}

describe('a migration', () => {
  it(
    'that is killed at any of its awaits leaves whole migrations only, and the next one ends at the same schema',
    async () => {
      const expected = await databases.withCopy(await empty(), async ({ url, sql }) => {
        const life = await Life.begin(url, null);
        await run(life.url);
        await life.end();
        return { schema: await schemaOf(sql), moments: life.moments };
      });
      for (const moment of momentsToTry(expected.moments, MOST_MOMENTS)) {
        await databases.withCopy(await empty(), async ({ url, sql }) => {
          const life = await Life.begin(url, moment);
          await expect(run(life.url)).rejects.toThrow();
          await life.end();
          await run(url);
          const where = `moment ${moment} of ${expected.moments}: ${life.lastWord.slice(0, 80)}`;
          const found = differences(expected.schema, await schemaOf(sql));
          expect({ where, found }).toEqual({ where, found: [] });
        });
      }
      tell(`migrate: killed at ${isLong ? expected.moments : MOST_MOMENTS} of ${expected.moments} moments`);
    },
    isLong ? 3_600_000 : 120_000,
  );

  it('runs once when two deployments run it at the same time', async () => {
    await databases.withCopy(await empty(), async ({ url, sql }) => {
      const applied = (await Promise.all([run(url), run(url)])).map((one) => one.applied.length);
      const [{ n } = { n: 0 }] = await sql<{ n: number }[]>`select count(*) as n from schema_migrations`;
      expect(applied[0]! + applied[1]!).toBe(n);
    });
  });
});

describe('code and schema of different versions', () => {
  it('the code runs on a schema that a newer version has added to, and keeps what it does not know', async () => {
    const scenario = scenarios.metrics_scraper!;
    const template = await databases.template('newer schema', async (sql) => {
      await scenario.fill(sql);
      for (const table of ['content_metadata', 'tweet_metrics', 'system_events', 'job_runs', 'accounts', 'outcomes']) {
        await sql`alter table ${sql(table)} add column from_the_future text not null default 'kept'`;
      }
      await sql`create table of_the_future (decision_id uuid references content_metadata)`;
    });
    for (const { job } of Object.values(scenarios)) {
      await databases.withCopy(template, async ({ url, sql }) => {
        const given = scenarios[job.name]!;
        const [summary] = await deliver(given, given.surroundings(), { url });
        expect(['ok', 'partial'], `${job.name}: ${summary?.error}`).toContain(summary?.status);
        const [row] = await sql`select count(*) as n from job_runs where from_the_future <> 'kept'`;
        expect(row?.n).toBe(0);
      });
    }
  });

  it('the code on the schema of the version before says what to do, and a migration heals it', async () => {
    const older = await mkdtemp(join(tmpdir(), 'hone-older-'));
    try {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
      for (const name of names.slice(0, -1)) await writeFile(join(older, name), await readFile(new URL(name, folder)));
      await databases.withCopy(await empty(), async ({ url }) => {
        const connect = { url, applicationName: 'hone-faults', limitMs: 30_000 };
        await withDatabase(connect, (sql) => migrateSchema(sql, pathToFileURL(`${older}/`)));
        const scenario = scenarios.content_planner!;
        const delivered = deliver(scenario, scenario.surroundings(), { url });
        await expect(delivered).rejects.toThrow(
          `the schema of the database is at version ${SCHEMA_VERSION - 1}, and this code needs ${SCHEMA_VERSION}; bring it there with: hone invoke migrate`,
        );
        await run(url);
        await withDatabase(connect, (sql) => scenario.fill(sql));
        const [summary] = await deliver(scenario, scenario.surroundings(), { url });
        expect(summary?.status).toBe('ok');
      });
    } finally {
      await rm(older, { recursive: true });
    }
  });
});
