import { Command, Option } from 'commander';
import type { Recommendation } from '../../../../lib/database/queries/recommendations.ts';
import type { MeasuredLift } from '../../../../lib/optimizing/measure-lift.ts';
import { liftLine } from '../../../../lib/report/lift-words.ts';
import { type Io, print } from '../io.ts';
import { handleValue, idValue } from '../option-values.ts';
import { printable } from '../policy-text.ts';
import { userOf } from '../user.ts';
import { withHost } from '../with-host.ts';

const STATUSES = ['proposed', 'approved', 'rejected', 'applied', 'verified', 'rolled_back'] as const;
const SHOWN = 20;

interface Options {
  account?: string;
  status?: (typeof STATUSES)[number];
  reason?: string;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  hone recommendations list
  hone recommendations approve 1b9d6bcd --reason "as agreed"`;

export function recommendationsCommand(io: Io): Command {
  const command = new Command('recommendations')
    .description('changes of the policy: what is proposed, and what became of it')
    .addHelpText('after', EXAMPLES);
  command
    .command('list')
    .description(`the newest ${SHOWN}`)
    .option('--account <handle>', 'only of this account', handleValue)
    .addOption(new Option('--status <status>', 'only in this status').choices([...STATUSES]))
    .addHelpText('after', '\nExample:\n  hone recommendations list --status proposed')
    .action((_: unknown, command: Command) => list(io, command.optsWithGlobals<Options>()));
  command
    .command('approve')
    .description('put a proposed change into force')
    .argument('<id>', 'its id, or how it begins', idValue)
    .option('--reason <text>', 'why, for the record')
    .addHelpText('after', '\nExample:\n  hone recommendations approve 3f2a91bc')
    .action((id: string, _: unknown, command: Command) => answer(io, id, true, command.optsWithGlobals<Options>()));
  command
    .command('reject')
    .description('leave the policy as it is')
    .argument('<id>', 'its id, or how it begins', idValue)
    .option('--reason <text>', 'why, for the record')
    .addHelpText('after', '\nExample:\n  hone recommendations reject 3f2a91bc --reason "no threads this month"')
    .action((id: string, _: unknown, command: Command) => answer(io, id, false, command.optsWithGlobals<Options>()));
  return command;
}

async function list(io: Io, { account, status, json }: Options): Promise<void> {
  const { listRecommendations } = await import('../../../../lib/database/queries/recommendations.ts');
  const { chooseAccount } = await import('../choose-account.ts');
  const found = await withHost(io, {}, (host) =>
    host.database(async (sql) => {
      if (account !== undefined) await chooseAccount(sql, account);
      return listRecommendations(sql, { accountId: account ?? null, status: status ?? null, limit: SHOWN });
    }),
  );
  if (json) return print(io, `${JSON.stringify(found)}\n`);
  const none = status === undefined ? 'No change was ever proposed.\n' : `No change is ${status.replace('_', ' ')}.\n`;
  await print(io, found.length === 0 ? none : found.map(describe).join('\n'));
}

async function answer(io: Io, id: string, approve: boolean, { reason, json }: Options): Promise<void> {
  const { answerRecommendation } = await import('../../../../lib/jobs/answer-recommendation.ts');
  const done = await withHost(io, {}, (host) =>
    host.database((sql) =>
      answerRecommendation(sql, { id, approve, by: userOf(io), reason: reason ?? null, at: io.clock() }),
    ),
  );
  if (json) return print(io, `${JSON.stringify(done)}\n`);
  const what = approve
    ? `policy ${done.toVersion} of @${done.accountId} is in force, and is measured against the holdout from now on`
    : `rejected; @${done.accountId} keeps policy ${done.fromVersion}`;
  await print(io, `${done.id.slice(0, 8)}: ${what}\n`);
}

function describe(one: Recommendation): string {
  const { optimizations = [] } = one.evidence as { optimizations?: { description: string }[] };
  const measured = one.status === 'proposed' || one.status === 'rejected' ? [] : [`realised: ${liftOf(one)}`];
  const head = [
    one.id.slice(0, 8),
    one.status.replace('_', ' '),
    `@${one.accountId}`,
    `policy ${one.fromVersion} → ${one.toVersion}`,
    one.createdAt.toISOString().slice(0, 16).replace('T', ' '),
  ].join('  ');
  const lines = [
    ...optimizations.map(({ description }) => description),
    ...measured,
    ...(one.reason === null ? [] : [`${one.decidedBy ?? 'operator'}: ${one.reason}`]),
  ];
  return `${[head, ...lines.map((line) => `  ${printable(line)}`)].join('\n')}\n`;
}

function liftOf({ realisedLift }: Recommendation): string {
  return liftLine(realisedLift as unknown as MeasuredLift | null);
}
