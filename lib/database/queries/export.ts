import type { Transaction } from '../client.ts';

/** What can be taken out of an installation, row by row. */
export const EXPORTS = ['posts', 'outcomes', 'snapshots', 'followers', 'events', 'policies'] as const;
export type ExportName = (typeof EXPORTS)[number];

export interface ExportQuery {
  /** Null: all accounts, and events of the installation. */
  accountId: string | null;
  /** From this time on, by the time a row is about. */
  since: Date | null;
  /** Before this time. */
  until: Date | null;
}

export type ExportRow = Record<string, unknown>;

/** Rows that are on their way at once. */
const BATCH = 500;

/** The columns of an export, in order, also where there is no row. */
export async function exportColumns(tx: Transaction, name: ExportName): Promise<string[]> {
  const { columns } = await rowsOf(tx, name, { accountId: null, since: null, until: null }).describe();
  return columns.map((column) => column.name);
}

/** The rows of an export, oldest first per account, a few at a time. Inside one transaction all exports are of one moment. */
export async function* exportRows(tx: Transaction, name: ExportName, query: ExportQuery): AsyncGenerator<ExportRow> {
  for await (const rows of rowsOf(tx, name, query).cursor(BATCH)) yield* rows;
}

function rowsOf(tx: Transaction, name: ExportName, { accountId, since, until }: ExportQuery) {
  /** The condition that every export has. */
  const within = (account: string, time: string) => tx`
    (${accountId}::text is null or ${tx(account)} = ${accountId})
    and (${since}::timestamptz is null or ${tx(time)} >= ${since})
    and (${until}::timestamptz is null or ${tx(time)} < ${until})`;
  switch (name) {
    case 'posts':
      return tx<ExportRow[]>`
        select c.account_id, c.decision_id, c.tweet_id, c.status, c.decision_type, c.generation_source, c.generator_name,
          c.generator_version, c.topic_cluster, c.hook_type, c.content, c.thread_parts, c.scheduled_at, c.posted_at, c.gone_at,
          c.policy_version, c.is_holdout, c.assignment_probability, c.assignment_probabilities, c.experiment_id,
          c.experiment_arm, c.model, c.prompt_hash, c.generation_cost, c.actual_impressions, c.actual_likes,
          c.actual_retweets, c.actual_replies, c.actual_quotes, c.actual_bookmarks, c.actual_engagement_rate, o.*,
          c.created_at, c.updated_at
        from content_metadata c
        left join lateral (
          select ${[1, 6, 24, 72, 168].map(
            (age, index) => tx`${index === 0 ? tx`` : tx`,`}
            max(method) filter (where age_hours = ${age}) as ${tx(`method_${age}h`)},
            max(impressions) filter (where age_hours = ${age}) as ${tx(`impressions_${age}h`)},
            max(engagements) filter (where age_hours = ${age}) as ${tx(`engagements_${age}h`)},
            max(engagement_rate) filter (where age_hours = ${age}) as ${tx(`engagement_rate_${age}h`)}`,
          )}
          from outcomes where outcomes.decision_id = c.decision_id
        ) o on true
        where ${within('c.account_id', 'c.created_at')}
        order by c.account_id, coalesce(c.posted_at, c.scheduled_at, c.created_at), c.decision_id`;
    case 'outcomes':
      return tx<ExportRow[]>`
        select c.account_id, c.tweet_id, c.posted_at, o.decision_id, o.age_hours, o.method, o.impressions, o.likes, o.retweets,
          o.replies, o.quotes, o.bookmarks, o.engagements, o.engagement_rate, o.log_sd, o.followers_gained, o.observed_at
        from outcomes o join content_metadata c using (decision_id)
        where ${within('c.account_id', 'c.posted_at')}
        order by c.account_id, c.posted_at, o.decision_id, o.age_hours`;
    case 'snapshots':
      return tx<ExportRow[]>`
        select c.account_id, c.decision_id, p.role, m.*
        from tweet_metrics m join post_ids p using (tweet_id) join content_metadata c using (decision_id)
        where ${within('c.account_id', 'm.collected_at')}
        order by c.account_id, m.collected_at, m.tweet_id, m.source`;
    case 'followers':
      return tx<ExportRow[]>`
        select * from follower_snapshots f where ${within('f.account_id', 'f.collected_at')}
        order by account_id, collected_at`;
    case 'events':
      return tx<ExportRow[]>`
        select account_id, created_at, event_type, severity, event_data, id
        from system_events e where ${within('e.account_id', 'e.created_at')}
        order by account_id nulls first, created_at, id`;
    case 'policies':
      return tx<ExportRow[]>`
        select * from policies p where ${within('p.account_id', 'p.made_at')} order by account_id, version`;
  }
}
