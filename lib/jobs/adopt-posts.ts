import type { Queryable, Sql, Transaction } from '../database/client.ts';
import {
  addPost,
  decisionsOf,
  growThread,
  type KnownPost,
  linkPost,
  lockPost,
  renewContent,
} from '../database/queries/posts.ts';
import type { PostObservation } from '../x/observation.ts';
import { canBeSameText } from '../x/same-text.ts';
import { snowflakeTime } from '../x/snowflake.ts';
import { type AssembledThread, assembleThreads } from '../x/threads.ts';
import { recognisePost } from './recognise-post.ts';

/** A decision and its readings of this run. */
export interface ReadDecision {
  decisionId: string;
  /** The root's id under which readings of the whole post are kept. */
  root: PostObservation | null;
  parts: PostObservation[];
  /** Found on the timeline in this run: no plan made it. */
  adopted: boolean;
  /** Text that the root's reading must have; null while unknown, and for an edit that is new or out of date. */
  knownText: string | null;
  postedAt: Date | null;
}

/** Assigning a reading to a post failed; the others go on. */
export interface AdoptionProblem {
  error: unknown;
  tweetId: string;
}

/**
 * Assigns what was read to decisions. Threads count as one post; an edited post keeps its decision under its new id; a post
 * that a plan made is bound to it, one that no plan made is added as found (generator unknown), so that an account gets value from posts it has already.
 * Answers to others are not posts of the account's own and are left alone.
 */
export async function adoptPosts(
  sql: Sql,
  input: { accountId: string; observations: readonly PostObservation[]; at: Date },
): Promise<{ decisions: ReadDecision[]; problems: AdoptionProblem[]; isTextTrusted: boolean }> {
  const { accountId, observations, at } = input;
  const ids = [...new Set(observations.flatMap(({ tweetId, editTweetIds }) => [tweetId, ...editTweetIds]))];
  const known = new Map((await decisionsOf(sql, ids)).map((row) => [row.tweetId, row]));
  const threads = assembleThreads(observations);
  const rowOf = ({ tweetId, editTweetIds }: PostObservation) =>
    [tweetId, ...editTweetIds].map((id) => known.get(id)).find((found) => found !== undefined);
  const isTextTrusted = areTextsTrusted(threads.map(({ root }) => ({ root, row: rowOf(root) })));
  const decisions: ReadDecision[] = [];
  const problems: AdoptionProblem[] = [];
  for (const thread of threads) {
    const { root } = thread;
    const row = rowOf(root);
    if (row !== undefined && row.accountId !== accountId) continue;
    if (row === undefined && (answersSomebody(root) || !isTextTrusted)) continue;
    try {
      decisions.push(await sql.begin((tx) => assign(tx, { accountId, thread, row, known, isTextTrusted, at })));
    } catch (error) {
      problems.push({ error, tweetId: root.tweetId });
    }
  }
  return { decisions, problems, isTextTrusted };
}

/** An answer whose parent is not the account's own post belongs to somebody else's conversation. */
function answersSomebody(post: PostObservation): boolean {
  return post.inReplyToTweetId !== null;
}

/**
 * Whether X shows texts as they are: not when most of the known posts come with another text than theirs. Then no text is
 * taken over from this reading, and what is new is found by a later one.
 */
function areTextsTrusted(shown: readonly { root: PostObservation; row: KnownPost | undefined }[]): boolean {
  let right = 0;
  let wrong = 0;
  for (const { root, row } of shown) {
    const known = row?.newestTweetId === root.tweetId ? row.content : null;
    if (known === null || root.text === null) continue;
    if (canBeSameText(known, root.text)) right += 1;
    else wrong += 1;
  }
  return wrong <= right;
}

interface Found {
  accountId: string;
  thread: AssembledThread;
  /** What is known of the root, by any of its ids. */
  row: KnownPost | undefined;
  known: ReadonlyMap<string, KnownPost>;
  isTextTrusted: boolean;
  at: Date;
}

