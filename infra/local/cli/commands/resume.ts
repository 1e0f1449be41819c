import { Command } from 'commander';
import type { Sql } from '../../../../lib/database/client.ts';
import type { ResumedState } from '../../../../lib/jobs/pause.ts';
import { STACK_NAME } from '../../../stack-name.ts';
import type { RuleState } from '../aws/publisher-rule.ts';
import { CliError } from '../cli-error.ts';
import { type Io, print } from '../io.ts';
import { askDeployed, everyAccount, type SwitchOptions, switchOptions } from '../switches.ts';
import { userOf } from '../user.ts';
import { withHost } from '../with-host.ts';

const HELP = `
Ends pauses, and stops and rests of publishing as well. Posts whose time is long over were skipped or are skipped now; they are listed and
can be approved again for another time.

Examples:
  hone resume --account your_handle
  hone resume --aws`;

export function resumeCommand(io: Io): Command {
  return switchOptions(new Command('resume'))
    .description('go on after hone pause, or after publishing was stopped')
    .addHelpText('after', HELP)
    .action((_: unknown, command: Command) => resume(io, command.optsWithGlobals<SwitchOptions>()));
}

async function resume(io: Io, options: SwitchOptions): Promise<void> {
  const { switchPublisherRule } = await import('../aws/publisher-rule.ts');
  const { aws = false, json } = options;
  const { accounts } = aws
    ? await askDeployed<{ accounts: ResumedState[] }>(io, 'resume', options)
    : { accounts: await resumeHere(io, options) };
  const isRight = accounts.every(({ verified }) => verified);
  // Only now: while a flag could not be taken back, the publisher stays off.
  const rule = aws && isRight ? await switchPublisherRule({ stackName: STACK_NAME, enabled: true }) : null;
  await print(
    io,
    json ? `${JSON.stringify({ accounts, rule })}\n` : `${[...accounts.map(describe), ...ruleLine(rule)].join('\n')}\n`,
  );
  if (!isRight) throw new CliError('could not verify that the flag in the database is gone');
  if (rule !== null && !rule.verified) throw new CliError('could not verify that the EventBridge rule is on again');
}

async function resumeHere(io: Io, { account, by }: SwitchOptions): Promise<ResumedState[]> {
  const { resumeAccounts } = await import('../../../../lib/jobs/pause.ts');
  return withHost(io, {}, (host) =>
    host.database(async (sql: Sql) => {
      const accountIds = await everyAccount(sql, account);
      return resumeAccounts(sql, { accountIds, by: userOf(io, by), at: io.clock() });
    }),
  );
}

function describe({ accountId, pausedSince, publishing, verified, skipped }: ResumedState): string {
  const state = verified ? `goes on, publishing ${publishing}` : 'STILL PAUSED';
  const since = pausedSince === null ? ' (it was not paused)' : '';
  const missed = skipped.map(
    ({ decisionId, scheduledAt }) =>
      `  skipped: ${decisionId.slice(0, 8)}, planned for ${scheduledAt?.toISOString() ?? 'no time'}`,
  );
  return [`@${accountId}: ${state}${since}`, ...missed].join('\n');
}

function ruleLine(rule: RuleState | null): string[] {
  if (rule === null) return [];
  return [
    rule.verified
      ? `EventBridge: the rule ${rule.rule} is on, read back`
      : `EventBridge: the rule ${rule.rule} is NOT VERIFIED to be on, ${rule.problem}`,
  ];
}
