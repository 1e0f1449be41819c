import { type Command, Option } from 'commander';
import type { ExperimentAnalysis } from '../../../../lib/experiments/analyze-experiment.ts';
import { positiveValue, probabilityValue } from '../experiment-values.ts';
import { type Io, print } from '../io.ts';
import { addReplay } from './experiment-replay.ts';

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
  addReplay(command, io);
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
