import type { Command } from 'commander';
import type { DatedExperiment } from '../../../../lib/experiments/arm-prior.ts';
import type { BanditPolicy } from '../../../../lib/experiments/bandit-policies.ts';
import type { FinishedArm } from '../../../../lib/experiments/replay.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { positiveValue } from '../experiment-values.ts';
import { type Io, printJson, progress } from '../io.ts';
import type { Row } from '../read-counts.ts';

const HELP = `
One finished experiment: CSV with a header, arm,trials,successes or look,arm,trials,successes (the last look counts).
A series of them: experiment,started_at,trials,successes, a row per arm in the order in which the arms were written down,
and optionally text and image (any name of the picture), what the arm shows.

Replays bandit policies: how much of what could have been gained each would have gained. Prints one JSON line per policy,
{ policy, rate, uniformRate, bestRate, shareOfGain }, averaged over the repetitions. In a series the policy informed-index
expects of each experiment's arms what experiments that began at least --gap-hours earlier teach about such texts, pictures
and places in the list.

Examples:
  hone experiments replay counts.csv --repetitions 20
  hone experiments replay archive.csv --repetitions 3`;

interface ReplayOptions {
  batch: number;
  repetitions: number;
  seed: string;
  gapHours: number;
}

/** The policies of one experiment at its place in the series. */
type PoliciesOf = Readonly<Record<string, (place: number) => BanditPolicy>>;

/** The verb that replays bandits on finished experiments in a file. */
export function addReplay(command: Command, io: Io): void {
  command
    .command('replay')
    .description('what bandits would have gained in finished experiments')
    .argument('<file>', 'CSV of counts; - for standard input')
    .option('--batch <n>', 'trials between updates', positiveValue, 50)
    .option('--repetitions <n>', 'orders of the outcomes to average over', positiveValue, 10)
    .option('--seed <text>', 'seed of those orders', 'replay')
    .option('--gap-hours <n>', 'hours after which an experiment can teach the next', positiveValue, 24)
    .addHelpText('after', HELP)
    .action((file: string, options: ReplayOptions) => replay(io, file, options));
}

async function replay(io: Io, file: string, options: ReplayOptions): Promise<void> {
  const { BANDIT_POLICIES } = await import('../../../../lib/experiments/bandit-policies.ts');
  const { readRows } = await import('../read-counts.ts');
  const rows = await readRows(io, file);
  const plain = Object.fromEntries(Object.entries(BANDIT_POLICIES).map(([name, policy]) => [name, () => policy]));
  if (rows[0]?.experiment === undefined) {
    await printReplays(io, [{ arms: await armsOfOne(rows, file) }], plain, options);
    return;
  }
  const experiments = await seriesOf(rows, file);
  const { priorsInOrder } = await import('../../../../lib/experiments/arm-prior.ts');
  const priors = priorsInOrder(experiments, { gapMs: options.gapHours * 3_600_000 });
  const { informedIndex } = await import('../../../../lib/experiments/informed-index.ts');
  const informed = { 'informed-index': (place: number) => informedIndex(priors[place]!) };
  await printReplays(io, experiments, { ...plain, ...informed }, options);
}

async function printReplays(
  io: Io,
  experiments: readonly { arms: readonly FinishedArm[] }[],
  policies: PoliciesOf,
  { batch, repetitions, seed }: ReplayOptions,
): Promise<void> {
  const { replaySeries } = await import('../../../../lib/experiments/replay.ts');
  const { seededRandom } = await import('../../../../lib/statistics/seeded-random.ts');
  const { refusing } = await import('../refusing-experiment.ts');
  for (const [policy, policyOf] of Object.entries(policies)) {
    progress(io, `${policy}: ${repetitions} replays`);
    const replays = refusing(() =>
      Array.from({ length: repetitions }, (_, i) =>
        replaySeries({ experiments, policyOf, batch, random: seededRandom(`${seed}-${i}`) }),
      ),
    );
    const { uniformRate, bestRate } = replays[0]!;
    const rate = replays.reduce((sum, one) => sum + one.rate, 0) / repetitions;
    const possible = bestRate - uniformRate;
    const shareOfGain = possible > 0 ? (rate - uniformRate) / possible : null;
    await printJson(io, { policy, rate, uniformRate, bestRate, shareOfGain });
  }
}

async function armsOfOne(rows: readonly Row[], file: string): Promise<FinishedArm[]> {
  const { checkLooks } = await import('../../../../lib/experiments/experiment-counts.ts');
  const { countsByLook } = await import('../read-counts.ts');
  const { refusing } = await import('../refusing-experiment.ts');
  const looks = countsByLook(rows, file);
  refusing(() => checkLooks(looks, looks[0]?.arms[0]?.arm ?? ''));
  return looks.at(-1)!.arms.map((arm) => {
    if (!('trials' in arm)) throw new CliError(`${file}: a replay needs trials and successes`, EXIT.failed);
    return arm;
  });
}

/** Experiments in the order in which the file names them first. */
async function seriesOf(rows: readonly Row[], file: string): Promise<DatedExperiment[]> {
  const { describeArms } = await import('../../../../lib/experiments/describe-arms.ts');
  const { checkArms } = await import('../../../../lib/experiments/replay.ts');
  const { numberIn } = await import('../read-counts.ts');
  const { refusing } = await import('../refusing-experiment.ts');
  const groups = Map.groupBy(
    rows.map((row, i) => ({ row, where: `line ${i + 2} of ${file}` })),
    ({ row }) => row.experiment ?? '',
  );
  return [...groups].map(([id, group]) => {
    const features = describeArms(group.map(({ row }) => contentOf(row)));
    const arms = group.map(({ row, where }, k) => ({
      trials: numberIn(row, 'trials', where),
      successes: numberIn(row, 'successes', where),
      features: features[k]!,
    }));
    const { row, where } = group[0]!;
    const startedAt = new Date(row.started_at ?? '');
    if (Number.isNaN(startedAt.getTime())) {
      throw new CliError(
        `${where}: started_at must be a time such as 2026-11-01T12:00:00Z, got ${JSON.stringify(row.started_at ?? '')}; ` +
          'without it nothing can be learned from earlier experiments alone',
      );
    }
    refusing(() => checkArms(arms), `experiment ${id}`);
    return { startedAt, arms };
  });
}

function contentOf({ text, image }: Row): { text?: string; image?: string } {
  return { ...(text !== undefined && { text }), ...(image !== undefined && { image }) };
}
