import { essentialReadings } from '../../learning/essential-readings.ts';
import type { HistoryMetrics } from '../../learning/history.ts';
import { oneSeries } from '../../x/source-family.ts';
import type { Queryable } from '../client.ts';
import { type ReadingValues, readingOf, type StoredPost } from './history.ts';

/** A post with the readings that everything learned of it rests on. */
export interface EssentialPost extends Omit<StoredPost, 'readings'> {
  /** Of one series, oldest first. */
  metrics: HistoryMetrics[];
  /** Its newest believed reading, of any series and whether it is among these or not; null when it has none. */
  newestAt: Date | null;
  /** Count of the changes that these were chosen after; null where they need not be kept (again). */
  keptAfter: number | null;
}

type Count = number | null;
/** A reading as it is kept: time in milliseconds, then the counts as they stand in `valuesOf`. */
type EssentialValues = [number, Count, Count, Count, Count, Count, Count, Count, Count];

interface Row extends Omit<StoredPost, 'readings'> {
  essentials: EssentialValues[] | null;
  changes: number;
  readings: ReadingValues[] | null;
  newestAt: Date | null;
}

/**
 * One query loads an account: its posts of the window with the essential ones of their readings made until `until`, or ever.
 * They were chosen when the post was last learned of; of posts that were read since, or that are looked at as of a time before
 * their newest reading, all readings come and are chosen from here.
 */
export async function loadEssentials(
  sql: Queryable,
  window: { accountId: string; since: Date; until: Date | null },
): Promise<EssentialPost[]> {
  const { accountId, since, until } = window;
  const rows = await sql<Row[]>`
    select c.decision_id as "decisionId", c.tweet_id as "tweetId", c.posted_at as "postedAt", c.account_id as author,
      c.generator_name as "generatorName", c.decision_type as "decisionType", c.topic_cluster as topic, c.content,
      c.is_holdout as "isHoldout", c.assignment_probability as "assignmentProbability",
      c.policy_version as "policyVersion", case when k.holds then e.readings end as essentials,
      coalesce(e.changes, 0) as changes, r.readings, case when k.holds then e.newest_at else r.newest_at end as "newestAt"
    from content_metadata c
    left join post_essentials e using (decision_id)
    cross join lateral (
      select e.readings is not null and e.posted_at = date_trunc('milliseconds', c.posted_at)
        and (${until}::timestamptz is null or e.newest_at is null or e.newest_at <= ${until}) as holds
    ) k
    left join lateral (
      select json_agg(json_build_array(m.source, m.collected_at, m.impressions_count, m.likes_count, m.retweets_count,
          m.replies_count, m.quotes_count, m.bookmarks_count, m.engagements_count, m.new_follows_count)
          order by m.collected_at, m.source)
          filter (where ${until}::timestamptz is null or m.collected_at <= ${until}) as readings,
        date_trunc('milliseconds', max(m.collected_at) + interval '999 microseconds') as newest_at
      from post_ids p join tweet_metrics m using (tweet_id)
      where k.holds is not true and p.decision_id = c.decision_id and p.role <> 'part' and m.quality = 'ok'
    ) r on true
    where c.account_id = ${accountId} and c.status in ('posted', 'gone') and c.generation_source = 'real'
      and c.posted_at >= ${since} and (${until}::timestamptz is null or c.posted_at <= ${until})
    order by c.posted_at, c.tweet_id`;
  return rows.map(({ essentials, changes, readings, ...post }) => {
    if (essentials !== null) return { ...post, metrics: essentials.map(metricsOf), keptAfter: null };
    const metrics = essentialReadings({
      postedAtMs: post.postedAt.getTime(),
      metrics: oneSeries((readings ?? []).map(readingOf)),
    });
    const isComplete = until === null || post.newestAt === null || post.newestAt <= until;
    return { ...post, metrics, keptAfter: isComplete ? changes : null };
  });
}

/**
 * Keeps what was chosen for the next time. Of a post whose readings have changed since they were loaded nothing is kept.
 * Returns how many posts that leaves.
 */
export async function keepEssentials(sql: Queryable, posts: readonly EssentialPost[]): Promise<number> {
  const rows = posts.flatMap(({ decisionId, postedAt, newestAt, metrics, keptAfter }) =>
    keptAfter === null
      ? []
      : [
          {
            decision_id: decisionId,
            changes: keptAfter,
            posted_at: postedAt,
            newest_at: newestAt,
            readings: metrics.map(valuesOf),
          },
        ],
  );
  if (rows.length === 0) return 0;
  const kept = await sql`
    insert into post_essentials as e (decision_id, changes, posted_at, newest_at, readings)
    select r.decision_id, r.changes, r.posted_at, r.newest_at, r.readings
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (decision_id uuid, changes bigint,
      posted_at timestamptz, newest_at timestamptz, readings json)
    order by r.decision_id
    on conflict (decision_id) do update set
      posted_at = excluded.posted_at, newest_at = excluded.newest_at, readings = excluded.readings
      where e.changes = excluded.changes
    returning 1`;
  return kept.length;
}

function valuesOf(one: HistoryMetrics): (number | null)[] {
  const { collected_at, impressions, likes, retweets, replies, quotes, bookmarks, engagements, new_follows } = one;
  const counts = [impressions, likes, retweets, replies, quotes, bookmarks, engagements, new_follows];
  return [new Date(collected_at).getTime(), ...counts.map((count) => count ?? null)];
}

function metricsOf(values: EssentialValues): HistoryMetrics {
  const [at, impressions, likes, retweets, replies, quotes, bookmarks, engagements, new_follows] = values;
  return {
    collected_at: new Date(at),
    impressions,
    likes,
    retweets,
    replies,
    quotes,
    bookmarks,
    engagements,
    new_follows,
  };
}
