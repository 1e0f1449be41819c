import type { Sql, Transaction } from '../database/client.ts';
import { addApiCost } from '../database/queries/api-costs.ts';
import { recordEvent } from '../database/queries/events.ts';
import { restPublishing, stopPublishing } from '../database/queries/pause.ts';
import { lockPost } from '../database/queries/posts.ts';
import { beginPosting, endAttempt, extendLease } from '../database/queries/publish-attempts.ts';
import { degradeThread, recordPosted, setStatus } from '../database/queries/publishing.ts';
import type { Channel, PublishOutcome } from '../publishing/publisher.ts';

/** What is handed over: a post from its beginning, or a thread from a part on. */
export interface Handover {
  accountId: string;
  decisionId: string;
  /** The part to begin with: how many are out. */
  from: number;
  /** The post that part follows; null at the beginning. */
  inReplyTo: string | null;
  scheduledAt: Date;
}

/** How it ended: the outcome of the last handover, or why there was none. */
export type Handed =
  | { refusal: string }
  | {
      refusal: null;
      outcome: PublishOutcome;
      /** How many parts are out, and of how many. */
      out: number;
      of: number;
    };

export interface Hands {
  sql: Sql;
  channel: Channel;
  clock: () => Date;
  signal: AbortSignal;
  /** Milliseconds left for the run. */
  timeLeft: () => number;
}

/** A handover may wait this long for its answer; without so much time left none is begun. */
export const HANDOVER_MS = 25_000;
/** Longer than any run may take: when it is over, nobody works on the attempt any more. */
const LEASE_MS = 15 * 60_000;
/** A receiver that was not reached says when to come back; this long otherwise. */
const REST_MS = 15 * 60_000;

/**
 * Hands a post over: leave is asked and the intent written before each part, its outcome kept after each. Whatever dies in between
 * leaves an intent, and what was intended is never tried again without a look at the timeline.
 */
export async function publishPost(hands: Hands, post: Handover): Promise<Handed> {
  let { inReplyTo } = post;
  let last: Handed | null = null;
  for (let part = post.from; ; part++) {
    if (last !== null && hands.timeLeft() < HANDOVER_MS) return last;
    const handed = await handOver(hands, post, { part, inReplyTo });
    if (handed.refusal !== null) return last ?? handed;
    if (handed.outcome.kind !== 'posted' || handed.out >= handed.of) return handed;
    last = handed;
    inReplyTo = handed.outcome.tweetId;
  }
}

async function handOver(
  { sql, channel, clock, signal }: Hands,
  post: Handover,
  { part, inReplyTo }: { part: number; inReplyTo: string | null },
): Promise<Handed> {
  const { decisionId, accountId, scheduledAt } = post;
  const ask = { decisionId, part, channel: channel.name, at: clock(), leaseMs: LEASE_MS };
  const begun = await sql.begin((tx) => beginPosting(tx, ask));
  if (begun.refusal !== null) return begun;
  const { attemptId, idempotencyKey, parts } = begun;
  const piece = channel.delivery === 'whole' ? parts : parts.slice(part, part + 1);
  const message = { idempotencyKey, decisionId, accountId, parts: piece, inReplyTo, scheduledAt };
  const outcome = await channel.publish(message, { signal }).catch(
    (error: unknown): PublishOutcome => ({
      kind: 'unknown',
      reason: `the channel broke off (${error instanceof Error ? error.message : String(error)}): it may have published`,
    }),
  );
  await sql.begin((tx) => keep(tx, { accountId, decisionId, parts, part, attemptId, channel, outcome, at: clock() }));
  return { refusal: null, outcome, out: outcome.kind === 'posted' ? part + piece.length : part, of: parts.length };
}

interface Kept {
  accountId: string;
  decisionId: string;
  parts: readonly string[];
  part: number;
  attemptId: string;
  channel: Channel;
  outcome: PublishOutcome;
  at: Date;
}

async function keep(tx: Transaction, kept: Kept): Promise<void> {
  const { accountId, decisionId, part, attemptId, channel, outcome, at } = kept;
  // The order of locks everywhere: the account, the post, its attempts.
  await tx`select 1 from accounts where account_id = ${accountId} for no key update`;
  await lockPost(tx, decisionId);
  if (outcome.kind === 'accepted') return extendLease(tx, attemptId, outcome.until);
  if (outcome.kind !== 'refused' && outcome.usd !== undefined) {
    const counted = outcome.kind === 'posted' ? [outcome.tweetId] : [];
    await addApiCost(tx, { accountId, at, service: 'x_api', units: 1, usd: outcome.usd, counted });
  }
  if (outcome.kind === 'posted') return keepPosted(tx, { ...kept, outcome });
  const ended = await endAttempt(tx, {
    attemptId,
    outcome: outcome.kind === 'refused' ? 'failed' : 'unknown',
    reason: outcome.reason,
    at,
  });
  if (ended && part === 0) await keepStatus(tx, { decisionId, outcome, at });
  if (ended && part > 0) await keepThread(tx, kept, outcome);
  if (outcome.kind === 'refused') await answerRefusal(tx, { accountId, channel: channel.name, outcome, at });
}

