import { chmod, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { databaseAccess } from '../../lib/database/access.ts';
import { type DatabaseAccess, withDatabase } from '../../lib/database/client.ts';
import { jobDefinitions } from '../../lib/jobs/index.ts';
import { migrate } from '../../lib/jobs/migrate.ts';
import { openSource } from '../../lib/jobs/open-source.ts';
import { type Invocation, runJob } from '../../lib/jobs/run-job.ts';
import { storedSessionMark } from '../../lib/jobs/session-mark.ts';
import { sqsDeadLetters } from '../../lib/runtime/dead-letters.ts';
import type { RunSummary } from '../../lib/runtime/envelope.ts';
import { createLog } from '../../lib/runtime/log.ts';
import { redactor } from '../../lib/runtime/redact.ts';
import { secretsManager } from '../../lib/runtime/secrets.ts';
import { readSettings, type Settings } from '../../lib/runtime/settings.ts';
import type { Host } from '../host.ts';
import { type JobName, jobNamed, slotOf } from '../jobs.ts';
import { startPostgres } from './postgres-server.ts';

/** The jobs, the database and the log on one machine: exactly what Lambda runs, under another roof. */
export interface LocalHost extends Host {
  /** Sends the event EventBridge would send. */
  invoke(job: JobName, invocation?: Invocation): Promise<RunSummary[]>;
}

export interface LocalHostOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** Gets one JSON line per log entry. */
  write: (line: string) => void;
  clock?: () => Date;
  /** Whether the embedded database must survive a power cut; a demonstration need not. */
  durable?: boolean;
}

/** Work on the database may take this long, ms. */
const DATABASE_LIMIT_MS = 600_000;

/** Opens the host: `DATABASE_URL`, or an embedded PostgreSQL that is started (and stopped again), brought to head. */
export async function openLocalHost(options: LocalHostOptions): Promise<LocalHost> {
  const { env, write, clock = () => new Date(), durable = true } = options;
  const settings = readSettings(env);
  const embedded = settings.databaseUrl === null && settings.databaseSecret === null;
  const server = embedded ? await startPostgres({ home: await databaseHome(settings), durable }) : null;
  const database: DatabaseAccess = server ?? (await databaseAccess(settings, secretsManager()));
  const redact = redactor([database.url, new URL(database.url).password]);
  const log = createLog({ level: settings.logLevel, redact, clock, write });
  try {
    await migrate({ database, log, limitMs: DATABASE_LIMIT_MS });
  } catch (error) {
    await server?.stop();
    throw error;
  }
  return {
    settings,
    log,
    clock,
    async invoke(name, invocation = {}) {
      const job = jobNamed(name);
      const definition = jobDefinitions.find((candidate) => candidate.name === name);
      if (name === 'operator') throw new RangeError('the operator function runs commands, and only on AWS');
      if (definition === undefined) {
        await migrate({ database, log, limitMs: job.timeoutSeconds * 1_000 });
        return [];
      }
      const end = performance.now() + job.timeoutSeconds * 1_000;
      return runJob(definition, invocation, {
        settings,
        database,
        openSource: (account, sql) => openSource(account, { settings, log, secrets: secretsManager(), clock, sql }),
        storedSessionMark: () => storedSessionMark(settings, secretsManager()),
        log: log.with({ job: name }),
        redact,
        clock,
        slotOf: (time) => slotOf(job, time),
        timeLeft: () => end - performance.now(),
        deadLetters: settings.deadLetterQueueUrl === null ? null : sqsDeadLetters(settings.deadLetterQueueUrl),
      });
    },
    database: (work) => withDatabase({ ...database, applicationName: 'hone', limitMs: DATABASE_LIMIT_MS }, work),
    close: async () => server?.stop(),
  };
}

async function databaseHome(settings: Settings): Promise<string> {
  const root = process.getuid?.() === 0;
  const home = settings.honeHome ?? (root ? '/var/lib/hone' : join(homedir(), '.hone'));
  await mkdir(home, { recursive: true, mode: 0o755 });
  if (root) await chmod(home, 0o755); // the database server, which is not root, must pass through
  const postgres = join(home, 'postgres');
  await mkdir(postgres, { recursive: true });
  return postgres;
}
