import { Command } from 'commander';
import { jobNamed, scheduledJobs } from '../../../jobs.ts';
import { type JobClockNews, keepJobClock, waitUntil } from '../../job-clock.ts';
import { explainError } from '../explain-error.ts';
import { type Io, print, printJson, progress, say } from '../io.ts';
import { describeRuns } from '../run-words.ts';

const HELP = `
Jobs, all times UTC:
${scheduledJobs.map(({ name, schedule }) => `  ${name.padEnd(22)}${schedule}`).join('\n')}

Each job runs one run at a time, over real X. At the start, and when a run took longer than its interval, the slot that was
last due is caught up with; what was done of it already is not done twice, so that a restart is harmless. One line per run on
standard output (--json: its result); the jobs' own log goes to standard error with --log.

SIGTERM or Ctrl-C ends it gently: no run begins any more, those going on finish within their time, the database is closed, exit
code 0. A second signal ends it at once; what was not finished is done again when its lease has run out.

Examples:
  hone run
  hone run --json --log 2>> hone.log`;

interface Options {
  log?: boolean;
  json?: boolean;
}

export function runCommand(io: Io): Command {
  return new Command('run')
    .description('run all jobs at their real cadence on this machine, until it is told to stop')
    .option('--log', "the jobs' log lines, on standard error")
    .addHelpText('after', HELP)
    .action((_: unknown, command: Command) => run(io, command.optsWithGlobals<Options>()));
}

async function run(io: Io, { log, json }: Options): Promise<void> {
  const { openLocalHost } = await import('../../host.ts');
  const { noAccount } = await import('../choose-account.ts');
  const { listAccounts } = await import('../../../../lib/database/queries/accounts.ts');
  progress(io, 'opening the database');
  const write = log === true ? (line: string) => io.stderr.write(line) : () => {};
  const host = await openLocalHost({ env: io.env, clock: io.clock, write });
  progress(io, null);
  const running = new Map<string, Date>();
  const stopping = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    if (stopping.signal.aborted) {
      void host.close().finally(() => process.kill(process.pid, signal));
      return;
    }
    say(io, `${signal}: ${lastWords([...running.keys()])}`);
    stopping.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    if ((await host.database(listAccounts)).length === 0) throw noAccount();
    await keepJobClock({
      jobs: scheduledJobs,
      now: io.clock,
      waitUntil,
      run: (job, slot) => host.invoke(job, { time: slot.toISOString() }),
      stop: stopping.signal,
      tell: (news) => {
        if (news.what === 'starts') running.set(news.job, news.slot);
        else running.delete(news.job);
        void tell(io, news, json === true);
      },
    });
    say(io, 'Everything is finished.');
  } finally {
    await host.close();
    for (const signal of signals) process.off(signal, stop);
  }
}

function lastWords(jobs: readonly string[]): string {
  if (jobs.length === 0) return 'nothing is running';
  const longestSeconds = Math.max(...jobs.map((job) => jobNamed(job).timeoutSeconds));
  return `finishing ${jobs.join(', ')}, which takes ${longestSeconds} s at most; another signal ends it at once`;
}

async function tell(io: Io, news: JobClockNews, json: boolean): Promise<void> {
  switch (news.what) {
    case 'waits':
      return say(io, `${news.job}: next at ${news.until.toISOString()}`);
    case 'starts':
      return say(io, `${news.job}: starts, slot ${news.slot.toISOString()}`);
    case 'ran':
      return json ? printJson(io, news.summaries) : print(io, describeRuns(news.job, news.summaries));
    case 'failed':
      return say(io, `${news.job}: failed, ${explainError(news.error).message}; the next slot tries again`);
  }
}
