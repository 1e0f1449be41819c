import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureApplicationRole } from '../../../lib/database/application-role.ts';
import { testDatabase } from '../../support/database.ts';

describe('the role the jobs connect as', () => {
  const database = testDatabase();
  const role = `hone_app_${randomBytes(4).toString('hex')}`;

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

  beforeAll(() => ensureApplicationRole(database.sql, role));
  afterAll(async () => {
    await database.sql.unsafe(`drop owned by ${role}; drop role ${role}`).simple();
  });

  it('may be made again', async () => {
    await ensureApplicationRole(database.sql, role);
  });

  it('reads and writes rows', async () => {
    await asRole(`insert into accounts (account_id) values ('acme')`);
    await asRole(`update accounts set time_zone = 'Europe/Berlin' where account_id = 'acme'`);
    expect(await asRole('select account_id, time_zone from accounts')).toEqual([
      { account_id: 'acme', time_zone: 'Europe/Berlin' },
    ]);
    await asRole('delete from accounts');
  });

  it('reads and writes the rows of a table that a later migration makes', async () => {
    await database.sql.unsafe('create table later (id bigint generated always as identity, n int)').simple();
    await asRole('insert into later (n) values (1)');
    expect(await asRole('select n from later')).toEqual([{ n: 1 }]);
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

  it('has a plain name', async () => {
    await expect(ensureApplicationRole(database.sql, 'a"; drop')).rejects.toThrow(RangeError);
  });
});
