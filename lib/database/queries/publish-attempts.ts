import type { Queryable } from '../client.ts';

export type ChannelName = 'outbox' | 'webhook' | 'x';

/** What came of asking for leave: an attempt that is to be made now, or why not. A refusal begins with a word for programs. */
export type Begun =
  | { refusal: string }
  | {
      refusal: null;
      attemptId: string;
      idempotencyKey: string;
      /** All texts of the post, as leave was given to them. */
      parts: string[];
    };

/**
 * Asks leave to post one part now and writes its intent row: all checks (pause, channel, approval, rails, never twice) are
 * the database's own, under a lock on the account. Commit before anything is sent.
 */
export async function beginPosting(
  sql: Queryable,
  ask: { decisionId: string; part: number; channel: ChannelName; at: Date; leaseMs: number },
): Promise<Begun> {
  const { decisionId, part, channel, at, leaseMs } = ask;
  const [row] = await sql<{ attemptId: string; idempotencyKey: string; parts: string[]; refusal: string | null }[]>`
    select attempt_id as "attemptId", idempotency_key as "idempotencyKey", parts, refusal
    from begin_posting(${decisionId}, ${part}, ${channel}, ${at}, ${leaseMs / 1_000} * interval '1 second')`;
  if (row === undefined || row.refusal !== null)
    return { refusal: row?.refusal ?? 'no_answer: the database said nothing' };
  return { ...row, refusal: null };
}

/** Ends an attempt that did not succeed. One whose outcome was known stays as it is; returns whether it was open. */
export async function endAttempt(
  sql: Queryable,
  end: { attemptId: string; outcome: 'failed' | 'unknown'; reason: string; at: Date },
): Promise<boolean> {
  const ended = await sql`
    update publish_attempts set outcome = ${end.outcome}, reason = ${end.reason}, finished_at = ${end.at}
    where id = ${end.attemptId} and (outcome is null or (outcome = 'unknown' and ${end.outcome} = 'failed')) returning 1`;
  return ended.length === 1;
}

/** The receiver has taken it over: it may report until then. */
export async function extendLease(sql: Queryable, attemptId: string, until: Date): Promise<void> {
  await sql`update publish_attempts set lease_until = ${until} where id = ${attemptId} and outcome is null`;
}

export interface OpenAttempt {
  id: string;
  decisionId: string;
  part: number;
  channel: ChannelName;
  outcome: 'unknown' | null;
  startedAt: Date;
  leaseUntil: Date;
  finishedAt: Date | null;
}

/** Attempts of an account that are under way or whose outcome is not known, oldest first. */
export async function openAttempts(sql: Queryable, accountId: string): Promise<OpenAttempt[]> {
  return sql<OpenAttempt[]>`
    select id, decision_id as "decisionId", part_index as part, channel, outcome, started_at as "startedAt",
      lease_until as "leaseUntil", finished_at as "finishedAt"
    from publish_attempts where account_id = ${accountId} and (outcome is null or outcome = 'unknown')
    order by started_at, part_index`;
}

/** A thread of which some parts are out and others are not. */
export interface UnfinishedThread {
  decisionId: string;
  parts: string[];
  /** How many are out, without a gap. */
  out: number;
  /** The newest of them, which the next one follows. */
  lastTweetId: string;
  lastAt: Date;
  channel: ChannelName;
  scheduledAt: Date;
}

/** Threads that went out part by part and stopped on the way. A part that is under way or not known keeps them back. */
export async function unfinishedThreads(sql: Queryable, accountId: string): Promise<UnfinishedThread[]> {
  return sql<UnfinishedThread[]>`
    select c.decision_id as "decisionId", post_parts(c.content, c.thread_parts) as parts, n.posted as out,
      l.tweet_id as "lastTweetId", l.finished_at as "lastAt", l.channel, c.scheduled_at as "scheduledAt"
    from content_metadata c
    cross join lateral (
      select count(*) filter (where t.outcome = 'posted')::int as posted,
        bool_or(t.outcome is null or t.outcome = 'unknown') as waits
      from publish_attempts t where t.decision_id = c.decision_id
    ) n
    join publish_attempts l on l.decision_id = c.decision_id and l.part_index = n.posted - 1 and l.outcome = 'posted'
    where c.account_id = ${accountId} and c.status = 'posted' and c.decision_type = 'thread' and l.channel = 'x'
      and not coalesce(n.waits, false) and c.features->'degraded' is null
      and n.posted < jsonb_array_length(post_parts(c.content, c.thread_parts))
    order by l.finished_at`;
}

export interface PublishAttempt {
  part: number;
  attempt: number;
  channel: ChannelName;
  outcome: 'posted' | 'failed' | 'unknown' | null;
  tweetId: string | null;
  reason: string | null;
  startedAt: Date;
  finishedAt: Date | null;
}

/** Every attempt to post a decision, oldest first. */
export async function attemptsOf(sql: Queryable, decisionId: string): Promise<PublishAttempt[]> {
  return sql<PublishAttempt[]>`
    select part_index as part, attempt, channel, outcome, tweet_id as "tweetId", reason, started_at as "startedAt",
      finished_at as "finishedAt"
    from publish_attempts where decision_id = ${decisionId} order by started_at, part_index, attempt`;
}
