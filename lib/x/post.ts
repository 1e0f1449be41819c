import { idFromOpaque, screenName, userId } from './account.ts';
import { isAnalyticsNode, organicCounters } from './analytics.ts';
import { readCounter } from './counter.ts';
import { arrayOf, excerpt, isRecord, type JsonRecord, recordAt, stringOf } from './json.ts';
import type { ObservationSource, PostCounters, PostObservation, QuarantinedValue } from './observation.ts';
import { byId, isId, snowflakeTime } from './snowflake.ts';
import { fullText } from './text.ts';

const COUNT_KEYS = ['favorite_count', 'retweet_count', 'reply_count', 'quote_count', 'bookmark_count'] as const;
const REPOST_KEYS = [
  'retweeted_status_result',
  'retweeted_status_results',
  'repostedStatusResults',
  'reposted_status_results',
];

/** Whether a node is a post by its shape: X renames operations and containers, the shape of a post stays. */
export function isPostNode(node: JsonRecord): boolean {
  if (node.__typename === 'Tweet' || node.__typename === 'TweetWithVisibilityResults') return true;
  if (typeof node.__typename === 'string' && node.__typename !== 'Post') return false;
  if (isAnalyticsNode(node)) return true;
  const legacy = recordAt(node, 'legacy');
  const counts = recordAt(node, 'counts');
  return COUNT_KEYS.some((key) => legacy?.[key] !== undefined || counts?.[key] !== undefined);
}

/** The post inside `TweetWithVisibilityResults` wrappers. */
export function unwrapPost(node: JsonRecord): JsonRecord {
  let post = node;
  for (let depth = 0; depth < 4; depth++) {
    const inner = recordAt(post, 'tweet');
    if (inner === null) break;
    post = inner;
  }
  return post;
}

/** What surrounds a post in its payload and cannot be read from the post itself. */
export interface PostSurroundings {
  /** Id in the timeline entry's name, for layouts whose posts carry none. */
  entryTweetId: string | null;
  /** The user in whose analytics the post stands. */
  viewerId: string | null;
  isPinned: boolean;
  source: ObservationSource;
  readAt: Date;
  /** User ids by handle, as this very payload gives them: some layouts name a post's author by handle only. */
  idByHandle: ReadonlyMap<string, string>;
}

/**
 * One post in any layout, or null when it cannot be told which post the numbers belong to
 * (the reason is then in `quarantined`).
 */
export function readPost(
  post: JsonRecord,
  surroundings: PostSurroundings,
  quarantined: QuarantinedValue[],
): PostObservation | null {
  const tweetId = postId(post, surroundings.entryTweetId, quarantined);
  if (tweetId === null) return null;
  const author = authorId(post, surroundings);
  if (author.conflict !== null) {
    quarantined.push({ tweetId, field: 'author_id', got: author.conflict, reason: 'two authors named for one post' });
    return null;
  }
  const legacy = recordAt(post, 'legacy');
  const replyTo = recordAt(post, 'reply_to_results');
  return {
    tweetId,
    authorId: author.id,
    createdAt: snowflakeTime(tweetId) ?? statedTime(post),
    readAt: surroundings.readAt,
    source: surroundings.source,
    counters: isAnalyticsNode(post)
      ? organicCounters(post, { tweetId, quarantined })
      : publicCounters(post, tweetId, quarantined),
    text: fullText(post),
    conversationId: firstId(legacy?.conversation_id_str, recordAt(post, 'details')?.conversation_id_str),
    inReplyToTweetId: firstId(
      legacy?.in_reply_to_status_id_str,
      replyTo?.rest_id,
      recordAt(replyTo, 'result')?.rest_id,
    ),
    inReplyToAuthorId: firstId(
      legacy?.in_reply_to_user_id_str,
      recordAt(post, 'reply_to_user_results')?.rest_id,
      recordAt(post, 'reply_to_user_results', 'result')?.rest_id,
    ),
    editTweetIds: editIds(post, tweetId),
    isRepost: isRepost(post),
    isPinned: surroundings.isPinned,
  };
}

function postId(post: JsonRecord, entryTweetId: string | null, quarantined: QuarantinedValue[]): string | null {
  const own = post.rest_id ?? recordAt(post, 'legacy')?.id_str ?? idFromOpaque(stringOf(post.id), 'Tweet');
  const claimed = own ?? entryTweetId;
  const alias = recordAt(post, 'legacy')?.id_str ?? claimed;
  if (isId(claimed) && alias === claimed) return claimed;
  quarantined.push({
    tweetId: null,
    field: 'tweet_id',
    got: excerpt(claimed === alias ? (claimed ?? 'no id') : [claimed, alias]),
    reason: isId(claimed) ? 'two ids named for one post' : 'not the id of a post',
  });
  return null;
}

function authorId(post: JsonRecord, where: PostSurroundings): { id: string | null; conflict: string | null } {
  const user = recordAt(post, 'core', 'user_results', 'result') ?? recordAt(post, 'core', 'user_result', 'result');
  const named = recordAt(post, 'legacy')?.user_id_str;
  const ids = [named, userId(user), userId(recordAt(post, 'core', 'user_results'))].filter(isId);
  if (ids.some((id) => id !== ids[0])) return { id: null, conflict: ids.join(' and ') };
  const handle = screenName(user);
  const byHandle = handle === null ? undefined : where.idByHandle.get(handle);
  return { id: ids[0] ?? byHandle ?? where.viewerId, conflict: null };
}

function publicCounters(post: JsonRecord, tweetId: string, quarantined: QuarantinedValue[]): PostCounters {
  const legacy = recordAt(post, 'legacy');
  const counts = recordAt(post, 'counts');
  const count = (key: (typeof COUNT_KEYS)[number], field: string) =>
    readCounter(legacy?.[key] ?? counts?.[key], { tweetId, field, quarantined });
  return {
    impressions: readCounter(recordAt(post, 'views')?.count, { tweetId, field: 'impressions', quarantined }),
    likes: count('favorite_count', 'likes'),
    retweets: count('retweet_count', 'retweets'),
    replies: count('reply_count', 'replies'),
    quotes: count('quote_count', 'quotes'),
    bookmarks: count('bookmark_count', 'bookmarks'),
    newFollows: null,
    profileVisits: null,
  };
}

/** A repost names what it reposts; the logged-out layout writes the key with null on ordinary posts. */
function isRepost(post: JsonRecord): boolean {
  const legacy = recordAt(post, 'legacy');
  const details = recordAt(post, 'details');
  return REPOST_KEYS.some((key) => isRecord(post[key]) || isRecord(legacy?.[key]) || isRecord(details?.[key]));
}

function editIds(post: JsonRecord, tweetId: string): string[] {
  const control = recordAt(post, 'edit_control');
  const listed = control?.edit_tweet_ids ?? recordAt(control, 'edit_control_initial')?.edit_tweet_ids;
  const ids = new Set(arrayOf(listed).filter(isId));
  return ids.has(tweetId) ? [...ids].sort(byId) : [tweetId];
}

function statedTime(post: JsonRecord): Date | null {
  const milliseconds = recordAt(post, 'details')?.created_at_ms;
  const stated =
    typeof milliseconds === 'number' ? milliseconds : Date.parse(stringOf(recordAt(post, 'legacy')?.created_at) ?? '');
  const time = new Date(stated);
  return Number.isNaN(time.getTime()) ? null : time;
}

function firstId(...values: unknown[]): string | null {
  return values.find(isId) ?? null;
}
