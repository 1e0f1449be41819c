import type { Sql } from '../database/client.ts';
import { addPost, decisionsOf, linkPost } from '../database/queries/posts.ts';
import type { PostObservation } from '../x/observation.ts';
import { snowflakeTime } from '../x/snowflake.ts';
import { type AssembledThread, assembleThreads } from '../x/threads.ts';

/** A decision and its readings of this run. */
export interface ReadDecision {
  decisionId: string;
  /** The root's id under which readings of the whole post are kept. */
  root: PostObservation | null;
  parts: PostObservation[];
  /** Found on the timeline in this run: no plan made it. */
  adopted: boolean;
  /** Text as X showed it first; null while unknown. */
  knownText: string | null;
}

/** Assigning a reading to a post failed; the others go on. */
export interface AdoptionProblem {
  error: unknown;
  tweetId: string;
}

/**
 * Assigns what was read to decisions. Threads count as one post; an edited post keeps its decision under its new id; a post
 * that no plan made is added as found (generator unknown), so that an account gets value from posts it has already.
 * Answers to others are not posts of the account's own and are left alone.
 */
export async function adoptPosts(
  sql: Sql,
  input: { accountId: string; observations: readonly PostObservation[]; at: Date },
): Promise<{ decisions: ReadDecision[]; problems: AdoptionProblem[] }> {
  const { accountId, observations, at } = input;
  const ids = [...new Set(observations.flatMap(({ tweetId, editTweetIds }) => [tweetId, ...editTweetIds]))];
  const known = new Map((await decisionsOf(sql, ids)).map((row) => [row.tweetId, row]));
  const decisions: ReadDecision[] = [];
  const problems: AdoptionProblem[] = [];
  for (const thread of assembleThreads(observations)) {
    const { root } = thread;
    const row = [root.tweetId, ...root.editTweetIds].map((id) => known.get(id)).find((found) => found !== undefined);
    if (row !== undefined && row.accountId !== accountId) continue;
    try {
      const partOf = row?.role === 'part' ? row.decisionId : null;
      if (row === undefined && answersSomebody(root)) continue;
      const decisionId = partOf ?? row?.decisionId ?? (await adopt(sql, { accountId, thread, at }));
      await linkAll(sql, decisionId, thread, partOf !== null);
      decisions.push({
        decisionId,
        root: partOf === null ? root : null,
        parts: partOf === null ? thread.parts : [root, ...thread.parts],
        adopted: row === undefined,
        knownText: row?.content ?? null,
      });
    } catch (error) {
      problems.push({ error, tweetId: root.tweetId });
    }
  }
  return { decisions, problems };
}

/** An answer whose parent is not the account's own post belongs to somebody else's conversation. */
function answersSomebody(post: PostObservation): boolean {
  return post.inReplyToTweetId !== null;
}

async function adopt(sql: Sql, found: { accountId: string; thread: AssembledThread; at: Date }): Promise<string> {
  const { root, parts } = found.thread;
  // An edit gets a new id; the post is as old as its first one.
  const postedAt = snowflakeTime(root.editTweetIds[0] ?? root.tweetId) ?? root.createdAt;
  if (postedAt === null) throw new RangeError(`the post ${root.tweetId} has an id without a time in it`);
  const { decisionId } = await addPost(sql, {
    accountId: found.accountId,
    tweetId: root.tweetId,
    postedAt,
    decisionType: parts.length > 0 ? 'thread' : 'single',
    content: root.text,
    threadParts: parts.length > 0 ? [root, ...parts].map(({ text }) => text ?? '') : null,
    generatorName: null,
    topic: null,
    at: found.at,
  });
  return decisionId;
}

async function linkAll(sql: Sql, decisionId: string, thread: AssembledThread, rootIsPart: boolean): Promise<void> {
  const { root, parts, editIds } = thread;
  const shown = [...(rootIsPart ? [] : [root]), ...parts];
  for (const [index, post] of shown.entries()) {
    const isRoot = post === root;
    const role = isRoot ? (post.editTweetIds.length > 1 ? 'edit' : 'root') : 'part';
    await linkPost(sql, { decisionId, tweetId: post.tweetId, role, partIndex: isRoot ? 0 : index });
    for (const id of editIds[post.tweetId] ?? []) {
      await linkPost(sql, { decisionId, tweetId: id, role: isRoot ? 'edit' : 'part', partIndex: isRoot ? 0 : index });
    }
  }
}
