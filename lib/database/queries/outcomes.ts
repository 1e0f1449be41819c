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

/** Stores outcomes; a projection is replaced by a later one or by the real thing, an interpolated value only by a newer reading. */
export async function upsertOutcomes(sql: Queryable, outcomes: readonly OutcomeRow[], at: Date): Promise<void> {
  if (outcomes.length === 0) return;
  const rows = outcomes.map((outcome) => ({ ...outcome, observed_at: outcome.observed_at.toISOString() }));
  await sql`
    insert into outcomes as o (decision_id, age_hours, method, impressions, likes, retweets, replies, quotes, bookmarks,
      engagements, engagement_rate, log_sd, followers_gained, observed_at, updated_at)
    select r.decision_id, r.age_hours, r.method, r.impressions, r.likes, r.retweets, r.replies, r.quotes, r.bookmarks,
      r.engagements, r.engagement_rate, r.log_sd, r.followers_gained, r.observed_at, ${at}
    from jsonb_to_recordset(${sql.json(rows as unknown as JSONValue)}) as r (
      decision_id uuid, age_hours integer, method text, impressions double precision, likes double precision,
      retweets double precision, replies double precision, quotes double precision, bookmarks double precision,
      engagements double precision, engagement_rate double precision, log_sd double precision,
      followers_gained double precision, observed_at timestamptz)
    on conflict (decision_id, age_hours) do update set
      method = excluded.method, impressions = excluded.impressions, likes = excluded.likes, retweets = excluded.retweets,
      replies = excluded.replies, quotes = excluded.quotes, bookmarks = excluded.bookmarks,
      engagements = excluded.engagements, engagement_rate = excluded.engagement_rate, log_sd = excluded.log_sd,
      followers_gained = excluded.followers_gained, observed_at = excluded.observed_at, updated_at = excluded.updated_at
      where (o.method = 'projected' or excluded.method = 'interpolated') and excluded.observed_at >= o.observed_at`;
}

/** The account's posts at one age, for comparing weeks. */
export async function outcomesAt(
  sql: Queryable,
  query: { accountId: string; ageHours: number; since: Date; until: Date },
): Promise<ComparablePost[]> {
  return sql<ComparablePost[]>`
    select c.posted_at as "postedAt", o.impressions, o.engagements
    from outcomes o join content_metadata c using (decision_id)
    where c.account_id = ${query.accountId} and o.age_hours = ${query.ageHours}
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

/** Learns each post once per age, however often it is read; returns how many were new. */
export async function learnOnce(sql: Queryable, rows: readonly LearningRow[], at: Date): Promise<number> {
  if (rows.length === 0) return 0;
  const learned = await sql`
    insert into learning_posts (decision_id, age_hours, account_id, features, reward, weight, learned_at)
    select r.*, ${at}::timestamptz
    from jsonb_to_recordset(${sql.json(rows as unknown as JSONValue)}) as r (decision_id uuid, age_hours integer,
      account_id text, features jsonb, reward double precision, weight double precision)
    on conflict (decision_id, age_hours) do nothing returning 1`;
  return learned.length;
}
