import type { Sql } from '../../lib/database/client.ts';
import { listAccounts } from '../../lib/database/queries/accounts.ts';
import type { ContentGenerator } from '../../lib/generation/content-generator.ts';
import type { JobDefinition } from '../../lib/jobs/job.ts';
import type { DeadLetters } from '../../lib/runtime/dead-letters.ts';
import type { RunResult } from '../../lib/runtime/envelope.ts';
import { createLog } from '../../lib/runtime/log.ts';
import { readSettings } from '../../lib/runtime/settings.ts';
import type { MetricsSource } from '../../lib/sources/metrics-source.ts';

export interface JobRunOutcome extends RunResult {
  /** The log lines it wrote. */
  lines: Record<string, unknown>[];
}

/** Runs a job outside the envelope, for the first account (or the installation), at a given time. */
export async function runOnce(
  job: JobDefinition,
  options: {
    sql: Sql;
    time: Date;
    source?: MetricsSource;
    env?: Record<string, string>;
    deadLetters?: DeadLetters;
    /** What writes, by name; absent: the offline grammar. */
    generators?: (name: string) => ContentGenerator;
    timeLeft?: () => number;
  },
): Promise<JobRunOutcome> {
  const { sql, time, source, env = {}, deadLetters = null, generators, timeLeft = () => 60_000 } = options;
  const lines: Record<string, unknown>[] = [];
  const log = createLog({
    clock: () => time,
    write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
  });
  const [account] = await listAccounts(sql);
  const result = await job.run(
    { time, account: job.scope === 'account' ? (account ?? null) : null, signal: new AbortController().signal },
    {
      sql,
      source: async () => {
        if (source === undefined) throw new Error('this test gives the job no source');
        return source;
      },
      log,
      settings: readSettings(env),
      clock: () => time,
      timeLeft,
      ...(generators && { generators: async () => generators }),
      deadLetters,
    },
  );
  return { ...result, lines };
}
