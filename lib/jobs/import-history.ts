import type { Sql } from '../database/client.ts';
import type { Account } from '../database/queries/accounts.ts';
import { heldByOthers, type ImportedPost, importPosts } from '../database/queries/import.ts';
import { refreshActuals } from '../database/queries/posts.ts';
import type { HistoryPost } from '../learning/history.ts';
import { judgeStored } from './judge-stored.ts';
import { updateLearning } from './update-learning.ts';

const BATCH = 500;
const DAY_MS = 86_400_000;

export interface ImportResult {
  posts: number;
  postsAdded: number;
  readingsAdded: number;
  /** Ids that belong to another account and were left there. */
  refused: string[];
  learned: number;
}

/** Brings an account's history into the database: posts, readings, outcomes, what there is to learn. Twice is once. */
export async function importHistory(
  sql: Sql,
  input: {
    account: Account;
    posts: readonly HistoryPost[];
    now: Date;
    onProgress?: (done: number, total: number) => void;
  },
): Promise<ImportResult> {
  const { account, posts, now, onProgress } = input;
  const { accountId, timeZone } = account;
  const result: ImportResult = { posts: posts.length, postsAdded: 0, readingsAdded: 0, refused: [], learned: 0 };
  for (let start = 0; start < posts.length; start += BATCH) {
    const batch = posts.slice(start, start + BATCH);
    await sql.begin(async (tx) => {
      const refused = new Set(
        await heldByOthers(
          tx,
          accountId,
          batch.map(({ tweet_id }) => tweet_id),
        ),
      );
      result.refused.push(...refused);
      const accepted = onePerPost(batch.filter(({ tweet_id }) => !refused.has(tweet_id)));
      if (accepted.length === 0) return;
      const { postsAdded, readingsAdded, decisionIds } = await importPosts(tx, { accountId, posts: accepted, at: now });
      result.postsAdded += postsAdded;
      result.readingsAdded += readingsAdded;
      await judgeStored(tx, decisionIds);
      await refreshActuals(tx, decisionIds, now);
    });
    onProgress?.(Math.min(start + BATCH, posts.length), posts.length);
  }
  if (posts.length === 0) return result;
  const earliest = Math.min(...posts.map(({ posted_at }) => new Date(posted_at).getTime()));
  const since = new Date(earliest - DAY_MS);
  const { learned } = await updateLearning(sql, { accountId, timeZone, decisionIds: null, since, now });
  return { ...result, learned };
}

/** Records of one post are merged, the first that knows something telling it: a statement may touch a row only once. */
function onePerPost(posts: readonly HistoryPost[]): ImportedPost[] {
  const byId = new Map<string, ImportedPost>();
  for (const post of posts) {
    const known = byId.get(post.tweet_id);
    const row: ImportedPost = {
      tweet_id: post.tweet_id,
      posted_at: known?.posted_at ?? new Date(post.posted_at),
      generator_name: known?.generator_name ?? post.generator_name ?? null,
      decision_type: known?.decision_type ?? post.decision_type ?? 'single',
      topic: known?.topic ?? (post.topic?.trim() || null),
      content: known?.content ?? post.content ?? null,
      is_holdout: known?.is_holdout ?? post.is_holdout ?? false,
      assignment_probability: known?.assignment_probability ?? post.assignment_probability ?? null,
      policy_version: known?.policy_version ?? post.policy_version ?? null,
      readings: known?.readings ?? [],
    };
    for (const reading of post.metrics) {
      row.readings.push({
        collected_at: new Date(reading.collected_at),
        impressions: reading.impressions ?? null,
        likes: reading.likes ?? null,
        retweets: reading.retweets ?? null,
        replies: reading.replies ?? null,
        quotes: reading.quotes ?? null,
        bookmarks: reading.bookmarks ?? null,
        engagements: reading.engagements ?? null,
        new_follows: reading.new_follows ?? null,
      });
    }
    byId.set(post.tweet_id, row);
  }
  return [...byId.values()];
}
