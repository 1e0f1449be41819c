import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { withDatabase } from '../../../lib/database/client.ts';
import { DatabaseUnreachableError } from '../../../lib/database/errors.ts';
import { DeadlineError } from '../../../lib/runtime/errors.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const base = { applicationName: 'client-test', limitMs: 10_000 };

describe('withDatabase', () => {
  it('closes its connection whether the work succeeds or fails', async () => {
    await withDatabase({ url: db.url, ...base }, (sql) => sql`select 1`);
    await expect(
      withDatabase({ url: db.url, ...base }, async () => {
        throw new RangeError('no');
      }),
    ).rejects.toThrow('no');
    const [row] = await db.sql`select count(*) as n from pg_stat_activity where application_name = 'client-test'`;
    expect(row?.n).toBe(0);
  });

  it('says in one sentence that nobody listens, without the password', async () => {
    const url = 'postgres://hone:hidden-word@127.0.0.1:1/hone';
    const failure = withDatabase({ url, ...base }, async () => 1);
    await expect(failure).rejects.toBeInstanceOf(DatabaseUnreachableError);
    await expect(failure).rejects.toThrow(
      /^the database 127\.0\.0\.1:1\/hone cannot be used \(ECONNREFUSED.*check that it runs/,
    );
    await expect(failure).rejects.not.toThrow(/hidden-word/);
  });

  it('gives up by its own clock on a server that never answers', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const url = `postgres://hone:x@127.0.0.1:${port}/hone`;
    await expect(withDatabase({ ...base, url, limitMs: 200 }, async () => 1)).rejects.toBeInstanceOf(DeadlineError);
    silent.close();
  });

  it('gives counts as numbers and refuses those beyond 2^53', async () => {
    const read = (text: string) => withDatabase({ url: db.url, ...base }, (sql) => sql`select ${text}::bigint as n`);
    expect((await read('9007199254740991'))[0]?.n).toBe(9_007_199_254_740_991);
    await expect(read('9007199254740993')).rejects.toThrow(/exceeds 2\^53/);
  });
});
