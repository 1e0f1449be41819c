import { readCounter } from './counter.ts';
import { arrayOf, isRecord, type JsonRecord, recordAt, stringOf } from './json.ts';
import type { AccountObservation, GonePost, PostObservation, QuarantinedValue } from './observation.ts';
import type { ParsedPayload, ParseOptions } from './parse-x.ts';
import type { PayloadError } from './payload-error.ts';
import { byId, isId, snowflakeTime } from './snowflake.ts';

/** Fields to ask the official API for, so that an answer says as much as the web page does. */
export const API_V2_FIELDS = {
  'tweet.fields':
    'author_id,conversation_id,created_at,edit_history_tweet_ids,in_reply_to_user_id,note_tweet,public_metrics,referenced_tweets',
  'user.fields': 'public_metrics,pinned_tweet_id',
  expansions: 'author_id',
};

/** What the API says of a whole page, besides the posts. */
export interface ParsedApiPage extends ParsedPayload {
  nextToken: string | null;
}

/**
 * Reads an answer of the official X API v2 (`/2/users/:id/tweets`, `/2/tweets`, `/2/users/by/username/:name`): posts under
 * `data`, users under `data` or `includes.users`, missing posts under `errors`. Counts are X's public metrics.
 */
export function parseApiV2(payload: unknown, options: ParseOptions): ParsedApiPage {
  const root = isRecord(payload) ? payload : {};
  const quarantined: QuarantinedValue[] = [];
  const data = Array.isArray(root.data) ? root.data : [root.data];
  const records = data.filter(isRecord);
  const users = [...records.filter(isUser), ...arrayOf(recordAt(root, 'includes')?.users).filter(isRecord)];
  const pinned = new Set(users.map((user) => user.pinned_tweet_id));
  const posts = records
    .filter((record) => !isUser(record))
    .map((post) => readPost(post, { readAt: options.readAt, isPinned: pinned.has(post.id), quarantined }))
    .filter((post) => post !== null)
    .filter((post) => !post.isRepost && (options.authorId == null || post.authorId === options.authorId));
  const stated = arrayOf(root.errors).filter(isRecord);
  return {
    posts: [...new Map(posts.map((post) => [post.tweetId, post])).values()],
    accounts: users
      .map((user) => readUser(user, options.readAt, quarantined))
      .filter((user) => user !== null)
      .filter((user) => options.authorId == null || user.userId === options.authorId),
    gone: stated.map(goneOf).filter((gone) => gone !== null),
    quarantined,
    cursors: [],
    errors: stated.filter((error) => goneOf(error) === null).map(problemOf),
    nextToken: stringOf(recordAt(root, 'meta')?.next_token),
  };
}

function isUser(record: JsonRecord): boolean {
  return typeof record.username === 'string';
}

function readPost(
  post: JsonRecord,
  context: { readAt: Date; isPinned: boolean; quarantined: QuarantinedValue[] },
): PostObservation | null {
  const { readAt, isPinned, quarantined } = context;
  if (!isId(post.id)) return null;
  const tweetId = post.id;
  const metrics = recordAt(post, 'public_metrics') ?? {};
  const count = (key: string, field: string) => readCounter(metrics[key], { tweetId, field, quarantined });
  const references = arrayOf(post.referenced_tweets).filter(isRecord);
  const repliedTo = references.find(({ type }) => type === 'replied_to')?.id;
  const edits = arrayOf(post.edit_history_tweet_ids).filter(isId);
  return {
    tweetId,
    authorId: isId(post.author_id) ? post.author_id : null,
    createdAt: snowflakeTime(tweetId) ?? dateOf(post.created_at),
    readAt,
    source: 'api_v2',
    counters: {
      impressions: count('impression_count', 'impressions'),
      likes: count('like_count', 'likes'),
      retweets: count('retweet_count', 'retweets'),
      replies: count('reply_count', 'replies'),
      quotes: count('quote_count', 'quotes'),
      bookmarks: count('bookmark_count', 'bookmarks'),
      newFollows: null,
      profileVisits: null,
    },
    text: textOf(post),
    conversationId: isId(post.conversation_id) ? post.conversation_id : null,
    inReplyToTweetId: isId(repliedTo) ? repliedTo : null,
    inReplyToAuthorId: isId(post.in_reply_to_user_id) ? post.in_reply_to_user_id : null,
    editTweetIds: edits.includes(tweetId) ? [...new Set(edits)].sort(byId) : [tweetId],
    isRepost: references.some(({ type }) => type === 'retweeted'),
    isPinned,
  };
}

/** The API escapes as the web does: &amp; &lt; &gt;. */
function textOf(post: JsonRecord): string | null {
  const text = stringOf(recordAt(post, 'note_tweet')?.text) ?? stringOf(post.text);
  const plain = text?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return plain?.replaceAll('\0', '\u{fffd}').toWellFormed() ?? null;
}

function readUser(user: JsonRecord, readAt: Date, quarantined: QuarantinedValue[]): AccountObservation | null {
  if (!isId(user.id)) return null;
  const metrics = recordAt(user, 'public_metrics') ?? {};
  const count = (key: string, field: string) => readCounter(metrics[key], { tweetId: null, field, quarantined });
  return {
    userId: user.id,
    handle: stringOf(user.username)?.toLowerCase() ?? null,
    readAt,
    followers: count('followers_count', 'followers'),
    following: count('following_count', 'following'),
    posts: count('tweet_count', 'posts'),
  };
}

/** A post that was asked for by id and is not there: deleted, or not to be seen. */
function goneOf(error: JsonRecord): GonePost | null {
  const isMissing = /resource-not-found|not-authorized-for-resource/.test(stringOf(error.type) ?? '');
  const isPost = error.resource_type === 'tweet' && isId(error.resource_id);
  return isMissing && isPost ? { tweetId: String(error.resource_id), reason: stringOf(error.title) ?? 'gone' } : null;
}

function problemOf(error: JsonRecord): PayloadError {
  const type = stringOf(error.type) ?? '';
  const message = (stringOf(error.detail) ?? stringOf(error.title) ?? (type || 'an error without words')).slice(0, 300);
  const kind = /not-found/.test(type) ? 'not_found' : /not-authorized|unsupported-auth/.test(type) ? 'auth' : 'unknown';
  return { kind, code: null, name: stringOf(error.title), message, path: stringOf(error.parameter) };
}

function dateOf(value: unknown): Date | null {
  const time = Date.parse(stringOf(value) ?? '');
  return Number.isNaN(time) ? null : new Date(time);
}
