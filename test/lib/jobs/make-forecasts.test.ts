import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld } from '../../../infra/local/simulated-x/index.ts';
import { type Account, addAccount, findAccount } from '../../../lib/database/queries/accounts.ts';
import { judgedForecasts } from '../../../lib/database/queries/forecasts.ts';
import { candidateScorer } from '../../../lib/jobs/candidate-score.ts';
import { importHistory } from '../../../lib/jobs/import-history.ts';
import { makeForecasts } from '../../../lib/jobs/make-forecasts.ts';
import { updateLearning } from '../../../lib/jobs/update-learning.ts';
import type { HistoryPost } from '../../../lib/learning/history.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const HOUR_MS = 3_600_000;
const startsAt = new Date('2026-10-01T00:00:00Z');
const world = createWorld({ seed: 11, accountHandle: 'ada', startsAt, timeZone: 'UTC', days: 13, effectScale: 2 });
const later = (hours: number) => new Date(now.getTime() + hours * HOUR_MS);
/** Just after a post's first hour. */
const now = new Date(
  world.posts
    .filter(({ postedAt }) => postedAt < new Date('2026-10-09T00:00:00Z'))
    .at(-1)!
    .postedAt.getTime() +
    1.1 * HOUR_MS,
);
let account: Account;

beforeAll(async () => {
  await addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at: startsAt });
  account = (await findAccount(db.sql, 'ada'))!;
});
beforeEach(async () => {
  await db.sql`delete from content_metadata`;
  await learn(now);
});

/** Without the posts of the last hours but the youngest: one early model is enough to wait for. */
const history = (until: Date): HistoryPost[] =>
  world.historyRecords({ until }).filter(({ posted_at }) => {
    const hours = (now.getTime() - new Date(posted_at).getTime()) / HOUR_MS;
    return hours < 2 || hours > 13;
  });
const learn = (until: Date, posts: readonly HistoryPost[] = history(until)) =>
  importHistory(db.sql, { account, posts, now: until });
const forecast = (at = now) => makeForecasts(db.sql, { accountId: 'ada', now: at, timeLeft: () => 60_000 });
const plan = async (content: string, hours: number) => {
  const [row] = await db.sql<{ decisionId: string }[]>`
    insert into content_metadata (account_id, generator_name, decision_type, status, content, scheduled_at, created_at)
    values ('ada', 'story', 'thread', 'queued', ${content}, ${later(hours)}, ${now}) returning decision_id as "decisionId"`;
  return row!.decisionId;
};
interface Row {
  decision_id: string;
  target: string;
  age_hours: number;
  early_hours: number;
  made_from: string;
  value: number;
  lower: number;
  upper: number;
  recent_level: number;
  actual: number;
  error: number;
  recent_level_error: number;
  covered: boolean;
  judged_at: Date | null;
}
const stored = () =>
  db.sql<Row[]>`select * from forecasts order by made_at, decision_id, early_hours, target, age_hours`;
/** What was said of which post, without the ids that the database gives. */
const said = () => db.sql`
  select coalesce(c.tweet_id, c.content) as post, f.target, f.age_hours, f.early_hours, f.made_from, f.value, f.lower, f.upper,
    f.recent_level, f.own_median, f.p_beats_median, f.learned_from
  from forecasts f join content_metadata c using (decision_id) where f.made_at = ${now}
  order by post, f.target, f.age_hours, f.early_hours`;

