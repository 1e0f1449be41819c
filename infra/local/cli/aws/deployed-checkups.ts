import manifest from '../../../../package.json' with { type: 'json' };
import { deployedName, jobNamed } from '../../../jobs.ts';
import { type OperatorAnswer, readAnswer } from '../../../operator/messages.ts';
import { unpackPayload } from '../../../operator/payload.ts';
import { STACK_NAME } from '../../../stack-name.ts';
import type { Checkup } from '../checkups.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { explainError } from '../explain-error.ts';
import { callFunction } from './deployed-function.ts';

interface Status {
  account: { handle: string; pausedAt: string | null };
  jobs: { job: string; everyMinutes: number; lastSuccessAt: string | null }[];
  errors: { critical: string | null }[];
}

/** A job that has not succeeded for so many of its intervals is late. */
const LATE_INTERVALS = 3;

/** Checks a deployed installation from outside in: the way there, the version, the database, the accounts, the jobs. */
export async function* deployedCheckups(now: Date, announce: (what: string) => void): AsyncGenerator<Checkup> {
  const name = deployedName('operator', STACK_NAME);
  announce(name);
  try {
    const { stdout } = await ask(['--version']);
    const version = stdout.trim();
    yield version === manifest.version
      ? ok('Deployment', `${name} answers, version ${version}`)
      : warning('Deployment', `${name} is version ${version}, this is ${manifest.version}`, 'hone deploy');
  } catch (error) {
    yield failed('Deployment', explainError(error).message, 'hone deploy');
    return;
  }
  announce('the database');
  const answer = await ask(['status', '--json']);
  if (answer.exitCode === EXIT.notConfigured && /there is no account yet/.test(answer.stderr)) {
    yield ok('Database', 'answers');
    yield warning('Accounts', 'none yet', 'hone account add HANDLE --aws');
    return;
  }
  if (answer.exitCode !== EXIT.done) {
    yield failed('Database', answer.stderr.replace(/^hone: /, '').trim(), 'look at the status of the database in AWS');
    return;
  }
  const statuses = JSON.parse(answer.stdout) as Status[];
  yield ok('Database', 'answers');
  yield ok('Accounts', statuses.map(({ account }) => `@${account.handle}`).join(', '));
  yield* jobs(statuses, now);
}

async function ask(args: string[]): Promise<OperatorAnswer> {
  const { timeoutSeconds } = jobNamed('operator');
  const name = deployedName('operator', STACK_NAME);
  const { payload, error } = await callFunction({ name, payload: { args }, timeoutSeconds });
  if (error !== null) throw new CliError(`${name} failed (${error.type}): ${error.message}`);
  return readAnswer(unpackPayload(payload));
}

/** The worst of the accounts speaks for a job: its newest success is the oldest of theirs. */
function* jobs(statuses: readonly Status[], now: Date): Generator<Checkup> {
  const running = statuses.filter(({ account }) => account.pausedAt === null);
  for (const { job, everyMinutes } of running[0]?.jobs ?? []) {
    const successes = running.map((status) => status.jobs.find((one) => one.job === job)?.lastSuccessAt ?? null);
    const never = successes.filter((at) => at === null).length;
    const oldest = Math.min(...successes.flatMap((at) => (at === null ? [] : [Date.parse(at)])));
    const minutes = Math.round((now.getTime() - oldest) / 60_000);
    if (never > 0)
      yield warning(
        job,
        `has not succeeded yet for ${never} of ${running.length} accounts`,
        `hone invoke ${job} --aws`,
      );
    else if (minutes > LATE_INTERVALS * everyMinutes) {
      yield failed(job, `last succeeded ${minutes} minutes ago`, 'see docs/runbook.md, no-scrape and job-failed');
    } else yield ok(job, `succeeded ${minutes} minutes ago`);
  }
  const critical = Math.max(
    0,
    ...statuses.map(({ errors }) => errors.filter((error) => error.critical !== null).length),
  );
  if (critical > 0)
    yield failed('Errors', `${critical} want a person now`, 'hone status --aws, and follow the advice there');
}

function ok(what: string, found: string): Checkup {
  return { what, state: 'ok', found, next: null };
}

function warning(what: string, found: string, next: string): Checkup {
  return { what, state: 'warning', found, next };
}

function failed(what: string, found: string, next: string): Checkup {
  return { what, state: 'failed', found, next };
}
