import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { intervalMsOf, jobNamed, scheduledJobs } from '../../infra/jobs.ts';
import { collectReport } from '../../infra/local/collect-report.ts';
import { startPostgres } from '../../infra/local/postgres-server.ts';
import { type Sql, withDatabase } from '../../lib/database/client.ts';
import { migrate } from '../../lib/database/migrate.ts';
import { accountsByLastRun, listAccounts } from '../../lib/database/queries/accounts.ts';
import { keepEssentials, loadEssentials } from '../../lib/database/queries/essentials.ts';
import { latestRuns } from '../../lib/database/queries/job-runs.ts';
import { trackedPosts } from '../../lib/database/queries/posts.ts';
import { usageOf } from '../../lib/database/queries/usage.ts';
import { toHistoryPosts } from '../../lib/jobs/history-posts.ts';
import { LAST_READ_AGE_HOURS, postsDue } from '../../lib/learning/reading-ladder.ts';
import { renderReport } from '../../lib/report/render-report.ts';

// How fast an installation is that has run for a month with many accounts: a tenth of 1,000 accounts x 300 posts x 200 snapshots.
//   node test/benchmarks/load.ts [accounts] [posts per account] [snapshots per post]

const accounts = Number(process.argv[2] ?? 100);
const postsEach = Number(process.argv[3] ?? 300);
const snapshotsEach = Number(process.argv[4] ?? 200);
const SAMPLE = 40;
const DAY_MS = 86_400_000;
const MONTH_DAYS = 30;
const now = new Date('2026-11-22T03:00:00Z');
const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
const say = (text: string) => void process.stdout.write(`${text}\n`);
const handle = (index: number) => `account_${1 + ((index * 37) % accounts)}`;

let backendPid = 0;

const home = await mkdtemp(join(tmpdir(), 'hone-benchmark-'));
const server = await startPostgres({ home, durable: false });
try {
  await withDatabase({ url: server.url, applicationName: 'benchmark', limitMs: 1_800_000 }, async (sql) => {
    await migrate(sql);
    await generate(sql);
    await learnFirst(sql);
    await sizes(sql);
    await measure(sql);
  });
} finally {
  await server.stop();
  await rm(home, { recursive: true, force: true });
}

