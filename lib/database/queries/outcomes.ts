import type { JSONValue } from 'postgres';
import type { ComparablePost } from '../../optimizing/performance-change.ts';
import type { Queryable } from '../client.ts';

/** A row of `outcomes`: metrics of one post at one fixed age. */
export interface OutcomeRow {
  decision_id: string;
  age_hours: number;
  method: 'interpolated' | 'projected';
  impressions: number | null;
  likes: number | null;
  retweets: number | null;
  replies: number | null;
  quotes: number | null;
  bookmarks: number | null;
  engagements: number | null;
  engagement_rate: number | null;
  log_sd: number | null;
  followers_gained: number | null;
  observed_at: Date;
}

/**
 * Makes the outcomes of these decisions exactly these: what a doubted reading had made disappears with it. Rows that do
 * not change are not touched.
 */
export async function replaceOutcomes(
  sql: Queryable,
  change: { decisionIds: readonly string[]; outcomes: readonly OutcomeRow[]; at: Date },
): Promise<void> {
  const { decisionIds, outcomes, at } = change;
  if (decisionIds.length === 0) return;
  const rows = outcomes.map((outcome) => ({ ...outcome, observed_at: outcome.observed_at.toISOString() }));
  await sql`
    with wanted as (
      select * from jsonb_to_recordset(${sql.json(rows as unknown as JSONValue)}) as r (
        decision_id uuid, age_hours integer, method text, impressions double precision, likes double precision,
        retweets double precision, replies double precision, quotes double precision, bookmarks double precision,
        engagements double precision, engagement_rate double precision, log_sd double precision,
        followers_gained double precision, observed_at timestamptz)
    ), removed as (
      delete from outcomes o where o.decision_id in ${sql(decisionIds as string[])}
        and not exists (select 1 from wanted w where w.decision_id = o.decision_id and w.age_hours = o.age_hours)
    )
    insert into outcomes as o (decision_id, age_hours, method, impressions, likes, retweets, replies, quotes, bookmarks,
      engagements, engagement_rate, log_sd, followers_gained, observed_at, updated_at)
    select w.decision_id, w.age_hours, w.method, w.impressions, w.likes, w.retweets, w.replies, w.quotes, w.bookmarks,
      w.engagements, w.engagement_rate, w.log_sd, w.followers_gained, w.observed_at, ${at}
    from wanted w
    on conflict (decision_id, age_hours) do update set
      method = excluded.method, impressions = excluded.impressions, likes = excluded.likes, retweets = excluded.retweets,
      replies = excluded.replies, quotes = excluded.quotes, bookmarks = excluded.bookmarks,
      engagements = excluded.engagements, engagement_rate = excluded.engagement_rate, log_sd = excluded.log_sd,
      followers_gained = excluded.followers_gained, observed_at = excluded.observed_at,
      updated_at = greatest(o.updated_at, excluded.updated_at)
      where (o.method, o.impressions, o.likes, o.retweets, o.replies, o.quotes, o.bookmarks, o.engagements,
          o.engagement_rate, o.log_sd, o.followers_gained, o.observed_at)
        is distinct from (excluded.method, excluded.impressions, excluded.likes, excluded.retweets, excluded.replies,
          excluded.quotes, excluded.bookmarks, excluded.engagements, excluded.engagement_rate, excluded.log_sd,
          excluded.followers_gained, excluded.observed_at)`;
}

/** The account's posts at one age, for comparing weeks. */
export async function outcomesAt(
  sql: Queryable,
  query: { accountId: string; ageHours: number; since: Date; until: Date },
): Promise<ComparablePost[]> {
  return sql<ComparablePost[]>`
    select c.posted_at as "postedAt", o.impressions, o.engagements
    from outcomes o join content_metadata c using (decision_id)
    where c.account_id = ${query.accountId} and c.status in ('posted', 'gone') and o.age_hours = ${query.ageHours}
      and c.posted_at between ${query.since} and ${query.until}`;
}

export interface LearningRow {
  decision_id: string;
  age_hours: number;
  account_id: string;
  features: Record<string, string | number | null>;
  reward: number;
  weight: number;
}

/** Learns of an account one at a time: who comes second sees what the first one stored. Held until the transaction ends. */
export async function lockLearning(sql: Queryable, accountId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`hone learning ${accountId}`}, 0))`;
}

/**
 * Learns each post once per age, however often it is read; returns how many were new. A row whose readings turned out
 * otherwise is corrected, and one that rests on nothing any more is removed: neither counts as new.
 */
export async function learnOnce(
  sql: Queryable,
  change: { decisionIds: readonly string[]; rows: readonly LearningRow[]; at: Date },
): Promise<number> {
  const { decisionIds, rows, at } = change;
  if (decisionIds.length === 0) return 0;
  const learned = await sql<{ added: boolean }[]>`
    with wanted as (
      select * from jsonb_to_recordset(${sql.json(rows as unknown as JSONValue)}) as r (decision_id uuid,
        age_hours integer, account_id text, features jsonb, reward double precision, weight double precision)
    ), removed as (
      delete from learning_posts l where l.decision_id in ${sql(decisionIds as string[])}
        and not exists (select 1 from wanted w where w.decision_id = l.decision_id and w.age_hours = l.age_hours)
    )
    insert into learning_posts as l (decision_id, age_hours, account_id, features, reward, weight, learned_at)
    select w.decision_id, w.age_hours, w.account_id, w.features, w.reward, w.weight, ${at}::timestamptz from wanted w
    on conflict (decision_id, age_hours) do update
      set features = excluded.features, reward = excluded.reward, weight = excluded.weight
      where (l.features, l.reward, l.weight) is distinct from (excluded.features, excluded.reward, excluded.weight)
    returning (xmax = 0) as added`;
  return learned.filter(({ added }) => added).length;
}
