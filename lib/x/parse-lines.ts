import type { PostObservation } from './observation.ts';

/** One line of `hone parse`: an own post as X showed it, null where X did not say. */
export interface ParsedLine {
  tweet_id: string;
  author_id: string | null;
  created_at: string | null;
  impressions: number | null;
  likes: number | null;
  retweets: number | null;
  replies: number | null;
  quotes: number | null;
  bookmarks: number | null;
  source: string;
}

/** What `hone parse` prints of one file, in the order X showed the posts. */
export function parseLines(posts: readonly PostObservation[]): ParsedLine[] {
  return posts.map(({ tweetId, authorId, createdAt, counters, source }) => ({
    tweet_id: tweetId,
    author_id: authorId,
    created_at: createdAt?.toISOString() ?? null,
    impressions: counters.impressions,
    likes: counters.likes,
    retweets: counters.retweets,
    replies: counters.replies,
    quotes: counters.quotes,
    bookmarks: counters.bookmarks,
    source,
  }));
}
