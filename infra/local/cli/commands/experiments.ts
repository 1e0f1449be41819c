import { Command, InvalidArgumentError, Option } from 'commander';
import type { ExperimentAnalysis } from '../../../../lib/experiments/analyze-experiment.ts';
import type { ExperimentPlan, Guardrail } from '../../../../lib/experiments/plan.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print, printJson, progress } from '../io.ts';
import { handleValue, momentValue } from '../option-values.ts';
import { addRunVerbs, planStored } from './experiment-runs.ts';

const PLAN_HELP = `
Writes the plan: arms, rule, power and a hash that shows any later change. What is written here is what decides. The power is
that of the anytime-valid test of one treatment, looked at daily. Variance and pace are the account's own, and the plan is kept
until it is started; with both --sd and --posts-per-day, and no --account, it is only printed, and needs no database.

Examples:
  hone experiments plan --id threads --dimension format --arms single,thread
  hone experiments plan --id threads --dimension format --arms single,thread --posts-per-day 10 --sd 0.7 --lift 0.35`;

const COUNTS_HELP = `
The file is CSV with a header: look,arm,trials,successes or look,arm,n,sum,sum_squares, and optionally weight (the intended
share of an arm; equal unless given). Counts are cumulative; looks are numbers or times, in order; without the column look
there is one look. The first arm is the control unless --control names another.`;

const ANALYZE_HELP = `${COUNTS_HELP}

Prints { control, arms, looks, decision, trustworthy, words }: per look and treatment the lift with its fixed-sample,
sequential and Bayesian results, and the sample-ratio check. Only the sequential results may be looked at repeatedly. Exits
with 5 when there is not enough data to compare.

Example:
  hone experiments analyze counts.csv --json`;

const REPLAY_HELP = `${COUNTS_HELP}

Replays bandit policies on the last look: how much of what could have been gained each would have gained. Prints one JSON
line per policy, { policy, rate, uniformRate, bestRate, shareOfGain }, averaged over the repetitions.

Example:
  hone experiments replay counts.csv --repetitions 20`;

const EXAMPLES = `
Examples:
  hone experiments plan --id threads --dimension format --arms single,thread --lift 0.3
  hone experiments status threads`;

export function experimentsCommand(io: Io): Command {
  const command = new Command('experiments')
    .description('plan, run and tell A/B tests, analyse counts per arm and look, replay bandits')
    .addHelpText('after', EXAMPLES);
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
    .option('--layer <name>', 'experiments of one layer never share a post (default: the dimension)')
    .option('--lift <share>', 'lift of the rate one would not want to miss', liftValue, 0.2)
    .option('--days <n>', 'the longest it may run', positiveValue, 42)
    .option('--start <iso>', 'when it starts (default: now; one that is kept starts with: start)', momentValue)
    .addHelpText('after', PLAN_HELP)
    .action((_: unknown, self: Command) => plan(io, self.optsWithGlobals()));
  addRunVerbs(command, io);
  command
    .command('analyze')
    .description('the statistics of any A/B test from counts per arm and look')
    .argument('<file>', 'CSV of counts; - for standard input')
    .option('--control <arm>', 'the arm the others are compared with')
    .option('--alpha <p>', 'error of the claims over all looks', probabilityValue, 0.05)
    .addOption(
      new Option('--difference <kind>', 'how arms are compared').choices(['relative', 'absolute']).default('relative'),
    )
    .option(
      '--tuned-for <units>',
      'units at which the sequential test is sharpest (default: 20 first looks)',
      positiveValue,
    )
    .option('--prior-sd <x>', 'normal prior on the lift around 0 (default: flat)', positiveValue)
    .addHelpText('after', ANALYZE_HELP)
    .action((file: string, _: unknown, self: Command) => analyze(io, file, self.optsWithGlobals()));
  command
    .command('replay')
    .description('what bandits would have gained in a finished experiment')
    .argument('<file>', 'CSV of counts; - for standard input')
    .option('--batch <n>', 'trials between updates', positiveValue, 50)
    .option('--repetitions <n>', 'orders of the outcomes to average over', positiveValue, 10)
    .option('--seed <text>', 'seed of those orders', 'replay')
    .addHelpText('after', REPLAY_HELP)
    .action((file: string, options: ReplayOptions) => replay(io, file, options));
  return command;
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
    ...(options.layer !== undefined && { layer: options.layer }),
  };
  if (account === undefined && postsPerDay !== undefined && sd !== undefined) {
    const { planExperiment } = await import('../../../../lib/experiments/plan.ts');
    const startsAt = options.start ?? io.clock();
    return tellPlan(
      io,
      options,
      await refusing(() => planExperiment({ ...asked, id: options.id, postsPerDay, residualSd: sd, startsAt })),
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

interface AnalyzeOptions {
  control?: string;
  alpha: number;
  difference: 'relative' | 'absolute';
  tunedFor?: number;
  priorSd?: number;
  json?: boolean;
}

async function analyze(io: Io, file: string, options: AnalyzeOptions): Promise<void> {
  const { analyzeExperiment } = await import('../../../../lib/experiments/analyze-experiment.ts');
  const { readCounts } = await import('../read-counts.ts');
  const looks = await readCounts(io, file);
  const analysis = await refusing(() =>
    analyzeExperiment({
      looks,
      alpha: options.alpha,
      difference: options.difference,
      ...(options.control !== undefined && { control: options.control }),
      ...(options.tunedFor !== undefined && { tunedFor: options.tunedFor }),
      ...(options.priorSd !== undefined && { prior: { mean: 0, variance: options.priorSd ** 2 } }),
    }),
  );
  const asText = io.stdout.isTTY && !options.json;
  await print(io, asText ? analysisInWords(analysis) : `${JSON.stringify(analysis, null, 2)}\n`);
}

interface ReplayOptions {
  batch: number;
  repetitions: number;
  seed: string;
}

async function replay(io: Io, file: string, { batch, repetitions, seed }: ReplayOptions): Promise<void> {
  const { BANDIT_POLICIES } = await import('../../../../lib/experiments/bandit-policies.ts');
  const { replayBandit } = await import('../../../../lib/experiments/replay.ts');
  const { checkLooks } = await import('../../../../lib/experiments/experiment-counts.ts');
  const { seededRandom } = await import('../../../../lib/statistics/seeded-random.ts');
  const { readCounts } = await import('../read-counts.ts');
  const looks = await readCounts(io, file);
  await refusing(() => checkLooks(looks, looks[0]?.arms[0]?.arm ?? ''));
  const arms = looks.at(-1)!.arms.map((arm) => {
    if (!('trials' in arm)) throw new CliError(`${file}: a replay needs trials and successes`, EXIT.failed);
    return arm;
  });
  for (const [policy, choose] of Object.entries(BANDIT_POLICIES)) {
    progress(io, `${repetitions} replays`);
    const replays = await refusing(() =>
      Array.from({ length: repetitions }, (_, i) =>
        replayBandit({ arms, policy: choose, batch, random: seededRandom(`${seed}-${i}`) }),
      ),
    );
    const { uniformRate, bestRate } = replays[0]!;
    const rate = replays.reduce((sum, one) => sum + one.rate, 0) / repetitions;
    const possible = bestRate - uniformRate;
    const shareOfGain = possible > 0 ? (rate - uniformRate) / possible : null;
    await printJson(io, { policy, rate, uniformRate, bestRate, shareOfGain });
  }
}

/** Refusals of the library in the words and exit codes of the shell. */
async function refusing<T>(work: () => T): Promise<T> {
  const { ExperimentError } = await import('../../../../lib/experiments/experiment-error.ts');
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ExperimentError)) throw error;
    throw new CliError(error.message, error.code === 'not_enough_data' ? EXIT.notEnoughData : EXIT.failed, {
      cause: error,
    });
  }
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

