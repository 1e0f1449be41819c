import type { Sql } from '../../../lib/database/client.ts';
import { type Account, findAccount, listAccounts } from '../../../lib/database/queries/accounts.ts';
import { CliError, EXIT } from './cli-error.ts';

/** The account a command is about: the one that was named, or the only one there is. */
export async function chooseAccount(sql: Sql, handle: string | undefined): Promise<Account> {
  if (handle !== undefined) {
    const account = await findAccount(sql, handle);
    if (account !== null) return account;
    const known = (await listAccounts(sql)).map(({ accountId }) => accountId);
    const there = known.length === 0 ? 'there is none yet' : `there are ${known.join(', ')}`;
    throw new CliError(`there is no account ${handle} (${there}); add it with: hone account add ${handle}`, EXIT.usage);
  }
  const accounts = await listAccounts(sql);
  const [only] = accounts;
  if (only === undefined) throw noAccount();
  if (accounts.length === 1) return only;
  const known = accounts.map(({ accountId }) => accountId).join(', ');
  throw new CliError(`there are several accounts; say which with --account (${known})`, EXIT.usage);
}

export function noAccount(): CliError {
  return new CliError('there is no account yet; add yours with: hone account add HANDLE', EXIT.notConfigured);
}
