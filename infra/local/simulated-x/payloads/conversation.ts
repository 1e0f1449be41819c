import { foreignPost } from '../world/foreigners.ts';
import { snowflakeAt } from '../world/snowflake.ts';
import type { World } from '../world/world.ts';
import { conversationEntry, cursorEntry, type Entry, inOrder, tweetEntry } from './entries.ts';
import type { JsonObject } from './json.ts';
import { foreignTweet, ownTweet } from './tweet.ts';

/** TweetDetail: the post, the rest of its thread, answers by others, related posts by others. */
export function tweetDetail(world: World, focalTweetId: string, now: Date): JsonObject {
  const found = visible(world, focalTweetId, now);
  if (!found) return noStatusFound('threaded_conversation_with_injections_v2');
  const { post, part } = found;
  const isThread = post.format === 'thread';
  const tweetOf = (index: number) => ownTweet(world, post, index, now);
  const shownParts = post.parts.flatMap((piece, index) => (piece.postedAt <= now ? [index] : []));
  const entries: Entry[] = shownParts
    .filter((index) => index <= part)
    .map((index) => tweetEntry(tweetOf(index), isThread ? 'SelfThread' : 'Tweet'));
  const following = shownParts.filter((index) => index > part);
  if (following.length > 0) {
    const tweets = following.map(tweetOf);
    entries.push(conversationEntry('conversationthread', String(tweets[0]!.rest_id), tweets, 'SelfThread'));
  }
  const answers = Math.min(5, world.countersAt(focalTweetId, now)!.replies);
  const { userId, handle } = world.account;
  const answeredBy = new Date(post.parts[part]!.postedAt.getTime() + 306 * 60_000);
  for (let answer = 0; answer < answers; answer++) {
    const reply = foreignPost(world.cast, answeredBy, world.options.seed, 'answer', focalTweetId, answer);
    if (reply.postedAt > now) continue;
    const inReplyTo = { tweetId: focalTweetId, userId, handle, conversationId: post.tweetId };
    entries.push(conversationEntry('conversationthread', reply.tweetId, [foreignTweet(reply, now, inReplyTo)]));
  }
  const related = foreignPost(world.cast, post.postedAt, world.options.seed, 'related', focalTweetId);
  entries.push(conversationEntry('tweetdetailrelatedtweets', related.tweetId, [foreignTweet(related, now)]));
  const key = snowflakeAt(now, 2);
  entries.push(cursorEntry('Bottom', key, focalTweetId));
  return {
    data: {
      threaded_conversation_with_injections_v2: {
        instructions: [
          { type: 'TimelineClearCache' },
          { type: 'TimelineAddEntries', entries: inOrder(BigInt(key), entries) },
          { type: 'TimelineTerminateTimeline', direction: 'Top' },
        ],
        metadata: {
          reader_mode_config: { is_reader_mode_available: isThread },
          scribeConfig: { page: 'ranked_replies' },
        },
      },
    },
  };
}

/** TweetResultByRestId: one post. */
export function tweetByRestId(world: World, tweetId: string, now: Date): JsonObject {
  return { data: { tweetResult: oneResult(world, tweetId, now) } };
}

/** TweetResultsByRestIds: many posts in the order asked for, `{}` for those that are not there. */
export function tweetsByRestIds(world: World, tweetIds: readonly string[], now: Date): JsonObject {
  return { data: { tweetResult: tweetIds.map((tweetId) => oneResult(world, tweetId, now)) } };
}

function oneResult(world: World, tweetId: string, now: Date): JsonObject {
  const found = visible(world, tweetId, now);
  return found ? { result: ownTweet(world, found.post, found.part, now) } : {};
}

function visible(world: World, tweetId: string, now: Date): ReturnType<World['postOf']> {
  return world.countersAt(tweetId, now) === null ? null : world.postOf(tweetId);
}

/** How X says, with HTTP 200, that there is no such post. */
export function noStatusFound(field: string): JsonObject {
  const error = { code: 144, kind: 'NonFatal', name: 'GenericError', source: 'Server' };
  const tracing = { trace_id: 'e6de8b2b694ae128' };
  return {
    errors: [
      {
        message: '_Missing: No status found with that ID.',
        locations: [{ line: 2, column: 3 }],
        path: [field],
        extensions: { ...error, tracing },
        ...error,
        tracing,
      },
    ],
    data: {},
  };
}
