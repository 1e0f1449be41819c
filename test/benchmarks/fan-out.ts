import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jobNamed, slotOf } from '../../infra/jobs.ts';
import { startPostgres } from '../../infra/local/postgres-server.ts';
import { type Sql, withDatabase } from '../../lib/database/client.ts';
import { migrate } from '../../lib/database/migrate.ts';
import { metricsScraper } from '../../lib/jobs/metrics-scraper.ts';
import { type JobHost, runJob } from '../../lib/jobs/run-job.ts';
import { runMessages } from '../../lib/jobs/run-messages.ts';
import type { HandedOver } from '../../lib/runtime/fan-out.ts';
import { createLog } from '../../lib/runtime/log.ts';
import { readSettings } from '../../lib/runtime/settings.ts';
import type { MetricsSource, ReadRequest, ReadResult } from '../../lib/sources/metrics-source.ts';
import { observation, readResult } from '../support/observation.ts';

// A tick with a hundred accounts: the scheduled run, the queue and its bounded copies, with the real scraper over PostgreSQL and
// a source that answers after the time a page takes. All times are a tenth of those on Lambda.
//   node test/benchmarks/fan-out.ts [accounts] [copies] [page ms]

const accounts = Number(process.argv[2] ?? 100);
const copies = Number(process.argv[3] ?? 5);
const pageMs = Number(process.argv[4] ?? 1_200);
/** Seconds of Lambda are tenths of a second here. */
const SCALE = 10;
const job = jobNamed('metrics_scraper');
const time = new Date('2026-11-22T10:00:00Z');
const say = (text: string) => void process.stdout.write(`${text}\n`);

/** X at the pace of a page, with plausible counters for whatever is asked. */
const source: MetricsSource = {
  name: 'benchmark',
  async read({ wanted, xUserId }: ReadRequest): Promise<ReadResult> {
    await pause(pageMs);
    const counters = { impressions: 1_000, likes: 10, retweets: 1, replies: 1, quotes: 0, bookmarks: 0 };
    return readResult(
      wanted.map((tweetId) => observation({ tweetId, readAt: time, authorId: xUserId ?? '0', counters })),
    );
  },
};

const home = await mkdtemp(join(tmpdir(), 'hone-benchmark-'));
const server = await startPostgres({ home, durable: false });
try {
  await withDatabase({ url: server.url, applicationName: 'benchmark', limitMs: 600_000 }, async (sql) => {
    await migrate(sql);
    await generate(sql);
    await tick(sql);
  });
} finally {
  await server.stop();
  await rm(home, { recursive: true, force: true });
}

/** Twenty posts an account, all of which are due. */
async function generate(sql: Sql): Promise<void> {
  await sql`insert into accounts (account_id, x_user_id, created_at)
    select 'account_' || a, (1000 + a)::text, ${time}::timestamptz - interval '30 days' from generate_series(1, ${accounts}::int) a`;
  await sql`insert into content_metadata (account_id, tweet_id, posted_at, status)
    select 'account_' || a, (a::bigint * 1000 + p)::text, ${time}::timestamptz - make_interval(hours => p), 'posted'
    from generate_series(1, ${accounts}::int) a, generate_series(1, 20) p`;
  await sql`insert into post_ids (tweet_id, decision_id, role) select tweet_id, decision_id, 'root' from content_metadata`;
}

function host(handOver: JobHost['handOver'] = null): JobHost {
  const end = performance.now() + (job.timeoutSeconds * 1_000) / SCALE;
  return {
    settings: readSettings({}),
    database: { url: server.url },
    openSource: async () => source,
    log: createLog({ level: 'error', clock: () => time, write: say }),
    redact: (value) => value,
    clock: () => time,
    slotOf: (moment) => slotOf(job, moment),
    timeLeft: () => (end - performance.now()) * SCALE,
    handOver,
  };
}

async function tick(sql: Sql): Promise<void> {
  const began = performance.now();
  const seconds = () => ((performance.now() - began) / 1_000).toFixed(1);
  const queue: HandedOver[] = [];
  let handedAfter = '';
  const scheduled = runJob(
    metricsScraper,
    { source: 'aws.events', time: time.toISOString() },
    host(async (runs) => {
      handedAfter ||= seconds();
      queue.push(...runs);
    }),
  );
  let taken = 0;
  let failed = 0;
  let ended = false;
  const copy = async () => {
    for (;;) {
      const run = queue.shift();
      if (run === undefined) {
        if (ended) return;
        await pause(20);
        continue;
      }
      taken += 1;
      const body = JSON.stringify(run);
      const event = { Records: [{ messageId: run.account, body }] };
      failed += (await runMessages(metricsScraper, event, host())).batchItemFailures.length;
    }
  };
  const working = Promise.all(Array.from({ length: copies }, copy));
  const own = await scheduled;
  ended = true;
  await working;
  const [rows] = await sql<{ ok: number; twice: number; snapshots: number }[]>`
    select count(*) filter (where status = 'ok') as ok, count(*) filter (where attempt > 1) as twice,
      (select count(*) from tweet_metrics) as snapshots from job_runs`;
  say(`${accounts} accounts, ${copies} copies, ${pageMs} ms a page; ${SCALE} times faster than on Lambda`);
  say(`own ${own.length}, handed over ${taken} (the first after ${handedAfter} s), failed ${failed}`);
  say(`read ${rows?.ok} accounts once, ${rows?.twice} twice, ${rows?.snapshots} snapshots, in ${seconds()} s`);
}
