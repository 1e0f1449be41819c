import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../infra/local/postgres-server.ts';
import { type Sql, withDatabase } from '../../lib/database/client.ts';
import { migrate } from '../../lib/database/migrate.ts';
import { loadEssentials } from '../../lib/database/queries/essentials.ts';
import { autonomousOptimizer } from '../../lib/jobs/autonomous-optimizer.ts';
import { toHistoryPosts } from '../../lib/jobs/history-posts.ts';
import { runJob } from '../../lib/jobs/run-job.ts';
import { analyzeHistory } from '../../lib/optimizing/analyze-history.ts';
import { createLog } from '../../lib/runtime/log.ts';
import { readSettings } from '../../lib/runtime/settings.ts';

// One run of the optimizer over thousands of generated accounts: how much memory, how long per account.
//   node test/benchmarks/optimizer.ts [accounts] [posts per account]

const accounts = Number(process.argv[2] ?? 5_000);
const postsEach = Number(process.argv[3] ?? 70);
const MEMORY_LIMIT_MB = 512;
const SAMPLE = 200;
const now = new Date('2026-11-22T03:00:00Z');
const since = new Date('2026-07-25T03:00:00Z');
const say = (text: string) => void process.stdout.write(`${text}\n`);

const folder = await mkdtemp(join(tmpdir(), 'hone-benchmark-'));
const server = await startPostgres({ home: folder, durable: false });
try {
  await withDatabase({ url: server.url, applicationName: 'benchmark', limitMs: 3_600_000 }, async (sql) => {
    await migrate(sql);
    await generate(sql);
    await wholeRun();
    await parts(sql);
  });
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Ten posts a day of four generators with an effect each, read at 6 and 24 hours. */
async function generate(sql: Sql): Promise<void> {
  const began = performance.now();
  await sql`select setseed(0.5)`;
  await sql`insert into accounts (account_id, created_at)
    select 'account_' || a, ${since} from generate_series(1, ${accounts}::int) a`;
  await sql`
    insert into content_metadata (account_id, tweet_id, posted_at, decision_type, generator_name, topic_cluster, status)
    select 'account_' || a, (a::bigint * 100000 + p)::text, ${now}::timestamptz - make_interval(mins => 144 * p + 30 + (random() * 100)::int),
      case when random() < 0.3 then 'thread' else 'single' end, 'generator_' || (1 + floor(random() * 4)::int),
      'topic_' || floor(random() * 5)::int, 'posted'
    from generate_series(1, ${accounts}::int) a, generate_series(1, ${postsEach}::int) p`;
  await sql`insert into post_ids (tweet_id, decision_id, role) select tweet_id, decision_id, 'root' from content_metadata`;
  await sql`
    insert into tweet_metrics (tweet_id, collected_at, source, impressions_count, likes_count, retweets_count, replies_count)
    select c.tweet_id, c.posted_at + make_interval(hours => h), 'timeline_json', i, (i * rate)::int, (i * rate / 5)::int, (i * rate / 8)::int
    from (select *, 0.02 * exp(0.2 * right(generator_name, 1)::int + random() - 0.5) as rate,
        (200 + 800 * random())::int as size from content_metadata) c,
      unnest(array[6, 24], array[0.5, 0.8]) as reading (h, share), lateral (select (size * share)::int as i) x
    where c.posted_at + make_interval(hours => h) <= ${now}`;
  await sql`analyze`;
  const seconds = (performance.now() - began) / 1_000;
  say(`generated ${accounts} accounts of ${postsEach} posts in ${seconds.toFixed(0)} s`);
}

async function wholeRun(): Promise<void> {
  const began = performance.now();
  const summaries = await runJob(
    autonomousOptimizer,
    { time: now.toISOString() },
    {
      settings: readSettings({}),
      database: { url: server.url },
      openSource: () => Promise.reject(new Error('the optimizer reads no source')),
      log: createLog({ clock: () => now, write: () => {} }),
      redact: (value) => value,
      clock: () => now,
      slotOf: (time) => time,
      timeLeft: () => 3_600_000,
    },
  );
  const seconds = (performance.now() - began) / 1_000;
  const peakMb = process.resourceUsage().maxRSS / 1_024;
  const statuses = Object.entries(Object.groupBy(summaries, ({ status }) => status));
  const applied = summaries.reduce((sum, { counts }) => sum + (counts.applied ?? 0), 0);
  say(`one run: ${statuses.map(([status, of]) => `${of?.length} ${status}`).join(', ')}; ${applied} policies applied`);
  say(`  ${seconds.toFixed(1)} s, ${((1_000 * seconds) / accounts).toFixed(1)} ms per account`);
  say(
    `  peak memory ${peakMb.toFixed(0)} MB (limit ${MEMORY_LIMIT_MB} MB): ${peakMb <= MEMORY_LIMIT_MB ? 'within' : 'OVER'}`,
  );
  if (peakMb > MEMORY_LIMIT_MB || summaries.some(({ status }) => status !== 'ok')) process.exitCode = 1;
}

/** Where the time of an account goes. */
async function parts(sql: Sql): Promise<void> {
  const times = { load: [] as number[], analysis: [] as number[] };
  for (let a = 1; a <= Math.min(SAMPLE, accounts); a += 1) {
    const began = performance.now();
    const posts = toHistoryPosts(await loadEssentials(sql, { accountId: `account_${a}`, since, until: now }));
    const loaded = performance.now();
    analyzeHistory(posts, { now });
    times.load.push(loaded - began);
    times.analysis.push(performance.now() - loaded);
  }
  for (const [part, of] of Object.entries(times)) {
    const sorted = of.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(1);
    say(`  ${part}: median ${at(0.5)} ms, 95% ${at(0.95)} ms`);
  }
}
