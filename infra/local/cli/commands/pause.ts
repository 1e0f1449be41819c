import { Command } from 'commander';
import type { Sql } from '../../../../lib/database/client.ts';
import type { PausedState } from '../../../../lib/jobs/pause.ts';
import { STACK_NAME } from '../../../stack-name.ts';
import type { RuleState } from '../aws/publisher-rule.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print } from '../io.ts';
import { askDeployed, everyAccount, reasonOf, type SwitchOptions, switchOptions } from '../switches.ts';
import { userOf } from '../user.ts';
import { withHost } from '../with-host.ts';

const HELP = `
A flag in the database, which every post looks at in the transaction it begins in. With --aws there are two ways that do not need each
other: the flag in the deployed database, and the EventBridge rule that starts the publisher (switched off when all accounts are paused, or
when the flag cannot be set). Each is read back; the exit code is 1 when one of them could not be verified. What was handed over before is
under way and is reported.

Examples:
  hone pause
  hone pause --account your_handle
  hone pause --aws`;

export function pauseCommand(io: Io): Command {
  return switchOptions(new Command('pause'))
    .description('stop everything at once: nothing is read, planned or published until hone resume')
    .addHelpText('after', HELP)
    .action((_: unknown, command: Command) => pause(io, command.optsWithGlobals<SwitchOptions>()));
}

interface Flags {
  accounts: PausedState[];
  /** Why the flags could not be set and read back; null when they could. */
  problem: string | null;
  isEveryAccountPaused: boolean;
}

interface Paused extends Flags {
  rule: RuleState | null;
}

async function pause(io: Io, options: SwitchOptions): Promise<void> {
  const { switchPublisherRule } = await import('../aws/publisher-rule.ts');
  const { account, aws = false } = options;
  const turnOff = () => switchPublisherRule({ stackName: STACK_NAME, enabled: false });
  // Where everything is to stop, neither way waits for the other.
  const early = aws && account === undefined ? turnOff() : null;
  const flags = await setFlags(io, options);
  const mustTurnOff = aws && (flags.problem !== null || flags.isEveryAccountPaused);
  const rule = early !== null ? await early : mustTurnOff ? await turnOff() : null;
  const paused = { ...flags, rule };
  await print(io, options.json ? `${JSON.stringify(paused)}\n` : describe(paused));
  failUnlessVerified(paused);
}

async function setFlags(io: Io, options: SwitchOptions): Promise<Flags> {
  const { aws } = options;
  try {
    return aws === true ? await askDeployed<Flags>(io, 'pause', options) : await setFlagsHere(io, options);
  } catch (error) {
    // A name that was mistyped stops nothing; whatever else fails leaves the other way.
    if (error instanceof CliError && (aws !== true || error.exitCode === EXIT.usage)) throw error;
    return { accounts: [], problem: reasonOf(error), isEveryAccountPaused: false };
  }
}

async function setFlagsHere(io: Io, { account, by }: SwitchOptions): Promise<Flags> {
  const { publishingState } = await import('../../../../lib/database/queries/pause.ts');
  const { pauseAccounts } = await import('../../../../lib/jobs/pause.ts');
  return withHost(io, {}, (host) =>
    host.database(async (sql: Sql) => {
      const accountIds = await everyAccount(sql, account);
      const accounts = await pauseAccounts(sql, { accountIds, by: userOf(io, by), at: io.clock() });
      const all = await publishingState(sql, null);
      return { accounts, problem: null, isEveryAccountPaused: all.every(({ pausedAt }) => pausedAt !== null) };
    }),
  );
}

function describe({ accounts, problem, rule }: Paused): string {
  const lines = accounts.map(({ accountId, verified, pausedAt, underWay }) => {
    const state = verified ? `paused since ${pausedAt?.toISOString()}, read back` : 'NOT PAUSED';
    return `@${accountId}: ${state}${underWay === 0 ? '' : `; ${underWay} handed over before, whose outcome is awaited`}`;
  });
  if (problem !== null) lines.push(`Database: NOT VERIFIED, ${problem}`);
  if (rule !== null) {
    lines.push(
      rule.verified
        ? `EventBridge: the rule ${rule.rule} is off, read back`
        : `EventBridge: the rule ${rule.rule} is NOT VERIFIED to be off, ${rule.problem}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function failUnlessVerified({ accounts, problem, rule }: Paused): void {
  const wrong = [
    ...(problem !== null || accounts.some(({ verified }) => !verified) ? ['the flag in the database'] : []),
    ...(rule !== null && !rule.verified ? ['the EventBridge rule'] : []),
  ];
  if (wrong.length === 0) return;
  const held = wrong.length === 1 && rule !== null ? '; the other way holds' : '';
  throw new CliError(`could not verify ${wrong.join(' nor ')}${held}`);
}
