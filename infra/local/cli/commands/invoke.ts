import { Command } from 'commander';
import type { RunSummary } from '../../../../lib/runtime/envelope.ts';
import { deployedName, type Job, jobs } from '../../../jobs.ts';
import { STACK_NAME } from '../../../stack-name.ts';
import { AWS_FLAG } from '../aws/aws-flag.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print, progress } from '../io.ts';
import { handleValue, momentValue } from '../option-values.ts';
import { describeRuns } from '../run-words.ts';
import { isSimulated } from '../with-host.ts';
import { withLocalHost } from '../with-local-host.ts';

/** The operator function is what `--aws` talks to; there is nothing to start. */
const STARTABLE = jobs.filter(({ name }) => name !== 'operator');

const HELP = `
Jobs:
${STARTABLE.map(({ name, description }) => `  ${name.padEnd(22)}${description}`).join('\n')}

Sends the event that EventBridge would send. A slot that is done already is not done twice. The jobs' log goes to standard
error. --at replays a moment; a job that reads or posts on the real X refuses it, because X is only there now (exit code 4).
--aws sends it to the deployed function of the job and waits for its answer.

Examples:
  hone invoke metrics_scraper --account your_handle
  hone invoke autonomous_optimizer --at 2026-11-22T03:00:00Z
  hone invoke metrics_scraper --aws`;

interface Options {
  at?: Date;
  account?: string;
  aws?: boolean;
  json?: boolean;
}

export function invokeCommand(io: Io): Command {
  return new Command('invoke')
    .description('run a job once, now or as of a given moment')
    .argument('<job>', `one of ${STARTABLE.map(({ name }) => name).join(', ')}`)
    .option('--at <iso>', 'as of this moment', momentValue)
    .option('--account <handle>', 'only this account', handleValue)
    .option(AWS_FLAG, "the deployed job, through Lambda's API")
    .addHelpText('after', HELP)
    .action((job: string, _: unknown, command: Command) => invoke(io, job, command.optsWithGlobals<Options>()));
}

async function invoke(io: Io, name: string, { at, account, aws, json }: Options): Promise<void> {
  const job = STARTABLE.find((candidate) => candidate.name === name);
  if (job === undefined) {
    const known = STARTABLE.map((candidate) => candidate.name).join(', ');
    throw new CliError(`there is no job ${JSON.stringify(name)}; the jobs are ${known}`, EXIT.usage);
  }
  if (at !== undefined && at > io.clock()) {
    throw new CliError(`--at must not lie in the future, but got ${at.toISOString()}`, EXIT.usage);
  }
  const { noAccount } = await import('../choose-account.ts');
  const event = { ...(at && { time: at.toISOString() }), ...(account && { account }) };
  const summaries = aws === true ? await invokeDeployed(io, job, event) : await invokeHere(io, job, event);
  if (summaries.length === 0 && name !== 'migrate') throw noAccount();
  await print(io, json ? `${JSON.stringify(summaries)}\n` : inWords(name, summaries));
  const failed = summaries.filter(({ status }) => status === 'failed');
  if (failed.length > 0) {
    const whose = failed.map((run) => `${run.account} (${run.error})`).join('; ');
    throw new CliError(`${name} failed for ${failed.length} of ${summaries.length} accounts: ${whose}`);
  }
}

type Event = { time?: string; account?: string };

async function invokeHere(io: Io, job: Job, event: Event): Promise<RunSummary[]> {
  return withLocalHost(io, { showLog: true }, (host) => {
    if (!isSimulated(host)) refusePast(job, event, host.settings.xBaseUrl);
    return host.invoke(job.name, event);
  });
}

async function invokeDeployed(io: Io, job: Job, event: Event): Promise<RunSummary[]> {
  refusePast(job, event, 'X');
  const { callFunction } = await import('../aws/deployed-function.ts');
  const name = deployedName(job.name, STACK_NAME);
  progress(io, `${name} runs`);
  const { payload, log, error } = await callFunction({
    name,
    payload: event,
    timeoutSeconds: job.timeoutSeconds,
    withLog: true,
  }).finally(() => progress(io, null));
  io.stderr.write(log);
  if (error !== null) {
    const exitCode = error.type === 'UnknownAccountError' ? EXIT.usage : EXIT.failed;
    throw new CliError(`${name} failed (${error.type}): ${error.message}`, exitCode);
  }
  return Array.isArray(payload) ? (payload as RunSummary[]) : []; // the migration runs for no account
}

function refusePast(job: Job, { time }: Event, x: string): void {
  if (time === undefined || !job.mayTouch.internet) return;
  throw new CliError(
    `${job.name} works with ${x} as it is now and cannot do so for ${time}; leave out --at`,
    EXIT.refused,
  );
}

function inWords(name: string, summaries: readonly RunSummary[]): string {
  return summaries.length === 0 ? `${name}: the schema is at head\n` : describeRuns(name, summaries);
}