async function keepPosted(
  tx: Transaction,
  {
    accountId,
    decisionId,
    parts,
    part,
    attemptId,
    channel,
    outcome,
    at,
  }: Kept & { outcome: Extract<PublishOutcome, { kind: 'posted' }> },
): Promise<void> {
  const ids = [outcome.tweetId, ...(outcome.partIds ?? [])].slice(0, parts.length);
  for (const [index, tweetId] of ids.entries()) {
    try {
      const report = { decisionId, tweetId, part: part + index, by: channel.name, at };
      await tx.savepoint((step) => recordPosted(step, report));
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'HN004') throw error;
      // The channel names a post that cannot be this one, or that is another one: a person must look.
      const reason = `${channel.name} says it posted ${tweetId}, but ${(error as Error).message}`;
      await endAttempt(tx, { attemptId, outcome: 'unknown', reason, at });
      const data = { decision_id: decisionId, tweet_id: tweetId, part: part + index, reason };
      await recordEvent(tx, { type: 'publish_conflict', severity: 'critical', accountId, at, data });
      if (index === 0) {
        await setStatus(tx, { decisionIds: [decisionId], from: ['posting'], to: 'unknown', reason, at });
      }
    }
  }
}

/** Of the post itself, where its root did not go out. */
async function keepStatus(
  tx: Transaction,
  { decisionId, outcome, at }: { decisionId: string; outcome: PublishOutcome & { reason: string }; at: Date },
): Promise<void> {
  const decisionIds = [decisionId];
  const { reason } = outcome;
  if (outcome.kind === 'unknown') {
    await setStatus(tx, { decisionIds, from: ['posting'], to: 'unknown', reason, at });
  } else {
    const isForGood = outcome.kind === 'refused' && outcome.refused === 'post';
    if (!isForGood) await setStatus(tx, { decisionIds, from: ['posting'], to: 'queued', reason, at });
    await setStatus(tx, { decisionIds, from: ['posting', 'unknown'], to: 'failed', reason, at });
  }
}

/** A thread of which a part did not go out, or perhaps did: it ends there, unless X only wants a rest. */
async function keepThread(
  tx: Transaction,
  { accountId, decisionId, parts, part, at }: Kept,
  outcome: PublishOutcome & { reason: string },
): Promise<void> {
  if (outcome.kind === 'refused' && outcome.refused !== 'post') return;
  await endThread(tx, { accountId, decisionId, parts, out: part, reason: outcome.reason, at });
}

/** Lets a thread be what is out of it, and records that it was meant to be more. */
export async function endThread(
  tx: Transaction,
  thread: {
    accountId: string;
    decisionId: string;
    parts: readonly string[];
    out: number;
    reason: string;
    at: Date;
  },
): Promise<void> {
  const { accountId, decisionId, parts, out, reason, at } = thread;
  await degradeThread(tx, thread);
  const data = { decision_id: decisionId, planned: parts.length, posted: out, reason };
  await recordEvent(tx, { type: 'thread_degraded', severity: 'warning', accountId, at, data });
}

async function answerRefusal(
  tx: Transaction,
  refusal: {
    accountId: string;
    channel: string;
    outcome: Extract<PublishOutcome, { kind: 'refused' }>;
    at: Date;
  },
): Promise<void> {
  const { accountId, channel, outcome, at } = refusal;
  const { reason, code } = outcome;
  if (outcome.refused === 'moment') {
    const until = outcome.until ?? new Date(at.getTime() + REST_MS);
    await restPublishing(tx, { accountId, until, reason });
    const data = { channel, code, reason, until: until.toISOString() };
    await recordEvent(tx, { type: 'publishing_rests', severity: 'warning', accountId, at, data });
  } else if (outcome.refused === 'account') {
    await stopPublishing(tx, { accountId, at, reason });
    await recordEvent(tx, {
      type: 'publishing_stopped',
      severity: 'critical',
      accountId,
      at,
      data: { channel, code, reason },
    });
  }
}
