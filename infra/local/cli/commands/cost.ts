import { Command, InvalidArgumentError, Option } from 'commander';
import type { CostEstimate, CostLine } from '../../../estimate-cost.ts';
import { PRICES_AS_OF, PRICES_REGION } from '../../../prices.ts';
import type { StackChoice } from '../../../stack-parts.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print } from '../io.ts';
import { withHost } from '../with-host.ts';

const HELP = `
"recorded" is what the X API and the language models billed, by Hone's own ledger. "estimated" is what the jobs really ran and what the
stack keeps, at AWS's list prices (${PRICES_REGION}, ${PRICES_AS_OF}); on your own machine it is what the same would cost there. What nobody
here knows is shown as unknown and is not in the sums. AWS's bill is the truth about AWS.

Examples:
  hone cost
  hone cost --month 2026-10 --database external --json --aws`;

interface Options extends StackChoice {
  month?: { from: Date; until: Date };
  json?: boolean;
}

export function costCommand(io: Io): Command {
  return new Command('cost')
    .description('what a month has cost so far, recorded and estimated, and comes to')
    .option('--month <yyyy-mm>', 'a calendar month, UTC (default: this one)', monthValue)
    .addOption(new Option('--database <kind>', 'as it was deployed').choices(['rds', 'external']).default('rds'))
    .addOption(
      new Option('--egress <kind>', 'as it was deployed')
        .choices(['nat-instance', 'nat-gateway'])
        .default('nat-instance'),
    )
    .option('--multi-az', 'with a stand-by database', false)
    .addHelpText('after', HELP)
    .action((_: unknown, command: Command) => cost(io, command.optsWithGlobals<Options>()));
}

async function cost(io: Io, { month, database, egress, multiAz, json }: Options): Promise<void> {
  const { usageOf } = await import('../../../../lib/database/queries/usage.ts');
  const { estimateCost } = await import('../../../estimate-cost.ts');
  const now = io.clock();
  const { from, until } = month ?? monthOf(now.getUTCFullYear(), now.getUTCMonth());
  if (from > now) throw new CliError(`--month must not lie in the future, but ${iso(from)} does`, EXIT.usage);
  const usage = await withHost(io, {}, (host) => host.database((sql) => usageOf(sql, { from, until })));
  const began = usage.firstRunAt !== null && usage.firstRunAt > from ? usage.firstRunAt : from;
  const share = (Math.min(now.getTime(), until.getTime()) - began.getTime()) / (until.getTime() - from.getTime());
  if (usage.firstRunAt === null || share <= 0) {
    throw new CliError(`no job ran in ${iso(from)}, so there is nothing to reckon with`, EXIT.notEnoughData);
  }
  const estimate = estimateCost({ usage, choice: { database, egress, multiAz }, share });
  const about = { month: iso(from), since: began, pricesAsOf: PRICES_AS_OF, region: PRICES_REGION };
  await print(io, json ? `${JSON.stringify({ ...about, ...estimate })}\n` : inWords(iso(from), estimate));
}

const iso = (date: Date) => date.toISOString().slice(0, 7);

function monthOf(year: number, month: number): { from: Date; until: Date } {
  return { from: new Date(Date.UTC(year, month)), until: new Date(Date.UTC(year, month + 1)) };
}

function monthValue(text: string): { from: Date; until: Date } {
  const [, year, month] = /^(20\d\d)-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (month === undefined) throw new InvalidArgumentError('Wanted a month, e.g. 2026-10.');
  return monthOf(Number(year), Number(month) - 1);
}

function inWords(month: string, { lines, usd, freeUsd, monthUsd, unknown }: CostEstimate): string {
  const head = row(['', 'so far', 'whole month', '']);
  const total = row(['known in all', dollars(usd), dollars(monthUsd), '']);
  const rest = [
    ...(freeUsd >= 0.005
      ? [`AWS's free allowances cover up to ${dollars(freeUsd).trim()} of what is estimated so far.`]
      : []),
    ...(unknown.length > 0 ? [`Not in the sums, because it is not known here: ${unknown.join(', ')}.`] : []),
    `List prices of ${PRICES_REGION}, ${PRICES_AS_OF}.`,
  ];
  return [`${month}`, head, ...lines.map(describe), total, '', ...rest, ''].join('\n');
}

function describe({ what, basis, usd, monthUsd, note, quantity, unit }: CostLine): string {
  const amount =
    quantity === null || unit === '' ? '' : `${Number(quantity.toPrecision(3)).toLocaleString('en')} ${unit}`;
  return row([what, dollars(usd), dollars(monthUsd), [basis, amount, note].filter(Boolean).join(', ')]);
}

function dollars(usd: number | null): string {
  return usd === null ? 'unknown' : `$${usd.toFixed(2)}`;
}

function row([what, soFar, month, note]: [string, string, string, string]): string {
  return `  ${what.padEnd(30)}${soFar.padStart(9)}${month.padStart(14)}  ${note}`.trimEnd();
}
