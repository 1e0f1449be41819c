import type { Queryable } from '../client.ts';

/** A page of the timeline shows at least so many posts: what is older than this many newer ones may be below its end. */
const SHOWN_POSTS = 15;

/**
 * Whether the whole stretch of the timeline around a moment was read after another one: a run of the scraper that saw the newest
 * post we know, without a problem (`complete`), while not so many newer posts were out that it could not show those around it.
 */
export async function wasReadSince(
  sql: Queryable,
  query: { accountId: string; startedAt: Date; readAfter: Date },
): Promise<boolean> {
  const { accountId, startedAt, readAfter } = query;
  const readings = await sql`
    select 1 from job_runs r
    where r.job_name = 'metrics_scraper' and r.account_id = ${accountId} and r.status in ('ok', 'partial')
      and r.started_at >= ${readAfter} and (r.counts->>'complete')::int = 1
      and (select count(*) from content_metadata c where c.account_id = ${accountId} and c.status in ('posted', 'gone')
        and c.posted_at > ${startedAt} and c.posted_at <= r.started_at) < ${SHOWN_POSTS}
    limit 1`;
  return readings.length > 0;
}

/** Whether a reading has found the part of a thread that an attempt of unknown outcome was about; then it was posted. */
export async function partIsOut(
  sql: Queryable,
  query: { attemptId: string; decisionId: string; part: number; at: Date },
): Promise<boolean> {
  const out = await sql`
    update publish_attempts t set outcome = 'posted', tweet_id = p.tweet_id, reason = null
    from post_ids p
    where t.id = ${query.attemptId} and p.decision_id = ${query.decisionId} and p.role = 'part' and p.part_index = ${query.part}
    returning 1`;
  return out.length > 0;
}
