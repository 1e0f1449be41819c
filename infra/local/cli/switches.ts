import type { Command } from 'commander';
import type { Sql } from '../../../lib/database/client.ts';
import { listAccounts } from '../../../lib/database/queries/accounts.ts';
import { chooseAccount, noAccount } from './choose-account.ts';
import { explainError } from './explain-error.ts';
import { handleValue } from './option-values.ts';

export interface SwitchOptions {
  /** Undefined: all of them. */
  account?: string;
  aws?: boolean;
  stack: string;
  by?: string;
  json?: boolean;
}

/** What `pause` and `resume` have in common. */
export function switchOptions(command: Command): Command {
  return command
    .option('--account <handle>', 'this account, or "all" (default)', (text) =>
      text === 'all' ? undefined : handleValue(text),
    )
    .option('--aws', 'also the EventBridge rule that starts the publisher')
    .option('--stack <name>', 'with --aws: the name of the stack', 'hone')
    .option('--by <name>', 'who says so, for the record (default: the user of this machine)');
}

/** The named account, or all of them. */
export async function everyAccount(sql: Sql, account: string | undefined): Promise<string[]> {
  if (account !== undefined) return [(await chooseAccount(sql, account)).accountId];
  const accounts = await listAccounts(sql);
  if (accounts.length === 0) throw noAccount();
  return accounts.map(({ accountId }) => accountId);
}

export function reasonOf(error: unknown): string {
  return explainError(error).message;
}
