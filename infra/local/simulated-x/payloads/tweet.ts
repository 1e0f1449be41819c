import type { ForeignPost } from '../world/foreigners.ts';
import { engagementMaturity, impressionMaturity, type SimulatedCounters } from '../world/growth.ts';
import type { SimulatedPost, SimulatedReply, SimulatedRepost } from '../world/post.ts';
import { hashedUniform } from '../world/random.ts';
import type { World } from '../world/world.ts';
import { base64, escapeText, type JsonObject, xDate } from './json.ts';
import { foreignUser, ownUser } from './user.ts';

/** X shows no views on a post that is younger than this. */
export const VIEWS_HIDDEN_FOR_MS = 60_000;

type PublicCounters = Omit<SimulatedCounters, 'newFollows' | 'profileVisits'>;

interface TweetFacts {
  id: string;
  /** All ids of the post, oldest first. */
  editIds?: readonly string[];
  /** Counters under the id before the edit. */
  previous?: PublicCounters | undefined;
  author: JsonObject;
  authorId: string;
  /** Written by the account that is signed in. */
  isOwn?: boolean;
  at: Date;
  text: string;
  /** Impressions null: X does not say. */
  counters: Omit<PublicCounters, 'impressions'> & { impressions: number | null };
  conversationId: string;
  inReplyTo?: { tweetId: string; userId: string; handle: string } | undefined;
  repostOf?: JsonObject;
  quoted?: { tweet: JsonObject; id: string; handle: string } | undefined;
  photo?: boolean;
}

/** Own post or part of a thread as a `Tweet` result of the logged-in web app. */
export function ownTweet(world: World, post: SimulatedPost, part: number, now: Date): JsonObject {
  const piece = post.parts[part]!;
  const edited = part === 0 && post.editedAt !== null && post.editedAt <= now;
  const id = edited ? post.editTweetIds.at(-1)! : piece.tweetId;
  const at = edited ? post.editedAt! : piece.postedAt;
  const counters = world.countersAt(id, now)!;
  const before = part > 0 ? post.parts[part - 1]! : null;
  return tweetResult({
    id,
    at,
    counters: hideFreshViews(counters, at, now),
    editIds: part > 0 ? [id] : edited ? post.editTweetIds : [post.tweetId],
    previous: edited ? world.countersAt(post.tweetId, post.editedAt!)! : undefined,
    author: ownUser(world, now),
    authorId: world.account.userId,
    isOwn: true,
    text: edited ? `${piece.text} (edited)` : piece.text,
    conversationId: edited ? id : post.tweetId,
    inReplyTo: before
      ? { tweetId: before.tweetId, userId: world.account.userId, handle: world.account.handle }
      : undefined,
    quoted:
      post.quoted && part === 0
        ? { tweet: foreignTweet(post.quoted, now), id: post.quoted.tweetId, handle: post.quoted.author.handle }
        : undefined,
    photo: post.hasPhoto && part === 0,
  });
}

/** The wrapper X makes for a repost: own id, zeros, the original's repost count, small views of its own or none. */
export function repostTweet(world: World, repost: SimulatedRepost, now: Date): JsonObject {
  const original = foreignTweet(repost.original, now);
  const views = Math.floor(40 + 900 * hashedUniform(repost.tweetId, 'views'));
  const text = `RT @${repost.original.author.handle}: ${repost.original.text}`;
  return tweetResult({
    id: repost.tweetId,
    at: repost.postedAt,
    author: ownUser(world, now),
    authorId: world.account.userId,
    isOwn: true,
    text: text.length > 140 ? `${text.slice(0, 139)}…` : text,
    counters: {
      impressions: hashedUniform(repost.tweetId, 'state') < 0.2 ? null : views,
      likes: 0,
      retweets: foreignCounters(repost.original, now).retweets,
      replies: 0,
      quotes: 0,
      bookmarks: 0,
    },
    conversationId: repost.tweetId,
    repostOf: original,
  });
}

/** The account's answer to somebody. */
export function replyTweet(world: World, reply: SimulatedReply, now: Date): JsonObject {
  const ageHours = (now.getTime() - reply.postedAt.getTime()) / 3_600_000;
  return tweetResult({
    id: reply.tweetId,
    at: reply.postedAt,
    author: ownUser(world, now),
    authorId: world.account.userId,
    isOwn: true,
    text: `@${reply.to.author.handle} ${reply.text}`,
    counters: {
      impressions: Math.floor(180 * impressionMaturity(ageHours)),
      likes: Math.floor(4 * engagementMaturity(ageHours)),
      retweets: 0,
      replies: 0,
      quotes: 0,
      bookmarks: 0,
    },
    conversationId: reply.to.tweetId,
    inReplyTo: { tweetId: reply.to.tweetId, userId: reply.to.author.userId, handle: reply.to.author.handle },
  });
}

/** Somebody else's post. */
export function foreignTweet(
  post: ForeignPost,
  now: Date,
  inReplyTo?: { tweetId: string; userId: string; handle: string; conversationId: string },
): JsonObject {
  return tweetResult({
    id: post.tweetId,
    at: post.postedAt,
    author: foreignUser(post.author),
    authorId: post.author.userId,
    text: post.text,
    counters: foreignCounters(post, now),
    conversationId: inReplyTo?.conversationId ?? post.tweetId,
    inReplyTo,
  });
}

