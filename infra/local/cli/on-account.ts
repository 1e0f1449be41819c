import type { Sql } from '../../../lib/database/client.ts';
import type { Account } from '../../../lib/database/queries/accounts.ts';
import type { Io } from './io.ts';
import { withHost } from './with-host.ts';

/** Works on one account in the database: the named one, or the only one there is. */
export async function onAccount<T>(
  io: Io,
  handle: string | undefined,
  work: (sql: Sql, account: Account) => Promise<T>,
): Promise<T> {
  const { chooseAccount } = await import('./choose-account.ts');
  return withHost(io, {}, (host) => host.database(async (sql) => work(sql, await chooseAccount(sql, handle))));
}