async function assign(tx: Transaction, found: Found): Promise<ReadDecision> {
  const { thread, row, known } = found;
  const { root, parts } = thread;
  const rootIsPart = row?.role === 'part';
  const postedAt = row?.postedAt ?? postedAtOf(root);
  const planned = row === undefined ? await recognise(tx, found, postedAt) : null;
  const decisionId = row?.decisionId ?? planned ?? (await adopt(tx, found, postedAt));
  const links = found.isTextTrusted ? linksOf(thread, rootIsPart).filter(({ tweetId }) => !known.has(tweetId)) : [];
  // The order of locks everywhere: the post, then its ids and readings.
  if (row !== undefined && links.length > 0) await lockPost(tx, decisionId);
  for (const link of links) await linkPost(tx, { decisionId, ...link });
  // Another run may have found the post at the same time, before it was edited or went on.
  const isNewEdit = links.some(({ tweetId, role }) => tweetId === root.tweetId && role === 'edit');
  if (isNewEdit && root.text !== null) await renewContent(tx, { decisionId, tweetId: root.tweetId, text: root.text });
  if (!rootIsPart && links.some(({ role }) => role === 'part')) {
    await growThread(tx, { decisionId, texts: [root, ...parts].map(({ text }) => text ?? '') });
  }
  const isLinked = ({ tweetId }: PostObservation) => known.has(tweetId) || found.isTextTrusted;
  return {
    decisionId,
    root: rootIsPart || !isLinked(root) ? null : root,
    parts: (rootIsPart ? [root, ...parts] : parts).filter(isLinked),
    adopted: row === undefined && planned === null,
    knownText: row !== undefined && row.newestTweetId === root.tweetId ? row.content : null,
    postedAt,
  };
}

/** A post that a plan made, of which nobody has reported that it is out. */
function recognise(tx: Transaction, { accountId, thread, at }: Found, postedAt: Date): Promise<string | null> {
  return recognisePost(tx, { accountId, tweetId: firstIdOf(thread.root), text: thread.root.text, postedAt, at });
}

async function adopt(tx: Queryable, { accountId, thread, at }: Found, postedAt: Date): Promise<string> {
  const { root, parts } = thread;
  const { decisionId } = await addPost(tx, {
    accountId,
    tweetId: firstIdOf(root),
    postedAt,
    decisionType: parts.length > 0 ? 'thread' : 'single',
    content: root.text,
    threadParts: parts.length > 0 ? [root, ...parts].map(({ text }) => text ?? '') : null,
    generatorName: null,
    topic: null,
    at,
  });
  return decisionId;
}

/** An edit gets a new id; the post is as old as its first one. */
function postedAtOf(root: PostObservation): Date {
  const postedAt = snowflakeTime(firstIdOf(root)) ?? root.createdAt;
  if (postedAt === null) throw new RangeError(`the post ${root.tweetId} has an id without a time in it`);
  return postedAt;
}

/** Under which a post is known for good. */
function firstIdOf(post: PostObservation): string {
  return post.editTweetIds[0] ?? post.tweetId;
}

type Link = Omit<Parameters<typeof linkPost>[1], 'decisionId'>;

function linksOf({ root, parts, editIds }: AssembledThread, rootIsPart: boolean): Link[] {
  const shown = rootIsPart ? [root, ...parts] : parts;
  const partLinks = shown.flatMap((post, index) =>
    [post.tweetId, ...(editIds[post.tweetId] ?? [])].map((tweetId) => ({
      tweetId,
      role: 'part' as const,
      partIndex: index + 1,
    })),
  );
  if (rootIsPart) return partLinks;
  const rootLinks = [...(editIds[root.tweetId] ?? []), root.tweetId].map((tweetId) => ({
    tweetId,
    role: tweetId === firstIdOf(root) ? ('root' as const) : ('edit' as const),
    partIndex: 0,
  }));
  return [...rootLinks, ...partLinks];
}