function analysisInWords({ control, looks, words }: ExperimentAnalysis): string {
  const lines = looks.flatMap(({ look, treatments, reason, sampleRatio }) => [
    ...(reason ? [`${look}: ${reason}`] : []),
    ...treatments.map(({ arm, lift, sequential, bayesian }) => {
      const [low, high] = sequential.interval.map(shown);
      return `${look}: ${arm} against ${control}: ${shown(lift)} [${low}, ${high}], sequential p ${sequential.adjustedPValue.toPrecision(2)}, chance to win ${percent(bayesian.chanceToWin)}`;
    }),
    ...(sampleRatio.mismatch ? [`${look}: sample ratio p ${sampleRatio.sequentialPValue.toPrecision(2)}`] : []),
  ]);
  return `${[...lines, words].join('\n')}\n`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)}%`;
}

function shown(lift: number): string {
  return lift.toFixed(3);
}

function guardrailValue(text: string, before: Guardrail[]): Guardrail[] {
  const [name, share, ...rest] = text.split(':');
  const loss = Number(share);
  if (!name || rest.length > 0 || !(loss >= 0 && loss < 1)) {
    throw new InvalidArgumentError('Wanted a metric and the share it may lose, e.g. followers:0.1.');
  }
  return [...before, { name, better: 'higher', margin: -Math.log1p(-loss) }];
}

function trafficValue(text: string): [number, number] {
  const [from, to, ...rest] = text.split('-').map(Number);
  if (rest.length > 0 || !(from! >= 0 && from! < to! && to! <= 1)) {
    throw new InvalidArgumentError('Wanted a part of [0, 1], e.g. 0-0.5.');
  }
  return [from!, to!];
}

function listValue(text: string): string[] {
  return text.split(',').map((level) => level.trim());
}

function positiveValue(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('Wanted a number above 0.');
  return value;
}

function liftValue(text: string): number {
  const lift = Number(text);
  if (!(lift > -1 && lift !== 0))
    throw new InvalidArgumentError('Wanted a lift above -1 and not 0, e.g. 0.35 for +35%.');
  return lift;
}

function probabilityValue(text: string): number {
  const p = Number(text);
  if (!(p > 0 && p < 1)) throw new InvalidArgumentError('Wanted a probability between 0 and 1, e.g. 0.05.');
  return p;
}
