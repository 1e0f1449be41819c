import type { JSONValue } from 'postgres';
import type { DecisionType } from '../../learning/history.ts';
import type { Queryable } from '../client.ts';

/** A post that is out, as the scraper needs it. */
export interface TrackedPost {
  decisionId: string;
  /** The root's id, or that of its newest edit: X shows the newest. */
  tweetId: string;
  postedAt: Date;
  lastReadAt: Date | null;
  /** X says that it is not there; it is not asked for, but read when it shows all the same. */
  isGone: boolean;
}

/** Posts that are out and young enough to be read again, or lately gone, as far as they had been read at `until`. */
export async function trackedPosts(
  sql: Queryable,
  window: { accountId: string; since: Date; until: Date },
): Promise<TrackedPost[]> {
  const { accountId, since, until } = window;
  return sql<TrackedPost[]>`
    select c.decision_id as "decisionId", coalesce(e.tweet_id, c.tweet_id) as "tweetId", c.posted_at as "postedAt",
      r.last_read_at as "lastReadAt", c.status = 'gone' as "isGone"
    from content_metadata c
    left join lateral (
      select p.tweet_id from post_ids p where p.decision_id = c.decision_id and p.role <> 'part'
      order by length(p.tweet_id) desc, p.tweet_id desc limit 1
    ) e on true
    left join lateral (
      select max(newest.collected_at) as last_read_at
      from post_ids p cross join lateral (
        select m.collected_at from tweet_metrics m
        where m.tweet_id = p.tweet_id and m.source <> 'import' and m.collected_at <= ${until}
        order by m.collected_at desc limit 1
      ) newest
      where p.decision_id = c.decision_id and p.role <> 'part'
    ) r on true
    where c.account_id = ${accountId} and c.status in ('posted', 'gone') and c.tweet_id is not null
      and (c.posted_at >= ${since} or c.gone_at >= ${since})
    order by c.posted_at desc`;
}

/** An X id and the decision it belongs to. */
export interface KnownPost {
  tweetId: string;
  decisionId: string;
  role: 'root' | 'part' | 'edit';
  accountId: string;
  content: string | null;
  postedAt: Date | null;
  /** The id of the post's newest edit, or the root's: `content` is its text. */
  newestTweetId: string | null;
}

/** Which decision each of these X ids belongs to. */
export async function decisionsOf(sql: Queryable, tweetIds: readonly string[]): Promise<KnownPost[]> {
  if (tweetIds.length === 0) return [];
  return sql<KnownPost[]>`
    select p.tweet_id as "tweetId", p.decision_id as "decisionId", p.role, c.account_id as "accountId", c.content,
      c.posted_at as "postedAt",
      (select e.tweet_id from post_ids e where e.decision_id = p.decision_id and e.role <> 'part'
        order by length(e.tweet_id) desc, e.tweet_id desc limit 1) as "newestTweetId"
    from post_ids p join content_metadata c using (decision_id)
    where p.tweet_id in ${sql(tweetIds as string[])}`;
}

export interface NewPost {
  accountId: string;
  tweetId: string;
  postedAt: Date;
  decisionType: DecisionType;
  content: string | null;
  threadParts: readonly string[] | null;
  generatorName: string | null;
  topic: string | null;
  at: Date;
}

/**
 * Adds a post that is already on X. Known already (by its root's id): only what was unknown is filled in, nothing that is
 * known changes.
 */
export async function addPost(sql: Queryable, post: NewPost): Promise<{ decisionId: string; added: boolean }> {
  const parts = post.threadParts === null ? null : sql.json(post.threadParts as JSONValue);
  const [row] = await sql<{ decisionId: string; added: boolean }[]>`
    insert into content_metadata as c (account_id, tweet_id, posted_at, decision_type, content, thread_parts,
      generator_name, topic_cluster, status, created_at, updated_at)
    values (${post.accountId}, ${post.tweetId}, ${post.postedAt}, ${post.decisionType}, ${post.content}, ${parts},
      ${post.generatorName}, ${post.topic}, 'posted', ${post.at}, ${post.at})
    on conflict (tweet_id) do update set
      content = coalesce(c.content, excluded.content),
      thread_parts = coalesce(c.thread_parts, excluded.thread_parts),
      generator_name = coalesce(c.generator_name, excluded.generator_name),
      topic_cluster = coalesce(c.topic_cluster, excluded.topic_cluster)
    returning decision_id as "decisionId", (xmax = 0) as added`;
  await linkPost(sql, { decisionId: row!.decisionId, tweetId: post.tweetId, role: 'root', partIndex: 0 });
  return row!;
}

/** Says that an X id belongs to a decision, whose post the caller holds; an id never moves to another one. */
export async function linkPost(
  sql: Queryable,
  link: { decisionId: string; tweetId: string; role: 'root' | 'part' | 'edit'; partIndex: number },
): Promise<void> {
  await sql`
    insert into post_ids (tweet_id, decision_id, role, part_index)
    values (${link.tweetId}, ${link.decisionId}, ${link.role}, ${link.partIndex})
    on conflict (tweet_id) do nothing`;
}

