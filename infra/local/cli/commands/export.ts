import { Argument, Command, Option } from 'commander';
import { type Io, print } from '../io.ts';
import { handleValue, momentValue } from '../option-values.ts';
import { withHost } from '../with-host.ts';

const WHAT = ['posts', 'outcomes', 'snapshots', 'followers', 'events', 'policies'] as const;

const HELP = `
  posts      every post, planned or found: choice, probabilities, newest counters, and its outcome at 1, 6, 24, 72 and 168 hours
  outcomes   the same outcomes in full, one row per post and age; "projected" where the post was younger
  snapshots  every reading of every post, with its quality
  followers  followers over time
  events     system_events: optimizations, error analyses, failures, changes of the policy
  policies   every version of the policy, with its evidence

What is not known is null in NDJSON and an empty field in CSV; 0 is zero. Times are UTC. In CSV, texts that a spreadsheet would take
for a formula get an apostrophe; NDJSON has every text as it is. Ids of posts have 19 digits: tell a spreadsheet that they are text.

Examples:
  hone export posts > posts.ndjson
  hone export snapshots --account your_handle --since 2026-11-01T00:00:00Z --format csv > snapshots.csv`;

interface Options {
  account?: string;
  since?: Date;
  until?: Date;
  format: 'csv' | 'ndjson';
}

export function exportCommand(io: Io): Command {
  return new Command('export')
    .description('take the data out, as CSV or NDJSON on standard output')
    .addArgument(new Argument('<what>', 'what to export').choices(WHAT))
    .option('--account <handle>', 'only this account', handleValue)
    .option('--since <iso>', 'from this moment on', momentValue)
    .option('--until <iso>', 'before this moment', momentValue)
    .addOption(new Option('--format <format>', 'of the lines').choices(['csv', 'ndjson']).default('ndjson'))
    .addHelpText('after', HELP)
    .action((what: (typeof WHAT)[number], _: unknown, command: Command) =>
      exportRowsOf(io, what, command.optsWithGlobals<Options>()),
    );
}

async function exportRowsOf(io: Io, what: (typeof WHAT)[number], options: Options): Promise<void> {
  const { exportColumns, exportRows } = await import('../../../../lib/database/queries/export.ts');
  const { chooseAccount } = await import('../choose-account.ts');
  const { csvLine } = await import('../csv-line.ts');
  const { account, since = null, until = null, format } = options;
  await withHost(io, {}, (host) =>
    host.database(async (sql) => {
      if (account !== undefined) await chooseAccount(sql, account);
      await sql.begin('isolation level repeatable read read only', async (tx) => {
        const columns = format === 'csv' ? await exportColumns(tx, what) : [];
        if (format === 'csv') await print(io, csvLine(columns));
        for await (const row of exportRows(tx, what, { accountId: account ?? null, since, until })) {
          const line = format === 'csv' ? csvLine(columns.map((column) => row[column])) : `${JSON.stringify(row)}\n`;
          await print(io, line);
        }
      });
    }),
  );
}
