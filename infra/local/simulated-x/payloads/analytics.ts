import type { SimulatedCounters } from '../world/growth.ts';
import type { World } from '../world/world.ts';
import type { JsonObject } from './json.ts';

/**
 * The content query of the account's own analytics: up to 1,000 posts with all organic metrics in one answer. As recorded,
 * a metric that is zero comes without its value.
 */
export function contentAnalytics(world: World, variables: JsonObject, now: Date): JsonObject {
  const from = momentOf(variables.from, new Date(0));
  const to = momentOf(variables.to, now);
  const results = world.posts
    .toReversed()
    .flatMap((post) => post.parts.map((piece, part) => ({ post, part, piece })))
    .filter(({ piece }) => piece.postedAt <= now && piece.postedAt >= from && piece.postedAt <= to)
    .slice(0, 1000)
    .map(({ post, part, piece }) => {
      const edited = part === 0 && post.editedAt !== null && post.editedAt <= now;
      return {
        result: {
          __typename: 'Tweet',
          rest_id: edited ? post.editTweetIds.at(-1)! : piece.tweetId,
          details: { full_text: piece.text, created_at_ms: piece.postedAt.getTime() },
          organic_metrics_total: metricsOf(world.countersAt(piece.tweetId, now)!),
          reply_to_results: part === 0 ? null : { rest_id: post.parts[part - 1]!.tweetId },
        },
      };
    });
  const user = { __typename: 'User', rest_id: world.account.userId, tweets_results: results };
  return { data: { viewer_v2: { user_results: { result: user } } } };
}

function metricsOf(counters: SimulatedCounters): JsonObject[] {
  const detailExpands = Math.floor(counters.impressions * 0.02);
  const clicks = Math.floor(counters.impressions * 0.004);
  const { likes, retweets, replies, quotes, bookmarks, profileVisits } = counters;
  const metrics: [type: string, value: number][] = [
    ['Impressions', counters.impressions],
    ['Likes', likes],
    ['Engagements', likes + retweets + replies + quotes + bookmarks + profileVisits + detailExpands + clicks],
    ['Bookmark', bookmarks],
    ['Share', Math.floor(bookmarks / 2)],
    ['Follows', counters.newFollows],
    ['Replies', replies],
    ['Retweets', retweets],
    ['ProfileVisits', profileVisits],
    ['DetailExpands', detailExpands],
    ['UrlClicks', 0],
    ['HashtagClicks', 0],
    ['PermalinkClicks', clicks],
  ];
  return metrics.map(([metric_type, metric_value]) =>
    metric_value === 0 ? { metric_type } : { metric_type, metric_value },
  );
}

/** A moment as the query gives it. */
function momentOf(value: unknown, otherwise: Date): Date {
  const at = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(at.getTime()) ? otherwise : at;
}
