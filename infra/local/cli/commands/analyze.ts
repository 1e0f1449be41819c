import { Command, Option } from 'commander';
import type { HistoryPost } from '../../../../lib/learning/history.ts';
import { OBJECTIVES, type Objective } from '../../../../lib/learning/reward.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { HISTORY_HELP } from '../history/help.ts';
import { type Io, print, progress } from '../io.ts';
import { momentValue, timeZoneValue } from '../option-values.ts';

const HELP = `${HISTORY_HELP}

Prints { effects, findings, abstentions, optimizations, policy } as JSON; on a terminal a summary, unless --json is given.

Examples:
  hone analyze history.ndjson --time-zone Europe/Berlin
  hone analyze account_analytics_content_2026-10-01_2026-11-01.csv --json > analysis.json`;

interface Options {
  now?: Date;
  timeZone: string;
  objective: Objective;
  look: 'scheduled' | 'interim';
  readAt?: Date;
  json?: boolean;
}

export function analyzeCommand(io: Io): Command {
  return new Command('analyze')
    .description('say what works, how sure that is, and what to change, from a file and without a database')
    .argument('<file...>', 'history as NDJSON or X analytics CSV; - for standard input')
    .option('--now <iso>', 'analyse as of this moment (default: the newest reading in the files)', momentValue)
    .option('--time-zone <tz>', "the account's IANA time zone", timeZoneValue, 'UTC')
    .addOption(
      new Option('--objective <name>', 'what counts as success').choices(OBJECTIVES).default('engagement_rate'),
    )
    .addOption(
      new Option('--look <kind>', 'the weekly look, or one in between that states only what is lasting')
        .choices(['scheduled', 'interim'])
        .default('scheduled'),
    )
    .option('--read-at <iso>', 'when the figures of a CSV were read', momentValue)
    .addHelpText('after', HELP)
    .action((files: string[], _: unknown, command: Command) =>
      analyzeFiles(io, files, command.optsWithGlobals<Options>()),
    );
}

async function analyzeFiles(io: Io, files: readonly string[], options: Options): Promise<void> {
  const { readHistory } = await import('../history/read-history.ts');
  const { analyzeHistory } = await import('../../../../lib/optimizing/analyze-history.ts');
  const { renderAnalysis } = await import('../../../../lib/report/render-analysis.ts');
  const posts = await readHistory(io, files, options.readAt ? { readAt: options.readAt } : {});
  progress(io, `analysing ${posts.length} posts`);
  const analysis = analyzeHistory(posts, {
    now: options.now ?? newestReading(posts) ?? io.clock(),
    timeZone: options.timeZone,
    settings: { objective: options.objective, look: options.look },
  });
  const asText = io.stdout.isTTY && !options.json;
  await print(io, asText ? renderAnalysis(analysis) : `${JSON.stringify(analysis, null, 2)}\n`);
  if (analysis.posts.used === 0) {
    const why = Object.entries(analysis.posts.leftOut).map(([reason, count]) => `${count} ${reason}`);
    throw new CliError(`none of the ${posts.length} posts can be learned from: ${why.join(', ')}`, EXIT.notEnoughData);
  }
}

/** The answer to a file should not depend on the day it is asked. */
function newestReading(posts: readonly HistoryPost[]): Date | null {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { metrics } of posts) {
    for (const { collected_at } of metrics) newest = Math.max(newest, new Date(collected_at).getTime());
  }
  return Number.isFinite(newest) ? new Date(newest) : null;
}
