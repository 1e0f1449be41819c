import type { ReadResult } from '../../lib/sources/metrics-source.ts';
import type { PostCounters, PostObservation } from '../../lib/x/observation.ts';

const TWITTER_EPOCH_MS = 1_288_834_974_657n;

/** An id as X would give it to a post of this moment. */
export function tweetIdAt(time: Date, sequence = 0): string {
  return (((BigInt(time.getTime()) - TWITTER_EPOCH_MS) << 22n) + BigInt(sequence)).toString();
}

/** A reading of an own post; what is not named is unknown. */
export function observation(
  post: { tweetId: string; readAt: Date; counters?: Partial<PostCounters> } & Partial<
    Omit<PostObservation, 'counters'>
  >,
): PostObservation {
  const { counters, ...rest } = post;
  return {
    authorId: '42',
    createdAt: null,
    source: 'timeline_json',
    text: `text of ${post.tweetId}`,
    conversationId: post.tweetId,
    inReplyToTweetId: null,
    inReplyToAuthorId: null,
    editTweetIds: [post.tweetId],
    isRepost: false,
    isPinned: false,
    counters: {
      impressions: null,
      likes: null,
      retweets: null,
      replies: null,
      quotes: null,
      bookmarks: null,
      newFollows: null,
      profileVisits: null,
      ...counters,
    },
    ...rest,
  };
}

/** What a reading of these posts brings. */
export function readResult(posts: PostObservation[], more: Partial<ReadResult> = {}): ReadResult {
  return { posts, account: null, gone: [], quarantined: [], problems: [], navigations: 1, ...more };
}
