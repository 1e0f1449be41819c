import type { Command } from 'commander';
import type { Allocation, ExperimentPlan, Guardrail } from '../../../../lib/experiments/plan.ts';
import { CliError, EXIT } from '../cli-error.ts';
import {
  allocationValue,
  guardrailValue,
  liftValue,
  listValue,
  positiveValue,
  trafficValue,
} from '../experiment-values.ts';
import { type Io, print } from '../io.ts';
import { handleValue, momentValue } from '../option-values.ts';
import { planStored } from './experiment-runs.ts';

const PLAN_HELP = `
Writes the plan: arms, rule, power and a hash that shows any later change. What is written here is what decides. The power is
that of the anytime-valid test of one treatment, looked at daily. Variance and pace are the account's own, and the plan is kept
until it is started; with both --sd and --posts-per-day, and no --account, it is only printed, and needs no database.

With --allocation thompson or top-two the shares move at looks towards what is probably best, never below the least share; the analysis
then weighs each post by the share it was drawn with. The power stated is that of fixed shares; moving ones find less.

Examples:
  hone experiments plan --id threads --dimension format --arms single,thread
  hone experiments plan --id threads --dimension format --arms single,thread --posts-per-day 10 --sd 0.7 --lift 0.35`;

/** What is fixed before the start: written, and kept where it is an account's. */
export function addPlanVerb(command: Command, io: Io): void {
  command
    .command('plan')
    .description('what differs, for how long at most, with what power and by what rule: fixed before the start')
    .requiredOption('--id <id>', 'name of the experiment')
    .requiredOption('--dimension <name>', 'what differs: generator, format, hour, hook, topic, …')
    .requiredOption('--arms <levels>', 'levels, comma-separated, the control first', listValue)
    .option('--account <handle>', 'whose; needed when there are several accounts', handleValue)
    .option('--posts-per-day <n>', 'posts a day (default: as the account does)', positiveValue)
    .option(
      '--sd <x>',
      "residual standard deviation of one post's log-odds (default: the account's own)",
      positiveValue,
    )
    .option('--metric <name>', "what decides (default: the account's objective)")
    .option(
      '--guardrail <metric:margin>',
      'what must not fall by more than this share; may be repeated',
      guardrailValue,
      [],
    )
    .option('--traffic <from-to>', 'part of the layer, e.g. 0-0.5 (default: all of it)', trafficValue)
    .option(
      '--allocation <kind[:floor]>',
      'fixed, or shares that move at looks: thompson, top-two, with the least share of an arm (default: fixed)',
      allocationValue,
    )
    .option('--layer <name>', 'experiments of one layer never share a post (default: the dimension)')
    .option('--lift <share>', 'lift of the rate one would not want to miss', liftValue, 0.2)
    .option('--days <n>', 'the longest it may run', positiveValue, 42)
    .option('--start <iso>', 'when it starts (default: now; one that is kept starts with: start)', momentValue)
    .addHelpText('after', PLAN_HELP)
    .action((_: unknown, self: Command) => plan(io, self.optsWithGlobals()));
}

interface PlanOptions {
  id: string;
  dimension: string;
  arms: string[];
  account?: string;
  postsPerDay?: number;
  sd?: number;
  metric?: string;
  guardrail: Guardrail[];
  traffic?: [number, number];
  allocation?: { kind: Allocation['kind']; floor?: number };
  layer?: string;
  lift: number;
  days: number;
  start?: Date;
  json?: boolean;
}

async function plan(io: Io, options: PlanOptions): Promise<void> {
  const { account, postsPerDay, sd } = options;
  const asked = {
    dimension: options.dimension,
    arms: options.arms,
    lift: options.lift,
    rule: { mostDays: options.days },
    guardrails: options.guardrail,
    ...(options.metric !== undefined && { primary: { name: options.metric, better: 'higher' as const } }),
    ...(options.traffic !== undefined && { traffic: options.traffic }),
    ...(options.allocation !== undefined && { allocation: options.allocation }),
    ...(options.layer !== undefined && { layer: options.layer }),
  };
  if (account === undefined && postsPerDay !== undefined && sd !== undefined) {
    const { planExperiment } = await import('../../../../lib/experiments/plan.ts');
    const { refusing } = await import('../refusing-experiment.ts');
    const startsAt = options.start ?? io.clock();
    return tellPlan(
      io,
      options,
      refusing(() => planExperiment({ ...asked, id: options.id, postsPerDay, residualSd: sd, startsAt })),
    );
  }
  if (options.start !== undefined) {
    throw new CliError('a plan that is kept begins when it is started; leave --start out', EXIT.usage);
  }
  const stored = await planStored(
    io,
    {
      ...asked,
      name: options.id,
      ...(postsPerDay !== undefined && { postsPerDay }),
      ...(sd !== undefined && { residualSd: sd }),
    },
    account === undefined ? {} : { account },
  );
  await tellPlan(io, options, { ...stored.plan, name: stored.name });
}

async function tellPlan(io: Io, { json }: PlanOptions, plan: ExperimentPlan & { name?: string }): Promise<void> {
  if (!io.stdout.isTTY || json) return print(io, `${JSON.stringify(plan, null, 2)}\n`);
  const next = plan.name === undefined ? '' : `Start it with: hone experiments start ${plan.name}\n`;
  await print(io, planInWords({ ...plan, id: plan.name ?? plan.id }) + next);
}

function planInWords({ id, arms, dimension, rule, power, hash }: ExperimentPlan): string {
  const needed =
    power.postsNeeded === null
      ? `That is too little for ${percent(power.wantedPower)} power`
      : `${percent(power.wantedPower)} power is reached after ${power.postsNeeded} posts, ${power.daysNeeded} days`;
  const smallest = power.smallestLift === null ? 'none' : percent(power.smallestLift);
  return [
    `${id}: ${dimension} ${arms.map(({ name }) => name).join(' against ')}, plan ${hash}`,
    `At most ${rule.mostPosts} posts in ${rule.mostDays} days; a lift of ${percent(power.lift)} is found in ${percent(power.power)} of cases, half of them by day ${power.medianDecisionDay ?? '–'}.`,
    `${needed}; the smallest lift found so surely is ${smallest}.`,
    '',
  ].join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)}%`;
}
