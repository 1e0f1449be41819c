import type { JsonObject } from '../payloads/json.ts';
import { type Exchange, type Fault, onPosts } from './fault.ts';
import { ownTweetsIn, tweetsIn } from './tweets-in.ts';

/** The layout that X's newer front end uses for posts: `counts` and `details` in the place of `legacy`. */
function inNewLayout({ tweet, legacy }: { tweet: JsonObject; legacy: JsonObject }): void {
  const { favorite_count, retweet_count, reply_count, quote_count, bookmark_count } = legacy;
  tweet.counts = { bookmark_count, favorite_count, quote_count, reply_count, retweet_count };
  tweet.details = {
    created_at_ms: Date.parse(String(legacy.created_at)),
    display_text_range: legacy.display_text_range,
    full_text: legacy.full_text,
  };
  if (legacy.in_reply_to_status_id_str) tweet.reply_to_results = { rest_id: legacy.in_reply_to_status_id_str };
  if (legacy.retweeted_status_result) tweet.repostedStatusResults = legacy.retweeted_status_result;
  if (tweet.quoted_status_result) tweet.quotedPostResults = tweet.quoted_status_result;
  delete tweet.quoted_status_result;
  delete tweet.legacy;
}

const own = (payload: unknown, { world }: Exchange) => ownTweetsIn(payload, world.account.userId);

/** The same posts, told differently. */
export const oddLayouts: readonly Fault[] = [
  {
    name: 'new_layout',
    does: 'Posts come as counts, details and views, without legacy.',
    actsOn: onPosts,
    reshape: (payload) => {
      for (const found of tweetsIn(payload)) inNewLayout(found);
      return payload;
    },
  },
  {
    name: 'visibility_wrapper',
    does: 'Every own post is wrapped in TweetWithVisibilityResults.',
    actsOn: onPosts,
    reshape: (payload, exchange) => {
      for (const { holder, tweet } of own(payload, exchange))
        holder.result = {
          __typename: 'TweetWithVisibilityResults',
          tweet,
          limitedActionResults: { limited_actions: [] },
        };
      return payload;
    },
  },
  {
    name: 'author_missing',
    does: 'Own posts come without their author’s profile; only the user id in legacy is left.',
    actsOn: onPosts,
    reshape: (payload, exchange) => {
      for (const { tweet } of own(payload, exchange)) delete tweet.core;
      return payload;
    },
  },
  {
    name: 'unknown_types',
    does: 'Unknown instructions, entries and fields of unknown types stand between the known ones.',
    actsOn: onPosts,
    reshape: (payload) => {
      const visit = (node: unknown): void => {
        if (typeof node !== 'object' || node === null) return;
        const { instructions } = node as JsonObject;
        if (Array.isArray(instructions)) {
          instructions.unshift({ type: 'TimelineShowVibe', vibe: [[null, { deep: true }], 'text', 3] }, null, 7);
          return;
        }
        for (const child of Object.values(node)) visit(child);
      };
      visit(payload);
      return payload;
    },
  },
];
