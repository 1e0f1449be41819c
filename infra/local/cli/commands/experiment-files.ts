import { type Command, Option } from 'commander';
import type { ExperimentAnalysis } from '../../../../lib/experiments/analyze-experiment.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { positiveValue, probabilityValue } from '../experiment-values.ts';
import { type Io, print, printJson, progress } from '../io.ts';

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

/** The verbs on counts in a file: any A/B test, and no database. */
export function addFileVerbs(command: Command, io: Io): void {
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
  const { refusing } = await import('../refusing-experiment.ts');
  const looks = await readCounts(io, file);
  const analysis = refusing(() =>
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
  const { refusing } = await import('../refusing-experiment.ts');
  const looks = await readCounts(io, file);
  refusing(() => checkLooks(looks, looks[0]?.arms[0]?.arm ?? ''));
  const arms = looks.at(-1)!.arms.map((arm) => {
    if (!('trials' in arm)) throw new CliError(`${file}: a replay needs trials and successes`, EXIT.failed);
    return arm;
  });
  for (const [policy, choose] of Object.entries(BANDIT_POLICIES)) {
    progress(io, `${repetitions} replays`);
    const replays = refusing(() =>
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
