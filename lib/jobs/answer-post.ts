import { contentHash } from '../content/content-hash.ts';
import type { Sql, Transaction } from '../database/client.ts';
import { recordEvent } from '../database/queries/events.ts';
import {
  approve,
  findPlannedPosts,
  lockPlannedPost,
  type PlannedPost,
  type PostStatus,
  recordFailed,
  recordPosted,
  rewrite,
  setStatus,
} from '../database/queries/publishing.ts';
import { asRefusal, PublishingRefusedError, UnknownPostError } from './publishing-refused.ts';

/** A person's word about a post. */
export interface Word {
  /** Its id, or how it begins. */
  id: string;
  /** Who says so, for the record. */
  by: string;
  at: Date;
}

/** What is to be said against a text; nothing when all is well. Asked inside the transaction. */
export type TextCheck = (tx: Transaction, post: PlannedPost, parts: readonly string[]) => Promise<readonly string[]>;

const WAITING: readonly PostStatus[] = ['pending_approval', 'queued', 'failed', 'skipped'];
const OVER: readonly PostStatus[] = ['failed', 'skipped'];

/**
 * Gives leave to a post's text as it is: it is queued for its time, or for another one. A post that failed or was skipped may be
 * approved again; it needs a time that lies ahead or is not long over.
 * @throws PublishingRefusedError, UnknownPostError
 */
export async function approvePost(sql: Sql, word: Word & { scheduledAt?: Date | null }): Promise<PlannedPost> {
  const { at, by } = word;
  return decide(sql, word, async (tx, post) => {
    if (!WAITING.includes(post.status)) refuse(post, 'it cannot be approved');
    if (post.parts.length === 0) refuse(post, 'it has no text to approve');
    const scheduledAt = word.scheduledAt ?? (OVER.includes(post.status) ? at : post.scheduledAt);
    if (scheduledAt === null) refuse(post, 'it has no time; say one with --at');
    await refuseIfOver(tx, post, { scheduledAt, at });
    await approve(tx, { decisionId: post.decisionId, by, scheduledAt, at });
    await record(tx, 'post_approved', post, word, { scheduled_at: scheduledAt.toISOString(), text: post.parts });
  });
}

async function refuseIfOver(
  tx: Transaction,
  post: PlannedPost,
  { scheduledAt, at }: { scheduledAt: Date; at: Date },
): Promise<void> {
  const [rails] = await tx<{ maxDelayMinutes: number }[]>`
    select max_delay_minutes as "maxDelayMinutes" from publishing_rails where account_id = ${post.accountId}`;
  if (rails === undefined) refuse(post, 'its account has no rails');
  if (at.getTime() - scheduledAt.getTime() > rails.maxDelayMinutes * 60_000) {
    refuse(post, `its time (${scheduledAt.toISOString()}) is over for too long; give it another one with --at`);
  }
}

/**
 * Puts another text in the place of a post's. It must be approved anew.
 * @throws PublishingRefusedError when the check has something to say, UnknownPostError
 */
export async function editPost(
  sql: Sql,
  word: Word & { parts: (before: readonly string[]) => readonly string[]; check: TextCheck },
): Promise<PlannedPost> {
  return decide(sql, word, async (tx, post) => {
    if (!WAITING.includes(post.status) && post.status !== 'draft') refuse(post, 'its text cannot be changed any more');
    const parts = word.parts(post.parts);
    const problems = await word.check(tx, post, parts);
    if (problems.length > 0) {
      throw new PublishingRefusedError(`${post.decisionId.slice(0, 8)} keeps its text: ${problems.join('; ')}`);
    }
    const { by, at } = word;
    await rewrite(tx, { decisionId: post.decisionId, parts, contentHash: contentHash(parts), by, at });
    await record(tx, 'post_edited', post, word, { before: post.parts, after: parts });
  });
}

/**
 * Takes a post out of the plan. Of one whose fate is not known it says that it is not on X: then it has failed.
 * @throws PublishingRefusedError when it is out, or on its way; UnknownPostError
 */
export async function rejectPost(sql: Sql, word: Word & { reason: string }): Promise<PlannedPost> {
  const { at, reason } = word;
  return decide(sql, word, async (tx, post) => {
    const { decisionId } = post;
    if (post.status === 'unknown') await recordFailed(tx, { decisionId, reason, at });
    else {
      const from: readonly PostStatus[] = ['draft', ...WAITING];
      const changed = await setStatus(tx, { decisionIds: [decisionId], from, to: 'skipped', reason, at });
      if (changed.length === 0) refuse(post, 'it cannot be rejected any more');
    }
    await record(tx, 'post_rejected', post, word, { reason });
  });
}

/**
 * Says which post of X a planned post, or a part of it, has become.
 * @throws PublishingRefusedError when that cannot be, UnknownPostError
 */
export async function reportPost(sql: Sql, word: Word & { tweetId: string; part: number }): Promise<PlannedPost> {
  const { tweetId, part, by, at } = word;
  return decide(sql, word, (tx, { decisionId }) => recordPosted(tx, { decisionId, tweetId, part, by, at }));
}

/**
 * The post of that id, or of the only one that begins so.
 * @throws UnknownPostError
 */
export async function findPost(sql: Sql | Transaction, id: string): Promise<PlannedPost> {
  const [post, another] = await findPlannedPosts(sql, id);
  if (post === undefined) throw new UnknownPostError(`there is no post ${id}; see: hone posts list`);
  if (another !== undefined) throw new UnknownPostError(`several posts begin with ${id}; give more of the id`);
  return post;
}

async function decide(
  sql: Sql,
  { id }: Word,
  work: (tx: Transaction, post: PlannedPost) => Promise<void>,
): Promise<PlannedPost> {
  const { decisionId } = await findPost(sql, id);
  try {
    return await sql.begin(async (tx) => {
      const post = await lockPlannedPost(tx, decisionId);
      if (post === null) throw new UnknownPostError(`the post ${id} is not there any more`);
      await work(tx, post);
      return findPost(tx, decisionId);
    });
  } catch (error) {
    throw asRefusal(error);
  }
}

function refuse({ decisionId, status }: PlannedPost, why: string): never {
  throw new PublishingRefusedError(`${decisionId.slice(0, 8)} is ${status.replace('_', ' ')}: ${why}`);
}

/** Who decided what about which text, and when: never changed afterwards. */
async function record(tx: Transaction, type: string, post: PlannedPost, word: Word, data: object): Promise<void> {
  const { accountId, decisionId, status } = post;
  const told = { decision_id: decisionId, by: word.by, status_before: status, ...data };
  await recordEvent(tx, { type, accountId, at: word.at, data: told });
}
