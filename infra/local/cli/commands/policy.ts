import { Command } from 'commander';
import type { Policy, PolicyState } from '../../../../lib/database/queries/policies.ts';
import type { MeasuredLift } from '../../../../lib/optimizing/measure-lift.ts';
import { liftLine } from '../../../../lib/report/lift-words.ts';
import { type Io, print } from '../io.ts';
import { missingPolicy } from '../missing-policy.ts';
import { onAccount } from '../on-account.ts';
import { dayCountValue, handleValue, versionValue } from '../option-values.ts';
import { changeLines, policyLines, printable } from '../policy-text.ts';
import { userOf } from '../user.ts';
import { addValueVerb } from './policy-value.ts';

const SHOWN = 30;
const FREEZE_DAYS = 7;

interface Options {
  account?: string;
  to?: number;
  reason?: string;
  freezeDays?: number;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  hone policy show
  hone policy rollback --reason "too many threads"`;

export function policyCommand(io: Io): Command {
  const policy = new Command('policy')
    .description('what an account publishes by: shares of generators, formats and hours')
    .addHelpText('after', EXAMPLES);
  const verb = (name: string, description: string) =>
    policy
      .command(name)
      .description(description)
      .option('--account <handle>', 'whose; needed when there are several accounts', handleValue);
  verb('show', 'the policy in force, and what it has done so far')
    .argument('[version]', 'another version', versionValue)
    .addHelpText('after', '\nExample:\n  hone policy show')
    .action((version: number | undefined, _: unknown, command: Command) =>
      show(io, version, command.optsWithGlobals()),
    );
  verb('history', `the newest ${SHOWN} versions, who made them and why`)
    .addHelpText('after', '\nExample:\n  hone policy history --json')
    .action((_: unknown, command: Command) => history(io, command.optsWithGlobals()));
  verb('diff', 'what differs between two versions')
    .argument('[from]', 'default: the one that the policy in force is measured against', versionValue)
    .argument('[to]', 'default: the one in force', versionValue)
    .addHelpText('after', '\nExample:\n  hone policy diff 1 4')
    .action((from: number | undefined, to: number | undefined, _: unknown, command: Command) =>
      diff(io, { from, to }, command.optsWithGlobals()),
    );
  verb('rollback', 'take the policy back to what is proven')
    .option('--to <version>', 'back to this version instead', versionValue)
    .option('--reason <text>', 'why, for the record')
    .option('--freeze-days <days>', `change nothing for this long (default: ${FREEZE_DAYS}; 0: go on)`, dayCountValue)
    .addHelpText('after', '\nExample:\n  hone policy rollback --reason "too many threads"')
    .action((_: unknown, command: Command) => rollback(io, command.optsWithGlobals()));
  verb('thaw', 'let Hone change a frozen policy again')
    .addHelpText('after', '\nExample:\n  hone policy thaw')
    .action((_: unknown, command: Command) => thaw(io, command.optsWithGlobals()));
  addValueVerb(policy, io);
  return policy;
}

async function show(io: Io, version: number | undefined, { account: handle, json }: Options): Promise<void> {
  const { findPolicy, policyState } = await import('../../../../lib/database/queries/policies.ts');
  const { latestEvents } = await import('../../../../lib/database/queries/events.ts');
  const { account, state, policy, lift } = await onAccount(io, handle, async (sql, account) => {
    const state = await policyState(sql, account.accountId, io.clock());
    const wanted = version ?? state.inForce?.version;
    const policy = wanted === undefined ? null : await findPolicy(sql, account.accountId, wanted);
    const [event] = await latestEvents(sql, {
      type: 'autonomous_optimization',
      accountId: account.accountId,
      limit: 1,
    });
    return { account, state, policy, lift: (event?.eventData.realisedLift ?? null) as MeasuredLift | null };
  });
  if (policy === null) throw missingPolicy(account, version);
  const { policyFrozenBy: by, policyFrozenUntil: until } = account;
  const frozen = by === null ? null : { by, until };
  if (json) {
    const baseline = state.baseline?.version ?? null;
    const inForce = state.inForce?.version ?? null;
    return print(io, `${JSON.stringify({ ...policy, inForce, baseline, frozen, realisedLift: lift })}\n`);
  }
  const lines = [
    `@${account.accountId}, policy ${policy.version}: ${standing(policy, state)}`,
    printable(policy.reason),
    '',
    ...policyLines(policy.weights).map(printable),
  ];
  if (policy.version === state.inForce?.version) {
    lines.push('', `Realised lift: ${liftLine(lift)}`);
    if (frozen !== null) {
      lines.push(
        `Frozen (${frozen.by.replaceAll('_', ' ')}) ${until === null ? 'while that lasts' : `until ${until.toISOString()}`}`,
      );
    }
  }
  await print(io, `${lines.join('\n')}\n`);
}

async function history(io: Io, { account: handle, json }: Options): Promise<void> {
  const { policyHistory } = await import('../../../../lib/database/queries/policies.ts');
  const versions = await onAccount(io, handle, (sql, { accountId }) => policyHistory(sql, { accountId, limit: SHOWN }));
  if (json) return print(io, `${JSON.stringify(versions)}\n`);
  if (versions.length === 0) return print(io, 'There is no policy yet; autonomous_optimizer makes the first one.\n');
  for (const one of versions) {
    const status = one.rolledBackAt === null ? (one.recommendation?.replace('_', ' ') ?? 'start') : 'rolled back';
    const from = one.activeFrom === null ? 'never in force' : `from ${stamp(one.activeFrom)}`;
    const until = one.rolledBackAt === null ? '' : ` to ${stamp(one.rolledBackAt)}`;
    await print(io, `${String(one.version).padStart(4)}  ${status.padEnd(11)}  ${from}${until}  ${one.madeBy}\n`);
    await print(io, `      ${printable(one.reason)}\n`);
  }
}

async function diff(
  io: Io,
  range: { from?: number | undefined; to?: number | undefined },
  options: Options,
): Promise<void> {
  const { findPolicy, policyState } = await import('../../../../lib/database/queries/policies.ts');
  const [from, to] = await onAccount(io, options.account, async (sql, account) => {
    const state = await policyState(sql, account.accountId, io.clock());
    const find = async (version: number | undefined) => {
      const policy = version === undefined ? null : await findPolicy(sql, account.accountId, version);
      if (policy === null) throw missingPolicy(account, version);
      return policy;
    };
    return [await find(range.from ?? state.baseline?.version), await find(range.to ?? state.inForce?.version)] as const;
  });
  if (options.json) {
    const { policyChanges } = await import('../../../../lib/optimizing/policy-difference.ts');
    const changes = policyChanges(from.weights, to.weights);
    return print(io, `${JSON.stringify({ from: from.version, to: to.version, changes })}\n`);
  }
  const lines = [
    `policy ${from.version} → ${to.version}`,
    ...changeLines(from.weights, to.weights).map((line) => `  ${line}`),
  ];
  await print(io, `${lines.map(printable).join('\n')}\n`);
}

async function rollback(io: Io, { account: handle, to, reason, freezeDays, json }: Options): Promise<void> {
  const { rollBackByHand } = await import('../../../../lib/jobs/operate-policy.ts');
  const done = await onAccount(io, handle, async (sql, { accountId }) => ({
    accountId,
    ...(await rollBackByHand(sql, {
      accountId,
      to: to ?? null,
      reason: reason ?? 'taken back by hand',
      freezeDays: freezeDays ?? FREEZE_DAYS,
      by: userOf(io),
      at: io.clock(),
    })),
  }));
  if (json) return print(io, `${JSON.stringify(done)}\n`);
  const frozen =
    done.frozenUntil === null
      ? ''
      : `; nothing changes until ${stamp(done.frozenUntil)} UTC (hone policy thaw ends that)`;
  await print(
    io,
    `@${done.accountId}: policy ${done.to} is in force again, ${done.rolledBack.join(', ')} taken back${frozen}\n`,
  );
}

async function thaw(io: Io, { account: handle, json }: Options): Promise<void> {
  const { thawByHand } = await import('../../../../lib/jobs/operate-policy.ts');
  const done = await onAccount(io, handle, async (sql, { accountId }) => ({
    accountId,
    thawed: await thawByHand(sql, { accountId, by: userOf(io), at: io.clock() }),
  }));
  if (json) return print(io, `${JSON.stringify(done)}\n`);
  const what = done.thawed ? 'the policy may change again' : 'the policy was not frozen; nothing was changed';
  await print(io, `@${done.accountId}: ${what}\n`);
}

function standing({ version, activeFrom, rolledBackAt }: Policy, { inForce, baseline }: PolicyState): string {
  if (version === inForce?.version) {
    const against =
      baseline === null || baseline.version === version ? '' : `, measured against policy ${baseline.version}`;
    return `in force since ${stamp(inForce.activeFrom)} UTC${against}`;
  }
  if (rolledBackAt !== null) return `taken back at ${stamp(rolledBackAt)} UTC`;
  return activeFrom === null ? 'never in force' : `was in force from ${stamp(activeFrom)} UTC`;
}

function stamp(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ');
}
