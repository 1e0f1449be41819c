import { Command, InvalidArgumentError, Option } from 'commander';
import type { CostLine } from '../../../estimate-cost.ts';
import { type MonthCost, monthOf } from '../../../month-cost.ts';
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
  const { monthCost } = await import('../../../month-cost.ts');
  const now = io.clock();
  const { from, until } = month ?? monthOf(now);
  if (from > now) throw new CliError(`--month must not lie in the future, but ${iso(from)} does`, EXIT.usage);
  const choice = { database, egress, multiAz };
  const known = await withHost(io, {}, (host) => host.database((sql) => monthCost(sql, { from, until, now, choice })));
  if (known === null) {
    throw new CliError(`no job ran in ${iso(from)}, so there is nothing to reckon with`, EXIT.notEnoughData);
  }
  await print(io, json ? `${JSON.stringify(known)}\n` : inWords(known));
}

const iso = (date: Date) => date.toISOString().slice(0, 7);

function monthValue(text: string): { from: Date; until: Date } {
  const [, year, month] = /^(20\d\d)-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (month === undefined) throw new InvalidArgumentError('Wanted a month, e.g. 2026-10.');
  return monthOf(new Date(Date.UTC(Number(year), Number(month) - 1)));
}

function inWords({ month, lines, usd, freeUsd, monthUsd, unknown }: MonthCost): string {
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
