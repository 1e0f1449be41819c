import { Command, InvalidArgumentError, Option } from 'commander';
import type { ForecastTarget } from '../../../../lib/forecasting/forecast-target.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { HISTORY_HELP } from '../history/help.ts';
import { type Io, printJson, progress } from '../io.ts';
import { momentValue } from '../option-values.ts';

const HELP = `${HISTORY_HELP}

Prints one JSON line per forecast post, { tweet_id actual predicted lower upper } as ln(1 + count) (a rate: as log-odds), and a last
line { summary } with the errors, how often the intervals held, and the same for simple baselines.

Examples:
  hone backtest history.ndjson
  hone backtest history.ndjson --early 6 | tail -n 1
  hone backtest history.ndjson --target engagement_rate --age 24`;

const TARGETS: readonly ForecastTarget[] = ['engagements', 'impressions', 'engagement_rate', 'follows'];

interface Options {
  train: number;
  early?: number;
  target: ForecastTarget;
  age?: number;
  readAt?: Date;
}

export function backtestCommand(io: Io): Command {
  return new Command('backtest')
    .description('forecast every later post of a history from what was known before it, and compare')
    .argument('<file...>', 'history as NDJSON or X analytics CSV; - for standard input')
    .option('--train <share>', 'share of the posts, the oldest, that is only learned from', shareValue, 0.8)
    .option('--early <hours>', 'forecast so many hours after publishing (default: before)', hoursValue)
    .addOption(new Option('--target <name>', 'what is forecast').choices(TARGETS).default('engagements'))
    .option('--age <hours>', 'the age that is forecast (default: as of the last reading)', hoursValue)
    .option('--read-at <iso>', 'when the figures of a CSV were read', momentValue)
    .addHelpText('after', HELP)
    .action((files: string[], options: Options) => walkForward(io, files, options));
}

async function walkForward(
  io: Io,
  files: readonly string[],
  { train, early, target, age, readAt }: Options,
): Promise<void> {
  if (early !== undefined && age !== undefined && early >= age) {
    throw new CliError(
      `--early ${early} must be less than --age ${age}: what has been read is no forecast`,
      EXIT.usage,
    );
  }
  const { readHistory } = await import('../history/read-history.ts');
  const { backtest } = await import('../../../../lib/forecasting/backtest.ts');
  const posts = await readHistory(io, files, readAt ? { readAt } : {});
  progress(io, `forecasting, post by post, what ${posts.length} posts did`);
  const { records, summary, reason } = backtest(posts, {
    train,
    target,
    ageHours: age ?? null,
    ...(early !== undefined && { earlyHours: early }),
  });
  for (const record of records) await printJson(io, record);
  if (summary === null) throw new CliError(reason ?? 'no post could be forecast', EXIT.notEnoughData);
  await printJson(io, { summary });
}

function shareValue(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share < 1)) throw new InvalidArgumentError('Wanted a share between 0 and 1, e.g. 0.8.');
  return share;
}

function hoursValue(text: string): number {
  const hours = Number(text);
  if (!(hours > 0 && Number.isFinite(hours))) throw new InvalidArgumentError('Wanted hours above 0, e.g. 6.');
  return hours;
}