describe('forecasts of an account', () => {
  it('are made of planned decisions from what they are, and of young posts from their counts, once', async () => {
    const decisionId = await plan('Four things that I learned', 5);
    const { made } = await forecast();
    const rows = await stored();
    expect(rows).toHaveLength(made);
    expect(made).toBeGreaterThan(12);
    const planned = rows.filter((row) => row.decision_id === decisionId);
    expect(new Set(planned.map((row) => row.target))).toEqual(
      new Set(['engagements', 'engagement_rate', 'impressions', 'follows']),
    );
    expect(planned.filter((row) => row.target === 'engagements').map((row) => row.age_hours)).toEqual([6, 24, 72, 168]);
    for (const row of planned)
      expect(row).toMatchObject({ early_hours: 0, account_id: 'ada', made_at: now, actual: null });
    const young = rows.filter((row) => row.decision_id !== decisionId && row.early_hours === 1);
    expect(young.length).toBeGreaterThan(0);
    expect(new Set(young.map((row) => row.made_from))).toEqual(new Set(['early_counts']));
    expect(await forecast()).toMatchObject({ made: 0 });
    expect(await forecast(later(0.3))).toMatchObject({ made: 0 });
  });

  it('are made anew when the plan changes, and not otherwise', async () => {
    const decisionId = await plan('The first words', 5);
    await forecast();
    const first = (await stored()).length;
    await db.sql`update content_metadata set content = 'Other words altogether' where decision_id = ${decisionId}`;
    await forecast(later(0.2));
    const rows = await stored();
    expect(rows.slice(first).every((row) => row.decision_id === decisionId)).toBe(true);
    expect(rows.length).toBeGreaterThan(first);
  });

  it('are judged when the outcome at their age has matured, once', async () => {
    await forecast();
    expect(await forecast(later(1))).toMatchObject({ judged: 0 });
    await learn(later(30));
    const { judged } = await forecast(later(30));
    expect(judged).toBeGreaterThan(0);
    const rows = (await stored()).filter((row) => row.judged_at !== null);
    expect(rows).toHaveLength(judged);
    for (const row of rows) {
      expect([6, 24]).toContain(row.age_hours);
      expect(row.covered).toBe(row.actual >= row.lower && row.actual <= row.upper);
      if (row.target === 'engagements') {
        expect(row.error).toBeCloseTo(Math.log1p(row.actual) - Math.log1p(row.value), 9);
        expect(row.recent_level_error).toBeCloseTo(Math.log1p(row.actual) - Math.log1p(row.recent_level), 9);
      }
    }
    expect(await forecast(later(30))).toEqual({ made: 0, judged: 0 });
  });

  it('are not judged by a reading that is not believed any more', async () => {
    await forecast();
    await learn(later(30));
    await forecast(later(30));
    const before = await judgedForecasts(db.sql, { accountId: 'ada', since: startsAt, until: later(30) });
    await db.sql`update tweet_metrics set quality = 'suspect' where collected_at > ${now}`;
    const everything = { accountId: 'ada', timeZone: 'UTC', decisionIds: null, since: startsAt };
    await updateLearning(db.sql, { ...everything, now: later(31) });
    await forecast(later(31));
    const after = await judgedForecasts(db.sql, { accountId: 'ada', since: startsAt, until: later(31) });
    expect(before.length).toBeGreaterThan(0);
    expect(after).toEqual([]);
    expect(new Set((await stored()).map((row) => row.judged_at))).toEqual(new Set([null]));
  });

  it('are the same whatever is read or published after their time, their own outcomes among it', async () => {
    await plan('Four things that I learned', 5);
    await forecast();
    const honest = await said();

    await db.sql`delete from forecasts`;
    await db.sql`
      insert into tweet_metrics (tweet_id, collected_at, source, impressions_count, likes_count, new_follows_count)
      select tweet_id, ${now}::timestamptz + make_interval(hours => h), 'import', 9 * max(impressions_count) + 5000,
        max(likes_count) + 700 * h, 99
      from tweet_metrics, unnest(array[1, 20, 90]) as h group by tweet_id, h`;
    const coming = history(later(72));
    await learn(
      later(72),
      coming.filter(({ posted_at }) => new Date(posted_at) > now),
    );
    await updateLearning(db.sql, {
      accountId: 'ada',
      timeZone: 'UTC',
      decisionIds: null,
      since: startsAt,
      now: later(100),
    });
    await forecast();
    expect(await said()).toEqual(honest);
    expect(honest.length).toBeGreaterThan(12);
  });

  it('begin no fit without the time for it', async () => {
    expect(await makeForecasts(db.sql, { accountId: 'ada', now, timeLeft: () => 5_000 })).toEqual({
      made: 0,
      judged: 0,
    });
  });

  it('of an account about which nothing is known are not made', async () => {
    await db.sql`delete from content_metadata`;
    await plan('The very first post', 5);
    expect(await forecast()).toEqual({ made: 0, judged: 0 });
  });
});

