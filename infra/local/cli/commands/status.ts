import { Command } from 'commander';
import type { ReportData } from '../../../../lib/report/report-data.ts';
import { type Io, print } from '../io.ts';
import { handleValue } from '../option-values.ts';
import { isSimulated, withHost } from '../with-host.ts';

interface Options {
  account?: string;
  json?: boolean;
}

export function statusCommand(io: Io): Command {
  return new Command('status')
    .description('how things stand: what ran when, the last seven days, findings, open errors')
    .option('--account <handle>', 'only this account', handleValue)
    .addHelpText('after', '\nExample:\n  hone status --account your_handle')
    .action((_: unknown, command: Command) => status(io, command.optsWithGlobals<Options>()));
}

async function status(io: Io, { account, json }: Options): Promise<void> {
  const { renderStatus, statusOf } = await import('../../../../lib/report/render-status.ts');
  const statuses = (await collect(io, account)).map(statusOf);
  await print(io, json ? `${JSON.stringify(statuses)}\n` : statuses.map(renderStatus).join('\n'));
}

async function collect(io: Io, handle: string | undefined): Promise<ReportData[]> {
  const { listAccounts } = await import('../../../../lib/database/queries/accounts.ts');
  const { chooseAccount, noAccount } = await import('../choose-account.ts');
  const { collectReportData } = await import('../../report-data.ts');
  return withHost(io, {}, (host) =>
    host.database(async (sql) => {
      const accounts = handle === undefined ? await listAccounts(sql) : [await chooseAccount(sql, handle)];
      if (accounts.length === 0) throw noAccount();
      const collected: ReportData[] = [];
      for (const { accountId } of accounts) {
        collected.push(await collectReportData(sql, { accountId, now: io.clock(), simulated: isSimulated(host) }));
      }
      return collected;
    }),
  );
}
