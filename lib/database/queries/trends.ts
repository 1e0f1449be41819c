import type { TrendPost } from '../../trends/watch-account.ts';
import type { Queryable } from '../client.ts';
import type { Severity } from './events.ts';

/** The account's posts with reach and engagement at a fixed age; younger ones than `youngestHours` tell nothing about it yet. */
export async function trendPosts(
  sql: Queryable,
  query: { accountId: string; ageHours: number; youngestHours: number; since: Date; until: Date },
): Promise<TrendPost[]> {
  const { accountId, ageHours, youngestHours, since, until } = query;
  return sql<TrendPost[]>`
    select c.posted_at as "postedAt", c.topic_cluster as topic, o.impressions, o.engagements
    from content_metadata c
    left join outcomes o on o.decision_id = c.decision_id and o.age_hours = ${ageHours}
    where c.account_id = ${accountId} and c.status in ('posted', 'gone') and c.generation_source = 'real'
      and c.posted_at between ${since} and ${until}::timestamptz - make_interval(hours => ${youngestHours})
    order by c.posted_at`;
}

/** Kinds of events about trends, as the operator finds them in `system_events`. */
export const TREND_EVENTS = ['trend_alert', 'rising_topic', 'visibility_limit'] as const;
export type TrendEventType = (typeof TREND_EVENTS)[number];

export interface TrendEvent {
  type: TrendEventType;
  data: Record<string, unknown>;
  severity: Severity;
  at: Date;
}

/** What has been told about an account's trends since a time, the newest first; without an end, so that nothing is told twice. */
export async function trendEvents(
  sql: Queryable,
  query: { accountId: string; since: Date; until?: Date; limit?: number },
): Promise<TrendEvent[]> {
  return sql<TrendEvent[]>`
    select event_type as type, event_data as data, severity, created_at as at from system_events
    where account_id = ${query.accountId} and event_type in ${sql(TREND_EVENTS as unknown as string[])}
      and created_at >= ${query.since} and (${query.until ?? null}::timestamptz is null or created_at <= ${query.until ?? null})
    order by created_at desc, id limit ${query.limit ?? 500}`;
}

/** Whether the account was analysed for a later time already: what happens now is a replay of the past. */
export async function isReplay(sql: Queryable, accountId: string, at: Date): Promise<boolean> {
  const later = await sql`
    select 1 from system_events where account_id = ${accountId} and event_type = 'autonomous_optimization'
      and created_at > ${at} limit 1`;
  return later.length > 0;
}