describe('the score of a candidate', () => {
  const candidate = (format: 'single' | 'thread') => ({ format, parts: ['Four things'], topic: null, hookType: null });
  const slot = { generatorName: 'story', scheduledAt: later(5), topic: null };
  /** Forecasts of the posts before, as if they had been made and judged. */
  const remember = (gain: number, covered: (index: number) => boolean) => db.sql`
    insert into forecasts (decision_id, target, age_hours, made_at, account_id, early_hours, made_from, described, value, lower,
      upper, nominal_coverage, recent_level, model_version, learned_from, actual, error, recent_level_error, covered, judged_at)
    select decision_id, 'engagement_rate', 24, posted_at - interval '1 hour', 'ada', 0, 'features', '', .03, .02, .05, .8, .03,
      'test', 50, .03, ${1 - gain} * sin(n), sin(n), substr(${Array.from({ length: 40 }, (_, i) => (covered(i) ? 't' : 'f')).join('')}, n::integer, 1)::boolean, posted_at + interval '1 day'
    from (select *, row_number() over (order by posted_at desc) as n from content_metadata where posted_at < ${later(-48)}) posts
    where n <= 40`;
  const fourInFive = (index: number) => index % 5 !== 0;

  it('is null while too few forecasts have been judged', async () => {
    const scorer = await candidateScorer(db.sql, { account, now });
    expect(scorer.reason).toBe('only 0 forecasts have been judged yet');
    expect(scorer.forSlot(slot)(candidate('thread'))).toBeNull();
  });

  it('is null without skill, and where intervals do not hold', async () => {
    await remember(0, fourInFive);
    expect((await candidateScorer(db.sql, { account, now })).reason).toBe(
      'the forecast knows no more than the recent level',
    );
    await db.sql`delete from forecasts`;
    await remember(0.5, (index) => index % 2 === 0);
    expect((await candidateScorer(db.sql, { account, now })).reason).toBe('the intervals of the forecast do not hold');
  });

  it('is null again when the forecast has lost the skill it had', async () => {
    // Eighty forecasts twice as near as the recent level, then eighty that are worse than it.
    await db.sql`
      with posts as (
        insert into content_metadata (account_id, status, tweet_id, posted_at)
        select 'ada', 'posted', (7000 + n)::text, ${later(-240)}::timestamptz + n * interval '1 hour' from generate_series(1, 160) n
        returning decision_id, posted_at, tweet_id::integer - 7000 as n)
      insert into forecasts (decision_id, target, age_hours, made_at, account_id, early_hours, made_from, described, value, lower,
        upper, nominal_coverage, recent_level, model_version, learned_from, actual, error, recent_level_error, covered, judged_at)
      select decision_id, 'engagement_rate', 24, posted_at - interval '1 hour', 'ada', 0, 'features', '', .03, .02, .05, .8, .03,
        'test', 50, .03, case when n <= 80 then .5 else 1.2 end * sin(n), sin(n), n % 5 <> 0, posted_at + interval '1 day'
      from posts`;
    const scorer = await candidateScorer(db.sql, { account, now });
    expect(scorer.reason).toBe('the forecast has lost its skill against the recent level');
    expect(scorer.forSlot(slot)(candidate('thread'))).toBeNull();
  });

  it('ranks what does better higher, by a calibrated forecast with skill', async () => {
    await remember(0.5, fourInFive);
    const scorer = await candidateScorer(db.sql, { account, now });
    expect(scorer.reason).toBeNull();
    const scores = [...new Set(world.posts.map(({ generator }) => generator ?? 'other'))].map((generatorName) =>
      scorer.forSlot({ ...slot, generatorName })(candidate('single')),
    );
    for (const score of scores) expect(score === null || (score > 0 && score < 1)).toBe(true);
    expect(new Set(scores).size).toBeGreaterThan(1);
  });
});