export function foreignCounters(post: ForeignPost, now: Date): PublicCounters {
  const ageHours = (now.getTime() - post.postedAt.getTime()) / 3_600_000;
  const seen = Math.floor(post.finalImpressions * impressionMaturity(ageHours));
  const engaged = Math.min(seen, Math.floor(0.05 * post.finalImpressions * engagementMaturity(ageHours)));
  return {
    impressions: seen,
    likes: Math.floor(engaged * 0.6),
    retweets: Math.floor(engaged * 0.12),
    replies: Math.floor(engaged * 0.14),
    quotes: Math.floor(engaged * 0.04),
    bookmarks: Math.floor(engaged * 0.1),
  };
}

function hideFreshViews(counters: SimulatedCounters, at: Date, now: Date): TweetFacts['counters'] {
  return now.getTime() - at.getTime() < VIEWS_HIDDEN_FOR_MS ? { ...counters, impressions: null } : counters;
}

function tweetResult(tweet: TweetFacts): JsonObject {
  const { counters } = tweet;
  const shown = tweet.photo ? `${tweet.text} ${photoUrl(tweet.id)}` : tweet.text;
  return {
    __typename: 'Tweet',
    core: { user_results: { result: tweet.author } },
    edit_control: editControl(tweet),
    ...(tweet.previous ? { previous_counts: counts(tweet.previous) } : {}),
    grok_translated_post_with_availability: { is_available: false },
    is_translatable: false,
    legacy: {
      ...counts(counters),
      bookmarked: false,
      conversation_id_str: tweet.conversationId,
      created_at: xDate(tweet.at),
      display_text_range: [0, tweet.text.length],
      entities: tweet.photo ? { media: [photo(tweet)] } : {},
      ...(tweet.photo ? { extended_entities: { media: [photo(tweet)] } } : {}),
      favorited: false,
      full_text: escapeText(shown),
      id_str: tweet.id,
      ...(tweet.inReplyTo
        ? {
            in_reply_to_screen_name: tweet.inReplyTo.handle,
            in_reply_to_status_id_str: tweet.inReplyTo.tweetId,
            in_reply_to_user_id_str: tweet.inReplyTo.userId,
          }
        : {}),
      is_quote_status: tweet.quoted !== undefined,
      lang: 'en',
      ...(tweet.photo ? { possibly_sensitive: false, possibly_sensitive_editable: true } : {}),
      ...(tweet.quoted
        ? {
            quoted_status_id_str: tweet.quoted.id,
            quoted_status_permalink: {
              display: `x.com/${tweet.quoted.handle}/st…`,
              expanded: `https://twitter.com/${tweet.quoted.handle}/status/${tweet.quoted.id}`,
              url: `https://t.co/${base64(tweet.quoted.id).slice(0, 10)}`,
            },
          }
        : {}),
      retweeted: false,
      ...(tweet.repostOf ? { retweeted_status_result: { result: tweet.repostOf } } : {}),
      user_id_str: tweet.authorId,
    },
    ...(tweet.quoted ? { quoted_status_result: { result: tweet.quoted.tweet } } : {}),
    ...(tweet.isOwn ? { quick_promote_eligibility: { eligibility: 'IneligibleNotVerified' } } : {}),
    rest_id: tweet.id,
    source: '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>',
    unmention_data: {},
    views:
      counters.impressions === null
        ? { state: 'Enabled' }
        : { count: String(counters.impressions), state: 'EnabledWithCount' },
  };
}

function counts(counters: Omit<PublicCounters, 'impressions'>): JsonObject {
  return {
    bookmark_count: counters.bookmarks,
    favorite_count: counters.likes,
    quote_count: counters.quotes,
    reply_count: counters.replies,
    retweet_count: counters.retweets,
  };
}

/** Edited posts nest the control and name the id they began with. */
function editControl(tweet: TweetFacts): JsonObject {
  const ids = tweet.editIds ?? [tweet.id];
  const control = {
    edit_tweet_ids: ids,
    editable_until_msecs: String(Math.floor(tweet.at.getTime() / 1000) * 1000 + 3_600_000),
    edits_remaining: String(6 - ids.length),
    is_edit_eligible: tweet.inReplyTo === undefined && tweet.repostOf === undefined,
  };
  return ids.length > 1 ? { initial_tweet_id: ids[0], edit_control_initial: control } : control;
}

function photoUrl(id: string): string {
  return `https://t.co/${base64(`p${id}`).slice(0, 10)}`;
}

function photo(tweet: TweetFacts): JsonObject {
  const start = tweet.text.length + 1;
  return {
    display_url: `pic.x.com/${base64(`p${tweet.id}`).slice(0, 10)}`,
    expanded_url: `https://x.com/i/status/${tweet.id}/photo/1`,
    ext_media_availability: { status: 'Available' },
    id_str: tweet.id,
    indices: [start, start + 23],
    media_key: `3_${tweet.id}`,
    media_results: { result: { media_key: `3_${tweet.id}` } },
    media_url_https: `https://pbs.twimg.com/media/${tweet.id}.jpg`,
    original_info: { focus_rects: [], height: 900, width: 1600 },
    sizes: {
      large: { h: 900, resize: 'fit', w: 1600 },
      medium: { h: 675, resize: 'fit', w: 1200 },
      small: { h: 383, resize: 'fit', w: 680 },
      thumb: { h: 150, resize: 'crop', w: 150 },
    },
    type: 'photo',
    url: photoUrl(tweet.id),
  };
}
