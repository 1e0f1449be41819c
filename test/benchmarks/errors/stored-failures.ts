import type { JSONValue } from 'postgres';
import type { Sql } from '../../../lib/database/client.ts';
import { errorReport } from '../../../lib/runtime/error-report.ts';
import { DEVELOPMENT_SHAPES } from '../../lib/errors/javascript-errors/development-shapes.ts';
import { generateErrors } from '../../lib/errors/javascript-errors/generate.ts';
import { HELD_OUT_SHAPES } from '../../lib/errors/javascript-errors/held-out-shapes.ts';
import { seededValues } from '../../lib/errors/javascript-errors/values.ts';

const MINUTE_MS = 60_000;
const JOBS = ['metrics_scraper', 'autonomous_optimizer', 'error_analysis'];
const ACCOUNTS = ['ada', 'grace', 'mary'];
const BATCH = 2_000;
const CALL_PATHS = 25;
const FRAMES = 10;

/** Stores failures of a week, as the jobs would have recorded them, and eight weeks of runs. Seeded. */
export async function fillWithFailures(
  sql: Sql,
  { events, until, seed }: { events: number; until: Date; seed: number },
): Promise<void> {
  const values = seededValues(seed);
  const paths = Array.from({ length: CALL_PATHS }, (_, path) => framesOf(path));
  await sql`insert into accounts ${sql(ACCOUNTS.map((account_id) => ({ account_id })))}`;
  const failures = generateErrors([...DEVELOPMENT_SHAPES, ...HELD_OUT_SHAPES], { count: events, seed });
  const stepMs = (7 * 24 * 60 * MINUTE_MS) / events;
  for (let from = 0; from < failures.length; from += BATCH) {
    const rows = failures.slice(from, from + BATCH).map(({ event }, offset) => {
      const job = JOBS[Math.floor(values.random() ** 3 * JOBS.length)] as string;
      const path = paths[Math.floor(values.random() * CALL_PATHS)] as string;
      const error = Object.assign(new Error(event.message), {
        name: event.type ?? 'Error',
        stack: `${event.type}: ${event.message}\n${path}`,
        ...(event.code === null ? {} : { code: event.code }),
        ...(event.status === null ? {} : { status: event.status }),
      });
      return {
        event_type: 'job_error',
        event_data: errorReport(error, job, { run_id: `run-${from + offset}` }) as unknown as JSONValue,
        severity: 'error',
        account_id: ACCOUNTS[Math.floor(values.random() * ACCOUNTS.length)] as string,
        created_at: new Date(until.getTime() - (events - from - offset) * stepMs).toISOString(),
      };
    });
    await sql`insert into system_events (event_type, event_data, severity, account_id, created_at)
      select r.event_type, r.event_data, r.severity, r.account_id, r.created_at
      from jsonb_to_recordset(${sql.json(rows)})
        as r (event_type text, event_data jsonb, severity text, account_id text, created_at timestamptz)`;
  }
  await sql`insert into job_runs (job_name, account_id, slot, status, started_at, lease_until, finished_at)
    select 'metrics_scraper', account_id, slot, 'ok', slot, slot, slot + interval '20 seconds'
    from accounts, generate_series(${until}::timestamptz - interval '56 days', ${until}::timestamptz - interval '10 minutes', '10 minutes') slot`;
  await sql`insert into job_runs (job_name, account_id, slot, status, started_at, lease_until, finished_at)
    select 'autonomous_optimizer', account_id, slot, 'ok', slot, slot, slot + interval '5 seconds'
    from accounts, generate_series(${until}::timestamptz - interval '56 days', ${until}::timestamptz - interval '4 hours', '4 hours') slot`;
  await sql`analyze`;
}

function framesOf(path: number): string {
  return Array.from({ length: FRAMES }, (_, depth) =>
    depth < 4
      ? `    at async step${path}_${depth} (file:///var/task/node_modules/library-${path % 7}/lib/part-${depth}.js:${100 + path}:${7 + depth})`
      : `    at async handle${path % 6} (/var/task/lib/jobs/work-${path % 6}.ts:${20 + path + depth}:${3 + depth})`,
  ).join('\n');
}
