/**
 * Measures a run of the error analysis over many events on a real PostgreSQL:
 * `node test/benchmarks/error-analysis.ts [--events 100000]`. Prints time and memory of a run by itself, in a process of its own with
 * the heap of a small function: the first run finds everything new, the next ones count the same windows again.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../infra/local/postgres-server.ts';
import { type Sql, withDatabase } from '../../lib/database/client.ts';
import { migrate } from '../../lib/database/migrate.ts';
import { errorAnalysis } from '../../lib/jobs/error-analysis.ts';
import { runOnce } from '../support/job.ts';
import { fillWithFailures } from './errors/stored-failures.ts';

const TIME = new Date('2026-11-22T08:00:00Z');
/** As Lambda starts Node in a function of 256 MB: without a limit, V8 lets garbage lie for as long as the machine has room. */
const HEAP_OF_256_MB = ['--max-semi-space-size=12', '--max-old-space-size=230'];
const { values: options } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    'run-on': { type: 'string' }, // what the process of a run is told
  },
});
const say = (text: string) => process.stdout.write(`${text}\n`);
const access = (url: string) => ({ url, applicationName: 'error analysis benchmark', limitMs: 600_000 });

if (options['run-on'] === undefined) await measure(Number(options.events));
else await withDatabase(access(options['run-on']), runHere);

async function measure(events: number): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'hone-benchmark-'));
  const server = await startPostgres({ home, durable: false });
  try {
    await withDatabase(access(server.url), async (sql) => {
      await migrate(sql);
      await fillWithFailures(sql, { events, until: TIME, seed: 1 });
      const [size] = await sql`select count(*)::int as n, pg_size_pretty(sum(pg_column_size(event_data))) as data,
        round(avg(length(event_data::text))) as characters from system_events`;
      const [runs] = await sql`select count(*)::int as n from job_runs`;
      say(`${size?.n} events of ${size?.characters} characters on average (${size?.data} stored), ${runs?.n} job runs`);
      for (const run of ['first run', 'second run', 'third run']) say(`${run}: ${inItsOwnProcess(server.url)}`);
      await checkCounts(sql, events);
    });
  } finally {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}

function inItsOwnProcess(url: string): string {
  const self = [fileURLToPath(import.meta.url), '--run-on', url];
  return execFileSync(process.execPath, [...HEAP_OF_256_MB, ...self], { encoding: 'utf8' }).trim();
}

async function runHere(sql: Sql): Promise<void> {
  const before = process.resourceUsage().maxRSS;
  const began = performance.now();
  const cpu = process.cpuUsage();
  const { counts } = await runOnce(errorAnalysis, { sql, time: TIME });
  const seconds = (performance.now() - began) / 1000;
  const busy = process.cpuUsage(cpu).user / 1e6;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  say(
    `${counts.events} events, ${counts.patterns} patterns in ${seconds.toFixed(2)} s (${busy.toFixed(2)} s of it at work here); peak memory of the process ` +
      `${megabytes.toFixed(0)} MB (${(before / 1024).toFixed(0)} MB before the run)`,
  );
}

async function checkCounts(sql: Sql, events: number): Promise<void> {
  const [counted] = await sql`select sum(n)::int as n from error_counts`;
  if (counted?.n !== events) throw new Error(`${events} events were stored, but ${counted?.n} counted`);
}
