import type { Sql, Transaction } from '../database/client.ts';
import { recordEvent } from '../database/queries/events.ts';
import { lockPost } from '../database/queries/posts.ts';
import { endAttempt, type OpenAttempt, openAttempts, unfinishedThreads } from '../database/queries/publish-attempts.ts';
import {
  lockPlannedPost,
  overduePosts,
  restorePart,
  setStatus,
  unapprovedPosts,
} from '../database/queries/publishing.ts';
import { partIsOut, wasReadSince } from '../database/queries/timeline-readings.ts';
import type { RunResult } from '../runtime/envelope.ts';
import { endThread } from './publish-post.ts';
import { PublishError } from './publishing-refused.ts';

const MINUTE_MS = 60_000;
/** X shows a post at once, mostly; a reading this long after the attempt would show it. */
const SHOWN_AFTER_MS = 10 * MINUTE_MS;
/** An unknown outcome is not settled before this, however often the timeline was read. */
const SETTLED_AFTER_MS = 60 * MINUTE_MS;
/** A thread goes on within this time of its last part, or not at all; `continuation_refusal` says the same. */
const CONTINUED_WITHIN_MS = 30 * MINUTE_MS;

export interface Settled {
  /** Attempts whose process died, or whose receiver never reported. */
  lost: number;
  /** Unknown ones that the timeline does not show. */
  notPosted: number;
  skipped: number;
  /** Queued without leave: a person is asked. */
  returned: number;
  /** Threads that end with the parts that are out. */
  degraded: number;
  problems: NonNullable<RunResult['problems']>[number][];
}

/**
 * Brings what is open to an end, before anything new goes out and whether or not anything may: attempts that nobody works on are
 * unknown; unknown ones that a complete reading of the timeline does not show have failed (a reading that shows them binds them by
 * itself); posts that are too late are skipped; a thread that stopped on the way is what is out of it. Locks are taken in one order
 * everywhere: the account, its posts, their attempts.
 */
export async function settlePosts(sql: Sql, account: { accountId: string; at: Date }): Promise<Settled> {
  const { accountId, at } = account;
  return sql.begin(async (tx) => {
    await tx`select 1 from accounts where account_id = ${accountId} for no key update`;
    const settled: Settled = { lost: 0, notPosted: 0, skipped: 0, returned: 0, degraded: 0, problems: [] };
    for (const { decisionId } of await openAttempts(tx, accountId)) await lockPost(tx, decisionId);
    // Asked again under the locks: readings and reports may have settled some in the meantime.
    for (const attempt of await openAttempts(tx, accountId)) {
      if (attempt.outcome === null && attempt.leaseUntil < at) await giveUp(tx, { accountId, attempt, at, settled });
      if (attempt.outcome === 'unknown') await lookUp(tx, { accountId, attempt, at, settled });
    }
    settled.returned = (await returnUnapproved(tx, account)).length;
    settled.skipped = (await skipOverdue(tx, account)).length;
    for (const thread of await unfinishedThreads(tx, accountId)) {
      if (at.getTime() - thread.lastAt.getTime() <= CONTINUED_WITHIN_MS) continue;
      await endThread(tx, { ...thread, accountId, reason: 'it could not go on in time', at });
      settled.degraded += 1;
    }
    return settled;
  });
}

interface Open {
  accountId: string;
  attempt: OpenAttempt;
  at: Date;
  settled: Settled;
}

/** No answer came while its lease lasted: it may be out. */
async function giveUp(tx: Transaction, { accountId, attempt, at, settled }: Open): Promise<void> {
  const { id, decisionId, part, channel, leaseUntil } = attempt;
  const reason = `no answer of ${channel} until ${leaseUntil.toISOString()}: it may have been posted`;
  await endAttempt(tx, { attemptId: id, outcome: 'unknown', reason, at });
  // The timeline may have shown it already: then it is out, and its thread goes on.
  if (part > 0 && (await partIsOut(tx, { attemptId: id, decisionId, part, at }))) return;
  settled.lost += 1;
  settled.problems.push({
    error: new PublishError('PUBLISH_UNKNOWN', reason),
    context: { decision_id: decisionId, part },
  });
  if (part === 0) {
    await setStatus(tx, { decisionIds: [decisionId], from: ['posting'], to: 'unknown', reason, at });
    return;
  }
  const post = await lockPlannedPost(tx, decisionId);
  if (post !== null) await endThread(tx, { accountId, decisionId, parts: post.parts, out: part, reason, at });
}

/** Whether the timeline tells that an unknown attempt came to nothing. What it shows was bound when it was read. */
async function lookUp(tx: Transaction, { accountId, attempt, at, settled }: Open): Promise<void> {
  const { id, decisionId, part, startedAt, finishedAt } = attempt;
  if (part > 0 && (await partIsOut(tx, { attemptId: id, decisionId, part, at }))) {
    return restorePart(tx, { decisionId, part, at });
  }
  const ended = finishedAt ?? at;
  if (at.getTime() - ended.getTime() < SETTLED_AFTER_MS) return;
  const readAfter = new Date(ended.getTime() + SHOWN_AFTER_MS);
  if (!(await wasReadSince(tx, { accountId, startedAt, readAfter }))) return;
  const reason = 'the timeline was read since and does not show it; approve it again to try again';
  await endAttempt(tx, { attemptId: id, outcome: 'failed', reason, at });
  if (part > 0) return;
  await setStatus(tx, { decisionIds: [decisionId], from: ['unknown', 'posting'], to: 'failed', reason, at });
  const data = { decision_id: decisionId, reason };
  await recordEvent(tx, { type: 'post_failed', severity: 'warning', accountId, at, data });
  settled.notPosted += 1;
}

async function returnUnapproved(
  tx: Transaction,
  { accountId, at }: { accountId: string; at: Date },
): Promise<string[]> {
  const reason = 'it was queued without approval';
  const decisionIds = await unapprovedPosts(tx, accountId);
  return setStatus(tx, { decisionIds, from: ['queued'], to: 'pending_approval', reason, at });
}

/** Skips what can no longer go out in time, and says why it could not. */
export async function skipOverdue(tx: Transaction, account: { accountId: string; at: Date }): Promise<string[]> {
  const { accountId, at } = account;
  const skipped: string[] = [];
  for (const { decisionId, status, scheduledAt, refusal } of await overduePosts(tx, accountId, at)) {
    const why = status === 'pending_approval' ? 'nobody has approved it in time' : (refusal ?? 'no run came in time');
    const reason = `it could not go out at ${scheduledAt.toISOString()} or soon after (${why})`;
    const changed = await setStatus(tx, { decisionIds: [decisionId], from: [status], to: 'skipped', reason, at });
    if (changed.length === 0) continue;
    skipped.push(decisionId);
    const data = { decision_id: decisionId, scheduled_at: scheduledAt.toISOString(), reason };
    await recordEvent(tx, { type: 'post_skipped', severity: 'warning', accountId, at, data });
  }
  return skipped;
}
