import postgres from 'postgres';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Sql } from '../../../lib/database/client.ts';
import { connectionOptions } from '../../../lib/database/connection-options.ts';
import { ConnectionLostError, revocable, steadyClient } from '../../../lib/database/steady-client.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();

/** A steady client under a name of its own, by which its connections can be ended from outside. */
async function withSteady<T>(
  work: (sql: Sql, more: { end(): Promise<void>; renew(): void }) => Promise<T>,
): Promise<T> {
  const { url, options } = connectionOptions(db.url, 'steady');
  const { sql, renew } = steadyClient((onclose) => postgres(url, { ...options, onclose }));
  const end = async () => {
    await db.sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'steady'`;
  };
  try {
    return await work(sql, { end, renew });
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const names = async () =>
  (await db.sql<{ name: string }[]>`select name from kept order by name`).map(({ name }) => name);

beforeEach(async () => {
  await db.sql`drop table if exists kept`;
  await db.sql`create table kept (name text not null)`;
});

describe('a client whose connection is ended', () => {
  it('fails the statement that was going on, and the next one gets a new connection', async () => {
    await withSteady(async (sql, { end }) => {
      const [before] = await sql`select pg_backend_pid() as pid`;
      const going = sql`select pg_sleep(60)`.catch((error: unknown) => error);
      await expect
        .poll(
          () => db.sql`select 1 from pg_stat_activity where query like '%pg_sleep(60)%' and state = 'active'
        and application_name = 'steady'`,
        )
        .toHaveLength(1);
      await end();
      expect(await going).toBeInstanceOf(Error);
      const [after] = await sql`select pg_backend_pid() as pid`;
      expect(after?.pid).not.toBe(before?.pid);
    });
  });

  it('lets the transaction go without ending the process: nothing of it is kept, nor of what it says afterwards', async () => {
    await withSteady(async (sql, { end }) => {
      let afterwards: unknown = null;
      const transaction = sql.begin(async (tx) => {
        await tx`insert into kept values ('before')`;
        await end();
        await tx`insert into kept values ('during')`.catch(() => {});
        try {
          await tx`insert into kept values ('afterwards')`;
        } catch (error) {
          afterwards = error;
        }
      });
      await expect(transaction).rejects.toThrow();
      // The work may hear of it later than its caller.
      await expect.poll(() => afterwards).toBeInstanceOf(ConnectionLostError);
      // The same client goes on, in transactions of its own.
      await sql.begin((tx) => tx`insert into kept values ('next')`);
      expect(await names()).toEqual(['next']);
    });
  });

  it('does the same inside a savepoint', async () => {
    await withSteady(async (sql, { end }) => {
      const transaction = sql.begin(async (tx) => {
        await tx`insert into kept values ('before')`;
        await tx.savepoint(async (step) => {
          await end();
          await step`insert into kept values ('step')`;
        });
      });
      await expect(transaction).rejects.toThrow(/terminating connection|CONNECTION_CLOSED|ECONNRESET|EPIPE/);
      expect(await names()).toEqual([]);
      expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
    });
  });

  it('keeps what fails for another reason as it was: rolled back, and the connection lives', async () => {
    await withSteady(async (sql) => {
      const [before] = await sql`select pg_backend_pid() as pid`;
      const failing = sql.begin(async (tx) => {
        await tx`insert into kept values ('lost')`;
        await tx.savepoint((step) => step`select 1 / 0`).catch(() => {});
        throw new RangeError('no');
      });
      await expect(failing).rejects.toThrow('no');
      const [after] = await sql`select pg_backend_pid() as pid`;
      expect(after).toEqual(before);
      expect(await names()).toEqual([]);
    });
  });

  it('can be told to give its connection up, whatever hangs on it', async () => {
    await withSteady(async (sql, { renew }) => {
      const hanging = sql`select pg_sleep(60)`.catch((error: unknown) => error);
      await expect
        .poll(
          () => db.sql`select 1 from pg_stat_activity where query like '%pg_sleep(60)%' and state = 'active'
        and application_name = 'steady'`,
        )
        .toHaveLength(1);
      renew();
      expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
      expect(await hanging).toMatchObject({ code: 'CONNECTION_DESTROYED' });
    });
  });
});

describe('a client that was ended', () => {
  it('opens no connection any more, whoever still goes on', async () => {
    await withSteady(async (sql) => {
      await sql`select 1`;
      await sql.end({ timeout: 1 });
      await expect(sql`insert into kept values ('late')`).rejects.toMatchObject({ code: 'CONNECTION_ENDED' });
      await expect(sql.begin((tx) => tx`insert into kept values ('late')`)).rejects.toThrow();
      expect(await names()).toEqual([]);
    });
  });
});

describe('work that had its time', () => {
  it('reaches the database no more, by no way', async () => {
    await withSteady(async (sql) => {
      const held = revocable(sql);
      await held.sql`insert into kept values ('in time')`;
      held.revoke();
      expect(() => held.sql`insert into kept values ('late')`).toThrow(ConnectionLostError);
      expect(() => held.sql.begin(async () => {})).toThrow(ConnectionLostError);
      expect(() => held.sql.unsafe('select 1')).toThrow(ConnectionLostError);
      expect(await names()).toEqual(['in time']);
    });
  });
});
