import type { Command } from 'commander';
import type { Sql } from '../../../lib/database/client.ts';
import { listAccounts } from '../../../lib/database/queries/accounts.ts';
import { chooseAccount, noAccount } from './choose-account.ts';
import { CliError } from './cli-error.ts';
import { explainError } from './explain-error.ts';
import type { Io } from './io.ts';
import { handleValue } from './option-values.ts';
import { userOf } from './user.ts';

export interface SwitchOptions {
  /** Undefined: all of them. */
  account?: string;
  aws?: boolean;
  by?: string;
  json?: boolean;
}

/** What `pause` and `resume` have in common. */
export function switchOptions(command: Command): Command {
  return command
    .option('--account <handle>', 'this account, or "all" (default)', (text) =>
      text === 'all' ? undefined : handleValue(text),
    )
    .option('--aws', 'of the deployed installation: its database, and the EventBridge rule that starts the publisher')
    .option('--by <name>', 'who says so, for the record (default: the user of this machine)');
}

/**
 * Has the deployed installation do what is to be done in its database, and gives what the verb prints as JSON there.
 * @throws CliError when it cannot be asked, or says that it was asked in a wrong way
 */
export async function askDeployed<T>(
  io: Io,
  verb: 'pause' | 'resume',
  { account, by }: Pick<SwitchOptions, 'account' | 'by'>,
): Promise<T> {
  const { askOperator, exitCodeOf } = await import('./aws/send-to-operator.ts');
  const args = [verb, '--json', '--by', userOf(io, by), ...(account === undefined ? [] : ['--account', account])];
  const { stdout, stderr, exitCode } = await askOperator(io, { args });
  if (stdout === '') throw new CliError(stderr.trim().replace(/^hone: /, ''), exitCodeOf(exitCode));
  const isTime = (key: string) => /(At|Since|Until)$/.test(key);
  return JSON.parse(stdout, (key, value) => (isTime(key) && typeof value === 'string' ? new Date(value) : value));
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
