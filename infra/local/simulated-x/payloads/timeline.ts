import { foreignPost } from '../world/foreigners.ts';
import type { SimulatedPost, SimulatedReply, SimulatedRepost } from '../world/post.ts';
import { snowflakeAt } from '../world/snowflake.ts';
import type { World } from '../world/world.ts';
import {
  conversationEntry,
  cursorEntry,
  type Entry,
  inOrder,
  pinnedEntry,
  positionOfCursor,
  promotedEntry,
  tweetEntry,
  whoToFollowEntry,
} from './entries.ts';
import type { JsonObject } from './json.ts';
import { foreignTweet, ownTweet, replyTweet, repostTweet } from './tweet.ts';
import { foreignUser } from './user.ts';

export const ENTRIES_PER_PAGE = 20;

type Activity =
  | { kind: 'post'; at: Date; id: string; post: SimulatedPost }
  | { kind: 'repost'; at: Date; id: string; repost: SimulatedRepost }
  | { kind: 'reply'; at: Date; id: string; reply: SimulatedReply };

/** UserTweets and, `withReplies`, UserTweetsAndReplies: newest first, pages of about twenty entries. */
export function userTimeline(options: { world: World; now: Date; cursor: unknown; withReplies: boolean }): JsonObject {
  const { world, now, withReplies } = options;
  const after = positionOfCursor(options.cursor);
  const all = activitiesUpTo(world, now, withReplies);
  const rest = after === null ? all : all.filter((activity) => BigInt(activity.id) < BigInt(after));
  const page = rest.slice(0, ENTRIES_PER_PAGE);
  const key = snowflakeAt(now, 0);
  const entries = page.map((activity) => entryOf(world, activity, now));
  if (page.length > 0) addStrangers({ world, now, entries, isFirst: after === null, key: after ?? 'first' });
  const top = BigInt(key) - (after === null ? 0n : 1000n);
  const bottom = page.at(-1)?.id ?? after ?? '0';
  const instructions: JsonObject[] = [{ type: 'TimelineClearCache' }];
  if (after === null && world.pinned.postedAt <= now) {
    const [entry] = inOrder(top, [pinnedEntry(ownTweet(world, world.pinned, 0, now))]);
    instructions.push({ type: 'TimelinePinEntry', entry });
  }
  instructions.push({
    type: 'TimelineAddEntries',
    entries: [
      ...inOrder(top - 1n, entries),
      ...inOrder(top + 1n, [cursorEntry('Top', key, page[0]?.id ?? bottom)]),
      ...inOrder(top - BigInt(entries.length + 1), [cursorEntry('Bottom', key, bottom)]),
    ],
  });
  return {
    data: {
      user: {
        result: {
          __typename: 'User',
          timeline: { timeline: { instructions, metadata: { scribeConfig: { page: 'profileBest' } } } },
        },
      },
    },
  };
}

function activitiesUpTo(world: World, now: Date, withReplies: boolean): Activity[] {
  const activities: Activity[] = [
    ...world.posts.map((post) => {
      const edited = post.editedAt !== null && post.editedAt <= now;
      return { kind: 'post' as const, at: post.postedAt, id: edited ? post.editTweetIds.at(-1)! : post.tweetId, post };
    }),
    ...world.reposts.map((repost) => ({ kind: 'repost' as const, at: repost.postedAt, id: repost.tweetId, repost })),
    ...(withReplies ? world.replies : []).map((reply) => ({
      kind: 'reply' as const,
      at: reply.postedAt,
      id: reply.tweetId,
      reply,
    })),
  ];
  return activities.filter(({ at }) => at <= now).sort((a, b) => (BigInt(b.id) > BigInt(a.id) ? 1 : -1));
}

function entryOf(world: World, activity: Activity, now: Date): Entry {
  if (activity.kind === 'repost') return tweetEntry(repostTweet(world, activity.repost, now));
  if (activity.kind === 'reply') {
    const { reply } = activity;
    return conversationEntry('profile-conversation', reply.tweetId, [
      foreignTweet(reply.to, now),
      replyTweet(world, reply, now),
    ]);
  }
  const { post } = activity;
  const parts = post.parts.flatMap((part, index) => (part.postedAt <= now ? [ownTweet(world, post, index, now)] : []));
  return parts.length === 1 ? tweetEntry(parts[0]!) : conversationEntry('profile-conversation', post.tweetId, parts);
}

/** Mixes in what X mixes in: an advertisement on every page, suggestions of accounts on the first. */
function addStrangers(options: { world: World; now: Date; entries: Entry[]; isFirst: boolean; key: string }): void {
  const { world, now, entries, isFirst, key } = options;
  const advertisement = foreignPost(world.cast, now, world.options.seed, 'promoted', key);
  const impressionId = (BigInt(advertisement.tweetId) & 0xffffffffffffn).toString(16);
  const promoted = promotedEntry(foreignTweet(advertisement, now), foreignUser(advertisement.author), impressionId);
  entries.splice(Math.min(1, entries.length), 0, promoted);
  if (!isFirst) return;
  const users = world.cast.slice(0, 3).map((user) => foreignUser(user));
  const module = whoToFollowEntry(snowflakeAt(now, 1), world.account.userId, users);
  entries.splice(Math.min(5, entries.length), 0, module);
}
