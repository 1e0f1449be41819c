import { Command } from 'commander';
import type { Experiment } from '../../../../lib/database/queries/experiments.ts';
import type { ExperimentStory } from '../../../../lib/experiments/tell-experiment.ts';
import type { ExperimentRequest } from '../../../../lib/jobs/operate-experiments.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print } from '../io.ts';
import { onAccount } from '../on-account.ts';
import { handleValue } from '../option-values.ts';
import { printable } from '../policy-text.ts';

interface Options {
  account?: string;
  reason?: string;
  json?: boolean;
}

const SHOWN_LOOKS = 10;

/** The verbs on an account's own experiments: they live in the database. */
export function addRunVerbs(command: Command, io: Io): void {
  const verb = (name: string, description: string) =>
    new Command(name)
      .description(description)
      .option('--account <handle>', 'whose; needed when there are several accounts', handleValue);
  command.addCommand(
    verb('start', 'begin what was planned; from here the plan cannot change')
      .argument('<name>', 'name of the experiment')
      .addHelpText('after', '\nExample:\n  hone experiments start threads')
      .action((name: string, _: unknown, self: Command) => start(io, name, self.optsWithGlobals())),
  );
  command.addCommand(
    verb('status', 'how an experiment stands, with its interval over time')
      .argument('[name]', 'name of the experiment; those that run unless given')
      .addHelpText('after', '\nExample:\n  hone experiments status threads')
      .action((name: string | undefined, _: unknown, self: Command) => status(io, name, self.optsWithGlobals())),
  );
  command.addCommand(
    verb('stop', 'end an experiment by hand, for good')
      .argument('<name>', 'name of the experiment')
      .option('--reason <text>', 'why, for the record')
      .addHelpText('after', '\nExample:\n  hone experiments stop threads --reason "the format has changed"')
      .action((name: string, _: unknown, self: Command) => stop(io, name, self.optsWithGlobals())),
  );
  command.addCommand(
    verb('list', 'all experiments of an account, the newest first')
      .addHelpText('after', '\nExample:\n  hone experiments list --json')
      .action((_: unknown, self: Command) => list(io, self.optsWithGlobals())),
  );
}

/** Plans an experiment of an account by its own variance, within the operator's locks, and stores it. */
export async function planStored(
  io: Io,
  request: ExperimentRequest,
  { account: handle }: { account?: string },
): Promise<Experiment> {
  const { planForAccount } = await import('../../../../lib/jobs/operate-experiments.ts');
  return onAccount(io, handle, (sql, account) => planForAccount(sql, { account, request, now: io.clock() }));
}

async function start(io: Io, name: string, { account: handle, json }: Options): Promise<void> {
  const { startExperiment } = await import('../../../../lib/jobs/operate-experiments.ts');
  const started = await onAccount(io, handle, (sql, account) =>
    startExperiment(sql, { account, name, now: io.clock() }),
  );
  if (json) return print(io, `${JSON.stringify(started)}\n`);
  const { rule, hash } = started.plan;
  await print(
    io,
    `${printable(started.name)} runs, at most ${rule.mostPosts} posts in ${rule.mostDays} days; plan ${hash}\n`,
  );
}

async function stop(io: Io, name: string, { account: handle, reason, json }: Options): Promise<void> {
  const { stopExperiment } = await import('../../../../lib/jobs/operate-experiments.ts');
  const why = reason ?? 'no reason given';
  const stopped = await onAccount(io, handle, (sql, account) =>
    stopExperiment(sql, { account, name, reason: why, now: io.clock() }),
  );
  if (json) return print(io, `${JSON.stringify(stopped)}\n`);
  await print(io, `${printable(stopped.name)} has ended; what was seen so far stays\n`);
}

async function list(io: Io, options: Options): Promise<void> {
  const stories = await storiesOf(io, options, () => true);
  if (options.json) return print(io, `${JSON.stringify(stories)}\n`);
  if (stories.length === 0)
    return print(io, 'There is no experiment yet; plan one with: hone experiments plan --help\n');
  for (const { name, state, words } of stories) await print(io, `${printable(`${name}  ${state}  ${words}`)}\n`);
}

async function status(io: Io, name: string | undefined, options: Options): Promise<void> {
  const stories = await storiesOf(io, options, (experiment) =>
    name === undefined
      ? experiment.startedAt !== null && experiment.endedAt === null
      : [experiment.name, experiment.id].includes(name),
  );
  if (name !== undefined && stories.length === 0) {
    throw new CliError(`there is no experiment ${name}; see: hone experiments list`, EXIT.usage);
  }
  if (options.json) return print(io, `${JSON.stringify(name === undefined ? stories : stories[0])}\n`);
  if (stories.length === 0) return print(io, 'No experiment runs.\n');
  for (const story of stories) await print(io, `${storyLines(story).map(printable).join('\n')}\n`);
}

function storyLines({ name, state, words, promise, overTime, shares }: ExperimentStory): string[] {
  return [
    `${name} (${state}): ${words}`,
    `  ${promise}`,
    ...overTime.slice(-SHOWN_LOOKS).map(({ at, posts, arm, lift, interval: [low, high] }) => {
      const between = low === null || high === null ? 'too early to say' : `${signed(low)} to ${signed(high)}`;
      return `  ${at.toISOString().slice(0, 16).replace('T', ' ')}  ${String(posts).padStart(4)} posts  ${arm} ${signed(lift)} (${between})`;
    }),
    ...shares.slice(-SHOWN_LOOKS).map(({ at, shares: by }) => {
      const parts = Object.entries(by).map(([arm, share]) => `${arm} ${(100 * share).toFixed(0)}%`);
      return `  ${at.toISOString().slice(0, 16).replace('T', ' ')}  shares from here: ${parts.join(', ')}`;
    }),
  ];
}

function signed(share: number): string {
  return `${share >= 0 ? '+' : '−'}${Math.abs(100 * share).toFixed(0)}%`;
}

async function storiesOf(
  io: Io,
  { account: handle }: Options,
  wanted: (experiment: Experiment) => boolean,
): Promise<ExperimentStory[]> {
  const { listExperiments, looksAt } = await import('../../../../lib/database/queries/experiments.ts');
  const { tellExperiment } = await import('../../../../lib/experiments/tell-experiment.ts');
  return onAccount(io, handle, async (sql, { accountId }) => {
    const stories: ExperimentStory[] = [];
    for (const experiment of (await listExperiments(sql, accountId)).filter(wanted)) {
      stories.push(tellExperiment({ ...experiment, looks: await looksAt(sql, experiment.id) }));
    }
    return stories;
  });
}
