import { noStatusFound } from '../payloads/conversation.ts';
import type { JsonObject } from '../payloads/json.ts';
import { userTimeline } from '../payloads/timeline.ts';
import { hashedUniform } from '../world/random.ts';
import { type Exchange, type Fault, onPosts, onTimeline } from './fault.ts';
import { changeEntries, type PayloadEntry, tweetEntriesOf } from './timeline-entries.ts';
import { ownTweetsIn, tweetsIn } from './tweets-in.ts';

/** About one post in five is hit, always the same ones, threads as a whole. */
const isHit = (id: string, { world }: Exchange) => hashedUniform('gone', world.postOf(id)?.post.tweetId ?? id) < 0.2;

const own = (payload: unknown, { world }: Exchange) => ownTweetsIn(payload, world.account.userId);

/** A copy of an entry under another id, its post changed. */
function copyOf(entry: PayloadEntry, tweetId: string, change: (tweet: JsonObject, legacy: JsonObject) => void) {
  const copy = structuredClone(entry);
  copy.entryId = `tweet-${tweetId}`;
  const { tweet, legacy } = tweetsIn(copy)[0]!;
  tweet.rest_id = tweetId;
  tweet.edit_control = { ...(tweet.edit_control as JsonObject), edit_tweet_ids: [tweetId] };
  legacy.id_str = tweetId;
  legacy.conversation_id_str = tweetId;
  change(tweet, legacy);
  return copy;
}

function replaceHit(payload: JsonObject, exchange: Exchange, result: JsonObject): JsonObject {
  for (const { id, holder } of own(payload, exchange)) if (isHit(id, exchange)) holder.result = structuredClone(result);
  return payload;
}

/** Timelines with other posts, or other things in the place of posts, than they should have. */
export const oddTimelines: readonly Fault[] = [
  {
    name: 'empty_timeline',
    does: 'The timeline holds cursors and nothing else, as for an account without posts.',
    actsOn: onTimeline,
    reshape: (payload) =>
      changeEntries(payload, (entries) => entries.filter(({ content }) => content.cursorType), true),
  },
  {
    name: 'duplicate_entries',
    does: 'Every entry of the timeline comes twice.',
    actsOn: onTimeline,
    reshape: (payload) =>
      changeEntries(payload, (entries) => entries.flatMap((entry) => [entry, structuredClone(entry)])),
  },
  {
    name: 'cursor_loop',
    does: 'Every page of the timeline is the first one again, with the same cursor.',
    actsOn: onTimeline,
    reshape: (_payload, { world, now, operation }) =>
      userTimeline({ world, now, cursor: null, withReplies: operation === 'UserTweetsAndReplies' }),
  },
  {
    name: 'two_posts_in_one_millisecond',
    does: 'Beside the newest single post stands another own one of the same millisecond, with other text and counters.',
    actsOn: onTimeline,
    reshape: (payload, exchange) =>
      changeEntries(payload, (entries) => {
        const first = tweetEntriesOf(entries).find((entry) => own(entry, exchange).length === 1);
        if (!first) return entries;
        const id = (BigInt(tweetsIn(first)[0]!.id) ^ 1n).toString();
        const twin = copyOf(first, id, (tweet, legacy) => {
          legacy.full_text = 'Posted in the very same moment.';
          legacy.favorite_count = 7;
          tweet.views = { count: '77', state: 'EnabledWithCount' };
        });
        return entries.flatMap((entry) => (entry === first ? [entry, twin] : [entry]));
      }),
  },
  {
    name: 'foreign_author_injected',
    does: 'Between the own posts stands one of an impostor: same handle and name, another user id.',
    actsOn: onTimeline,
    reshape: (payload, exchange) =>
      changeEntries(payload, (entries) => {
        const first = tweetEntriesOf(entries).find((entry) => own(entry, exchange).length === 1);
        if (!first) return entries;
        const id = (BigInt(tweetsIn(first)[0]!.id) - (1n << 32n)).toString();
        const impostor = copyOf(first, id, (tweet, legacy) => {
          const { result } = (tweet.core as { user_results: { result: JsonObject } }).user_results;
          result.rest_id = '66600000066600000';
          legacy.user_id_str = '66600000066600000';
          legacy.favorite_count = 99_999;
        });
        return entries.flatMap((entry) => (entry === first ? [entry, impostor] : [entry]));
      }),
  },
  {
    name: 'post_vanished',
    does: 'One own post in five is not there any more: no entry, and code 144 where it is asked for by itself.',
    actsOn: onPosts,
    reshape: (payload, exchange) => {
      const focal = exchange.variables.focalTweetId;
      if (typeof focal === 'string' && isHit(focal, exchange))
        return noStatusFound('threaded_conversation_with_injections_v2');
      if (onTimeline(exchange)) {
        const hit = own(payload, exchange).filter(({ id }) => isHit(id, exchange));
        const gone = new Set(hit.map(({ id }) => id));
        return changeEntries(
          payload,
          (entries) => entries.filter((entry) => !gone.has(tweetsIn(entry)[0]?.id ?? '')),
          true,
        );
      }
      for (const { id, holder } of own(payload, exchange)) if (isHit(id, exchange)) delete holder.result;
      return payload;
    },
  },
  {
    name: 'post_tombstone',
    does: 'In the place of one own post in five stands a TweetTombstone.',
    actsOn: onPosts,
    reshape: (payload, exchange) =>
      replaceHit(payload, exchange, {
        __typename: 'TweetTombstone',
        tombstone: {
          __typename: 'TextTombstone',
          text: { entities: [], rtl: false, text: 'This Post was deleted by the Post author. Learn more' },
        },
      }),
  },
  {
    name: 'post_unavailable',
    does: 'In the place of one own post in five stands a TweetUnavailable with a reason.',
    actsOn: onPosts,
    reshape: (payload, exchange) =>
      replaceHit(payload, exchange, { __typename: 'TweetUnavailable', reason: 'Protected' }),
  },
  {
    name: 'texts_swapped',
    does: 'Each own post carries the text of the next one, with its own id and counters.',
    actsOn: onPosts,
    reshape: (payload, exchange) => {
      const found = own(payload, exchange);
      const texts = found.map(({ legacy }) => legacy.full_text);
      for (const [i, { legacy }] of found.entries()) legacy.full_text = texts[(i + 1) % texts.length];
      return payload;
    },
  },
];