/** A month of posts, read often while they are young and up to now; the runs that read them; five outcomes a post. */
async function generate(sql: Sql): Promise<void> {
  const began = performance.now();
  await sql`select setseed(0.5)`;
  await sql`set session_replication_role = replica`; // foreign keys are kept by construction; checking them takes as long as all else
  await sql`insert into accounts (account_id, created_at)
    select 'account_' || a, ${ago(MONTH_DAYS)} from generate_series(1, ${accounts}::int) a`;
  await sql`
    insert into content_metadata (account_id, tweet_id, posted_at, decision_type, generator_name, topic_cluster, status, content)
    select 'account_' || a, (a::bigint * 100000 + p)::text,
      ${now}::timestamptz - make_interval(secs => p * ${MONTH_DAYS * 86_400}::float / ${postsEach}),
      case when p % 3 = 0 then 'thread' else 'single' end, 'generator_' || p % 4, 'topic_' || p % 5, 'posted', repeat('word ', 30)
    from generate_series(1, ${accounts}::int) a, generate_series(1, ${postsEach}::int) p`;
  await sql`insert into post_ids (tweet_id, decision_id, role) select tweet_id, decision_id, 'root' from content_metadata`;
  await sql`
    insert into tweet_metrics (tweet_id, collected_at, source, impressions_count, likes_count, retweets_count, replies_count,
      quotes_count, bookmarks_count, quality)
    select c.tweet_id, c.posted_at + (${now}::timestamptz - c.posted_at) * power(s / ${snapshotsEach}::float, 3), 'timeline_json',
      s * 10, s, s / 5, s / 8, s / 20, s / 10, case when random() < 0.002 then 'suspect' else 'ok' end
    from content_metadata c, generate_series(1, ${snapshotsEach}::int) s`;
  await sql`
    insert into outcomes (decision_id, age_hours, method, impressions, engagements, engagement_rate, observed_at)
    select decision_id, age, 'interpolated', 1000, 30, 0.03, ${now} from content_metadata, unnest(array[1, 6, 24, 72, 168]) age`;
  await sql`
    insert into follower_snapshots (account_id, collected_at, followers)
    select 'account_' || a, t, 1000 + extract(epoch from t)::bigint % 500
    from generate_series(1, ${accounts}::int) a, generate_series(${ago(MONTH_DAYS)}, ${now}, interval '10 minutes') t`;
  for (const job of scheduledJobs) {
    await sql`
      insert into job_runs (job_name, account_id, slot, status, started_at, lease_until, finished_at, duration_ms, counts)
      select ${job.name}, a, t, 'ok', t, t + interval '5 minutes', t + interval '10 seconds', 10000, '{"posts": 20}'
      from (select account_id from accounts) x (a),
        generate_series(${ago(MONTH_DAYS)}, ${now}, make_interval(secs => ${(intervalMsOf(job) ?? 0) / 1_000})) t`;
  }
  await sql`
    insert into system_events (event_type, event_data, account_id, created_at)
    select 'job_error', '{"exception.type": "Error", "exception.message": "X is down"}', 'account_' || a, t
    from generate_series(1, ${accounts}::int) a, generate_series(${ago(MONTH_DAYS)}, ${now}, interval '2 hours') t`;
  await sql`set session_replication_role = origin`;
  await sql`vacuum analyze`;
  say(`generated in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
}

/** The first learning of posts that were read before loads were narrow: it loads all of their readings, and keeps the essential ones. */
async function learnFirst(sql: Sql): Promise<void> {
  const began = performance.now();
  const everything = { since: ago(MONTH_DAYS + 1), until: null };
  for (let a = 1; a <= accounts; a++) {
    await keepEssentials(sql, await loadEssentials(sql, { accountId: `account_${a}`, ...everything }));
  }
  await sql`vacuum analyze post_essentials`;
  const [row] = await sql<{ n: number }[]>`select avg(json_array_length(readings))::float as n from post_essentials`;
  const each = (performance.now() - began) / accounts;
  say(`chosen: ${row?.n.toFixed(1)} readings a post, ${each.toFixed(0)} ms an account the first time`);
}

async function sizes(sql: Sql): Promise<void> {
  const rows = await sql<{ name: string; n: number; heap: number; indexes: number }[]>`
    select relname as name, reltuples::bigint as n, pg_relation_size(oid) as heap, pg_indexes_size(oid) as indexes
    from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples > 10000 order by reltuples desc`;
  for (const { name, n, heap, indexes } of rows) {
    const bytes = ((heap + indexes) / n).toFixed(0);
    say(
      `  ${name}: ${n} rows, ${(heap / 1e6).toFixed(0)} MB and ${(indexes / 1e6).toFixed(0)} MB of indexes, ${bytes} bytes a row`,
    );
  }
}

async function measure(sql: Sql): Promise<void> {
  const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  backendPid = backend?.pid ?? 0;
  const since = new Date(now.getTime() - (LAST_READ_AGE_HOURS + 24) * 3_600_000);
  await timed('scraper: which posts are due', { limitMs: 50 }, async (i) => {
    const tracked = await trackedPosts(sql, { accountId: handle(i), since, until: now });
    postsDue(tracked, { now, limit: 20 });
  });
  await timed('optimizer: load an account', { limitMs: 20 }, async (i) => {
    toHistoryPosts(await loadEssentials(sql, { accountId: handle(i), since: ago(120), until: now }));
  });
  await timed('report: data', { limitMs: 2_000, runs: 5 }, async (i) => {
    await collectReport(sql, { accountId: handle(i), now });
  });
  await timed('report: data and page', { limitMs: 2_000, runs: 5 }, async (i) => {
    renderReport(await collectReport(sql, { accountId: handle(i), now }));
  });
  await timed('whose turn it is', { limitMs: 50, runs: 5 }, async () => {
    await accountsByLastRun(sql, jobNamed('metrics_scraper').name);
  });
  await timed('all accounts', { limitMs: 50, runs: 5 }, async () => {
    await listAccounts(sql);
  });
  await timed('newest runs', { limitMs: 200, runs: 5 }, async () => {
    await latestRuns(sql);
  });
  await timed('usage of a month', { limitMs: 1_000, runs: 3 }, async () => {
    await usageOf(sql, { from: ago(MONTH_DAYS), until: now });
  });
}

/** What this process and its database connection have used of the processor: other work on the machine does not count. */
async function cpuMs(): Promise<number> {
  const { user, system } = process.cpuUsage();
  const fields = (await readFile(`/proc/${backendPid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  const TICK_MS = 10;
  return (user + system) / 1_000 + (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

async function timed(
  what: string,
  { limitMs, runs = SAMPLE }: { limitMs: number; runs?: number },
  work: (index: number) => Promise<void>,
): Promise<void> {
  const times: number[] = [];
  await work(0); // warms up
  const cpuBefore = await cpuMs();
  for (let i = 1; i <= runs; i++) {
    const began = performance.now();
    await work(i);
    times.push(performance.now() - began);
  }
  const cpu = ((await cpuMs()) - cpuBefore) / runs;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  const verdict = at(0.5) <= limitMs ? 'within' : 'OVER';
  say(
    `${what}: median ${at(0.5).toFixed(1)} ms, 95% ${at(0.95).toFixed(1)} ms, ${cpu.toFixed(1)} ms of CPU (limit ${limitMs} ms: ${verdict})`,
  );
}
