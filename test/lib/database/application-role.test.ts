import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureApplicationRole } from '../../../lib/database/application-role.ts';
import { testDatabase } from '../../support/database.ts';

describe('the role the jobs connect as', () => {
  const database = testDatabase();
  // Roles belong to the whole server: names of our own, so that no other test meets them.
  const suffix = randomBytes(4).toString('hex');
  const role = `hone_app_${suffix}`;
  const signIn = `rds_iam_${suffix}`;

  /** Runs one statement as that role. */
  async function asRole(statement: string): Promise<unknown> {
    const url = new URL(database.url);
    const own = postgres(url.href, { max: 1, onnotice: () => {} });
    try {
      await own.unsafe(`set role ${role}`);
      return await own.unsafe(statement);
    } finally {
      await own.end();
    }
  }

  beforeAll(async () => {
    await database.sql.unsafe(`create role ${signIn}`);
    expect(await ensureApplicationRole(database.sql, { name: role, signIn })).toBe(true);
  });
  afterAll(async () => {
    await database.sql.unsafe(`drop owned by ${role}; drop role ${role}; drop role ${signIn}`).simple();
  });

  it('is not made where the server knows no sign-in by IAM', async () => {
    expect(await ensureApplicationRole(database.sql, { name: `${role}_b`, signIn: 'nobody' })).toBe(false);
    expect(await database.sql`select 1 from pg_roles where rolname = ${`${role}_b`}`).toHaveLength(0);
  });

  it('reads and writes rows', async () => {
    await asRole(`insert into accounts (account_id) values ('acme')`);
    await asRole(`update accounts set time_zone = 'Europe/Berlin' where account_id = 'acme'`);
    expect(await asRole('select account_id, time_zone from accounts')).toEqual([
      { account_id: 'acme', time_zone: 'Europe/Berlin' },
    ]);
    await asRole('delete from accounts');
  });

  it('reads and writes the rows of a new table once the migrations have run again', async () => {
    await database.sql.unsafe('create table later (id bigint generated always as identity, n int)').simple();
    await expect(asRole('select n from later')).rejects.toMatchObject({ code: '42501' });
    await ensureApplicationRole(database.sql, { name: role, signIn });
    await asRole('insert into later (n) values (1)');
    expect(await asRole('select n from later')).toEqual([{ n: 1 }]);
  });

  it('stores readings while what is kept of them has not been granted yet: code of the version before does', async () => {
    await database.sql.unsafe(`revoke all on post_essentials from ${role}`);
    await asRole(`
      insert into accounts (account_id) values ('acme');
      insert into content_metadata (decision_id, account_id, tweet_id, status, posted_at)
        values ('00000000-0000-4000-8000-000000000001', 'acme', '1', 'posted', '2026-11-01');
      insert into post_ids (tweet_id, decision_id, role) values ('1', '00000000-0000-4000-8000-000000000001', 'root');
      insert into tweet_metrics (tweet_id, collected_at, source, likes_count) values ('1', '2026-11-02', 'timeline_json', 3)`);
    await expect(asRole('select 1 from post_essentials')).rejects.toMatchObject({ code: '42501' });
    expect(await database.sql`select changes, readings from post_essentials`).toEqual([{ changes: 2, readings: null }]);
    await database.sql`truncate accounts cascade`;
    await ensureApplicationRole(database.sql, { name: role, signIn });
  });

  it.each([
    ['make a table', 'create table own (n int)'],
    ['change one', 'alter table accounts add column spare int'],
    ['drop one', 'drop table accounts cascade'],
    ['empty one at a stroke', 'truncate accounts cascade'],
    ['claim that a migration has run', `insert into schema_migrations (version, name, checksum) values (9, 'x', 'x')`],
    ['make another role', 'create role friend'],
  ])('may not %s', async (_what, statement) => {
    await expect(asRole(statement)).rejects.toMatchObject({ code: '42501' });
  });
});
