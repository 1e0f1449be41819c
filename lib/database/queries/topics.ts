import type { JSONValue } from 'postgres';
import type { Queryable } from '../client.ts';

export interface StoredText {
  id: string;
  postedAt: Date;
  content: string | null;
  topic: string | null;
}

/** Texts of an account's posts in a window with the topic each has, if any. */
export async function postTexts(
  sql: Queryable,
  window: { accountId: string; since: Date; until: Date },
): Promise<StoredText[]> {
  return sql<StoredText[]>`
    select decision_id as id, posted_at as "postedAt", content, topic_cluster as topic
    from content_metadata
    where account_id = ${window.accountId} and status in ('posted', 'gone') and generation_source = 'real'
      and posted_at between ${window.since} and ${window.until}
    order by posted_at, tweet_id`;
}

/** Gives posts the topic that clustering found; one that has a topic keeps it. Returns how many were given one. */
export async function giveTopics(sql: Queryable, found: ReadonlyMap<string, string>): Promise<number> {
  if (found.size === 0) return 0;
  const rows = [...found].map(([decision_id, topic]) => ({ decision_id, topic }));
  const given = await sql`
    update content_metadata c set topic_cluster = r.topic, features = c.features || '{"topic_origin": "clustered"}'
    from jsonb_to_recordset(${sql.json(rows as JSONValue)}) as r (decision_id uuid, topic text)
    where c.decision_id = r.decision_id and c.topic_cluster is null returning 1`;
  return given.length;
}
