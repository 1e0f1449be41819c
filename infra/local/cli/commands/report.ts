import { Command } from 'commander';
import { type Io, print } from '../io.ts';
import { handleValue } from '../option-values.ts';
import { isSimulated, withHost } from '../with-host.ts';

const HELP = `
One HTML file without scripts that loads nothing: it can be mailed and kept. --json prints the data it shows instead.

Examples:
  hone report --out report.html
  hone report --account your_handle --out - > report.html`;

interface Options {
  account?: string;
  out: string;
  json?: boolean;
}

export function reportCommand(io: Io): Command {
  return new Command('report')
    .description('write the report of an account as one HTML file')
    .option('--account <handle>', 'whose report; needed when there are several accounts', handleValue)
    .option('--out <file>', 'where to write it; - for standard output', 'report.html')
    .addHelpText('after', HELP)
    .action((_: unknown, command: Command) => report(io, command.optsWithGlobals<Options>()));
}

async function report(io: Io, { account: handle, out, json }: Options): Promise<void> {
  const { chooseAccount } = await import('../choose-account.ts');
  const { collectReport } = await import('../../collect-report.ts');
  const { renderReport } = await import('../../../../lib/report/render-report.ts');
  const data = await withHost(io, {}, (host) =>
    host.database(async (sql) => {
      const { accountId } = await chooseAccount(sql, handle);
      return collectReport(sql, { accountId, now: io.clock(), simulated: isSimulated(host) });
    }),
  );
  if (json) return print(io, `${JSON.stringify(data)}\n`);
  const page = renderReport(data);
  if (out === '-') return print(io, page);
  await print(io, `${await io.files.write(out, page)}\n`);
}
