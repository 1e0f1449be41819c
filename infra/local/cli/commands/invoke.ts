import { Command } from 'commander';
import type { RunSummary } from '../../../../lib/runtime/envelope.ts';
import { jobs } from '../../../jobs.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print } from '../io.ts';
import { handleValue, momentValue } from '../option-values.ts';
import { isSimulated, withHost } from '../with-host.ts';

const HELP = `
Jobs:
${jobs.map(({ name, description }) => `  ${name.padEnd(22)}${description}`).join('\n')}

Sends the event that EventBridge would send. A slot that is done already is not done twice. The jobs' log goes to standard
error. --at replays a moment; a job that reads or posts on the real X refuses it, because X is only there now (exit code 4).

Examples:
  hone invoke metrics_scraper --account your_handle
  hone invoke autonomous_optimizer --at 2026-11-22T03:00:00Z`;

interface Options {
  at?: Date;
  account?: string;
  json?: boolean;
}

export function invokeCommand(io: Io): Command {
  return new Command('invoke')
    .description('run a job once, now or as of a given moment')
    .argument('<job>', `one of ${jobs.map(({ name }) => name).join(', ')}`)
    .option('--at <iso>', 'as of this moment', momentValue)
    .option('--account <handle>', 'only this account', handleValue)
    .addHelpText('after', HELP)
    .action((job: string, _: unknown, command: Command) => invoke(io, job, command.optsWithGlobals<Options>()));
}

async function invoke(io: Io, name: string, { at, account, json }: Options): Promise<void> {
  const job = jobs.find((candidate) => candidate.name === name);
  if (job === undefined) {
    const known = jobs.map((candidate) => candidate.name).join(', ');
    throw new CliError(`there is no job ${JSON.stringify(name)}; the jobs are ${known}`, EXIT.usage);
  }
  if (at !== undefined && at > io.clock()) {
    throw new CliError(`--at must not lie in the future, but got ${at.toISOString()}`, EXIT.usage);
  }
  const { noAccount } = await import('../choose-account.ts');
  const summaries = await withHost(io, { showLog: true }, (host) => {
    if (at !== undefined && job.mayTouch.internet && !isSimulated(host)) {
      throw new CliError(
        `${name} works with ${host.settings.xBaseUrl} as it is now and cannot do so for ${at.toISOString()}; leave out --at`,
        EXIT.refused,
      );
    }
    return host.invoke(job.name, { ...(at && { time: at.toISOString() }), ...(account && { account }) });
  });
  if (summaries.length === 0 && name !== 'migrate') throw noAccount();
  await print(io, json ? `${JSON.stringify(summaries)}\n` : describe(name, summaries));
  const failed = summaries.filter(({ status }) => status === 'failed');
  if (failed.length > 0) {
    const whose = failed.map((run) => `${run.account} (${run.error})`).join('; ');
    throw new CliError(`${name} failed for ${failed.length} of ${summaries.length} accounts: ${whose}`);
  }
}

const STATUS_WORDS: Readonly<Record<RunSummary['status'], string>> = {
  ok: 'done',
  partial: 'done in part; the error analysis has the rest',
  failed: 'failed',
  skipped_duplicate: 'this slot is running or done already, nothing was done twice',
  skipped_paused: 'passed over, the account is paused',
  skipped_cool_down: 'passed over, the account is resting',
};

function describe(name: string, summaries: readonly RunSummary[]): string {
  if (summaries.length === 0) return `${name}: the schema is at head\n`;
  return summaries
    .map(({ account, slot, status, counts }) => {
      const who = account === '*' ? '' : ` @${account}`;
      const what = Object.entries(counts).map(([count, n]) => `${n} ${count.replaceAll('_', ' ')}`);
      return `${name}${who} ${slot}: ${STATUS_WORDS[status]}${what.length > 0 ? ` (${what.join(', ')})` : ''}\n`;
    })
    .join('');
}