/** The text of a post's newest edit is the text of the post. An older edit that is seen late changes nothing. */
export async function renewContent(
  sql: Queryable,
  edit: { decisionId: string; tweetId: string; text: string },
): Promise<void> {
  await sql`
    update content_metadata set content = ${edit.text}
    where decision_id = ${edit.decisionId} and ${edit.tweetId} = (
      select tweet_id from post_ids where decision_id = ${edit.decisionId} and role <> 'part'
      order by length(tweet_id) desc, tweet_id desc limit 1)`;
}

/** A found post that its author went on with is a thread from then on; its parts count in the order of their ids. */
export async function growThread(
  sql: Queryable,
  thread: { decisionId: string; texts: readonly string[] },
): Promise<void> {
  const { decisionId, texts } = thread;
  await sql`
    update content_metadata set decision_type = 'thread', thread_parts = ${sql.json(texts as JSONValue)}
    where decision_id = ${decisionId} and generator_name is null and scheduled_at is null
      and coalesce(jsonb_array_length(thread_parts), 0) < ${texts.length}`;
  await sql`
    update post_ids p set part_index = r.n
    from (select tweet_id, row_number() over (order by length(tweet_id), tweet_id) as n
      from post_ids where decision_id = ${decisionId} and role = 'part') r
    where p.tweet_id = r.tweet_id and p.part_index <> r.n`;
}

/** Holds a post until the end of the transaction: who changes it next waits. Returns its status. */
export async function lockPost(sql: Queryable, decisionId: string): Promise<string | null> {
  const [row] = await sql<{ status: string }[]>`
    select status from content_metadata where decision_id = ${decisionId} for no key update`;
  return row?.status ?? null;
}

/** Takes another text for a found post's own; false when a plan made the post, whose text is known. */
export async function acceptText(sql: Queryable, post: { decisionId: string; text: string }): Promise<boolean> {
  const accepted = await sql`
    update content_metadata set content = ${post.text}
    where decision_id = ${post.decisionId} and generator_name is null and scheduled_at is null returning 1`;
  return accepted.length === 1;
}

/** X says the post is not there: it is gone, which is not zero. A reading made after `at` knows better. */
export async function markGone(
  sql: Queryable,
  post: { decisionId: string; at: Date; reason: string },
): Promise<boolean> {
  const { decisionId, at, reason } = post;
  const gone = await sql`
    update content_metadata c
    set status = 'gone', gone_at = greatest(gone_at, ${at}), gone_reason = ${reason}, updated_at = greatest(updated_at, ${at})
    where decision_id = ${decisionId} and status in ('posted', 'gone') and not exists (
      select 1 from post_ids p join tweet_metrics m using (tweet_id)
      where p.decision_id = c.decision_id and p.role <> 'part' and m.quality <> 'quarantined' and m.collected_at > ${at})
    returning 1`;
  return gone.length === 1;
}

/** A post that was read after X had called it gone is there. */
export async function reviveIfRead(sql: Queryable, decisionId: string, at: Date): Promise<void> {
  await sql`
    update content_metadata c
    set status = 'posted', gone_at = null, gone_reason = null, updated_at = greatest(updated_at, ${at})
    where decision_id = ${decisionId} and status = 'gone' and exists (
      select 1 from post_ids p join tweet_metrics m using (tweet_id)
      where p.decision_id = c.decision_id and p.role <> 'part' and m.quality <> 'quarantined'
        and m.collected_at > coalesce(c.gone_at, '-infinity'))`;
}

/** Copies the newest good reading of the root onto its decision, for people and for the runbook's queries. */
export async function refreshActuals(sql: Queryable, decisionIds: readonly string[], at: Date): Promise<void> {
  if (decisionIds.length === 0) return;
  await sql`
    update content_metadata c set
      actual_impressions = m.impressions_count, actual_likes = m.likes_count, actual_retweets = m.retweets_count,
      actual_replies = m.replies_count, actual_quotes = m.quotes_count, actual_bookmarks = m.bookmarks_count,
      actual_engagement_rate = case when m.impressions_count > 0 then m.engagements::double precision / m.impressions_count end,
      updated_at = greatest(c.updated_at, ${at})
    from content_metadata d
    left join lateral (
      select m.*, coalesce(m.engagements_count,
        case when num_nonnulls(m.likes_count, m.retweets_count, m.replies_count, m.quotes_count, m.bookmarks_count) > 0 then
          coalesce(m.likes_count, 0) + coalesce(m.retweets_count, 0) + coalesce(m.replies_count, 0)
          + coalesce(m.quotes_count, 0) + coalesce(m.bookmarks_count, 0) end) as engagements
      from post_ids p join tweet_metrics m using (tweet_id)
      where p.decision_id = d.decision_id and p.role <> 'part' and m.quality = 'ok'
      order by m.collected_at desc, m.source limit 1
    ) m on true
    where c.decision_id = d.decision_id and d.decision_id in ${sql(decisionIds as string[])}`;
}
