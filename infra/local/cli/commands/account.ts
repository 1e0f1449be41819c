import { Command } from 'commander';
import type { Account } from '../../../../lib/database/queries/accounts.ts';
import { railsLine } from '../account-changes.ts';
import { type Io, print, say } from '../io.ts';
import { handleValue, timeZoneValue } from '../option-values.ts';
import { userOf } from '../user.ts';
import { withHost } from '../with-host.ts';
import { accountSetCommand } from './account-set.ts';

interface Options {
  timeZone?: string;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  hone account add @your_handle --time-zone Europe/Berlin
  hone account set your_handle --autonomy recommend`;

export function accountCommand(io: Io): Command {
  const account = new Command('account').description('the accounts Hone reads').addHelpText('after', EXAMPLES);
  account
    .command('add')
    .description('read this account from now on')
    .argument('<handle>', 'its handle on X, with or without @', handleValue)
    .option('--time-zone <tz>', 'its IANA time zone, in which hours and weekdays count (default: UTC)', timeZoneValue)
    .addHelpText('after', '\nExample:\n  hone account add @your_handle --time-zone Europe/Berlin')
    .action((handle: string, _: unknown, command: Command) => add(io, handle, command.optsWithGlobals<Options>()));
  account
    .command('list')
    .description('all accounts')
    .addHelpText('after', '\nExample:\n  hone account list --json')
    .action((_: unknown, command: Command) => list(io, command.optsWithGlobals<Options>()));
  account
    .command('show')
    .description('one account and its settings')
    .argument('<handle>', 'its handle', handleValue)
    .addHelpText('after', '\nExample:\n  hone account show your_handle')
    .action((handle: string, _: unknown, command: Command) => show(io, handle, command.optsWithGlobals<Options>()));
  account.addCommand(accountSetCommand(io));
  return account;
}

async function add(io: Io, handle: string, { timeZone, json }: Options): Promise<void> {
  const { registerAccount } = await import('../../../../lib/jobs/change-account.ts');
  const { added, account } = await withHost(io, {}, (host) =>
    host.database((sql) =>
      registerAccount(sql, { accountId: handle, timeZone: timeZone ?? 'UTC', by: userOf(io), at: io.clock() }),
    ),
  );
  if (account === null) return;
  if (!added) say(io, `@${handle} was there already, in ${account.timeZone}; nothing was changed`);
  else say(io, `Next: hone invoke metrics_scraper --account ${handle}`);
  await print(io, json ? `${JSON.stringify(account)}\n` : describe(account));
}

async function list(io: Io, { json }: Options): Promise<void> {
  const { listAccounts } = await import('../../../../lib/database/queries/accounts.ts');
  const accounts = await withHost(io, {}, (host) => host.database(listAccounts));
  if (accounts.length === 0) say(io, 'There is no account yet; add yours with: hone account add HANDLE');
  if (json) return print(io, `${JSON.stringify(accounts)}\n`);
  const width = Math.max(0, ...accounts.map(({ accountId }) => accountId.length));
  for (const { accountId, timeZone, publishing, pausedAt } of accounts) {
    const state = pausedAt === null ? `publishing ${publishing}` : 'paused';
    await print(io, `@${accountId.padEnd(width)}  ${timeZone}  ${state}\n`);
  }
}

async function show(io: Io, handle: string, { json }: Options): Promise<void> {
  const { chooseAccount } = await import('../choose-account.ts');
  const { railsOf } = await import('../../../../lib/database/queries/rails.ts');
  const { account, rails } = await withHost(io, {}, (host) =>
    host.database(async (sql) => {
      const found = await chooseAccount(sql, handle);
      return { account: found, rails: await railsOf(sql, found.accountId) };
    }),
  );
  const text = `${describe(account)}${rails === null ? '' : `  rails           ${railsLine(rails)}\n`}`;
  await print(io, json ? `${JSON.stringify({ ...account, rails })}\n` : text);
}

function describe(account: Account): string {
  const date = (at: Date | null) => at?.toISOString() ?? 'none';
  return [
    `@${account.accountId}`,
    `  X's id          ${account.xUserId ?? 'not known until it is first read'}`,
    `  time zone       ${account.timeZone}`,
    `  policy          ${account.autonomy}`,
    `  policy frozen   ${frozen(account)}`,
    `  settled         ${Object.keys(account.settings).length === 0 ? 'nothing' : JSON.stringify(account.settings)}`,
    `  approval        ${account.approval}`,
    `  publishing      ${account.publishing}`,
    `  paused          ${account.pausedAt === null ? 'no' : `since ${date(account.pausedAt)}`}`,
    `  rests until     ${date(account.coolDownUntil)}`,
    `  first post      ${date(account.firstPostAt)}`,
    `  added           ${date(account.createdAt)}`,
    '',
  ].join('\n');
}

function frozen({ policyFrozenBy: by, policyFrozenUntil: until }: Account): string {
  if (by === null) return 'no';
  return `${by.replaceAll('_', ' ')}, ${until === null ? 'while that lasts' : `until ${until.toISOString()}`}`;
}
