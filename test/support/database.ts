import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, inject } from 'vitest';
import type { Sql } from '../../lib/database/client.ts';
import { connectionOptions } from '../../lib/database/connection-options.ts';
import { databaseUrl, TEMPLATE } from './database-names.ts';

/** A database of the test file's own, copied from the migrated template; `sql` and `url` are ready inside tests. */
export function testDatabase(): { readonly sql: Sql; readonly url: string } {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const state: { sql?: Sql; url?: string } = {};
  beforeAll(async () => {
    const server = inject('serverUrl');
    const admin = postgres(server, { max: 1, onnotice: () => {} });
    await admin.unsafe(`create database ${name} template ${TEMPLATE}`);
    await admin.end();
    state.url = databaseUrl(server, name);
    const { url, options } = connectionOptions(state.url, 'hone-test');
    state.sql = postgres(url, options);
  });
  afterAll(async () => {
    await state.sql?.end({ timeout: 5 });
  });
  return {
    get sql() {
      if (!state.sql) throw new Error('the test database is ready only inside tests');
      return state.sql;
    },
    get url() {
      if (!state.url) throw new Error('the test database is ready only inside tests');
      return state.url;
    },
  };
}
