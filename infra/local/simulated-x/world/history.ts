import type { HistoryMetrics, HistoryPost } from '../../../../lib/learning/history.ts';
import type { World } from './world.ts';

const DEFAULT_AGES_HOURS = [1, 3, 6, 12, 24, 48, 96, 168];
const HOUR_MS = 3_600_000;

/**
 * What the account's operator would have on record at `until`: every post made before, with its generator's name and
 * readings at fixed ages and at `until`. The numbers are those that the page shows at these times.
 */
export function historyRecords(
  world: World,
  options: { until: Date; snapshotAgesHours?: readonly number[] },
): HistoryPost[] {
  const { until, snapshotAgesHours = DEFAULT_AGES_HOURS } = options;
  return world.posts
    .filter((post) => post.postedAt < until)
    .map((post) => {
      const times = snapshotAgesHours
        .map((ageHours) => post.postedAt.getTime() + ageHours * HOUR_MS)
        .filter((time) => time < until.getTime());
      times.push(until.getTime());
      return {
        tweet_id: post.tweetId,
        posted_at: post.postedAt.toISOString(),
        author: world.account.handle,
        generator_name: post.generator,
        decision_type: post.format,
        topic: post.topic,
        content: post.parts.map((part) => part.text).join('\n\n'),
        metrics: times.sort((a, b) => a - b).map((time) => reading(world, post.tweetId, new Date(time))),
      };
    });
}

function reading(world: World, tweetId: string, at: Date): HistoryMetrics {
  const counters = world.countersAt(tweetId, at)!;
  return {
    collected_at: at.toISOString(),
    impressions: counters.impressions,
    likes: counters.likes,
    retweets: counters.retweets,
    replies: counters.replies,
    quotes: counters.quotes,
    bookmarks: counters.bookmarks,
    new_follows: counters.newFollows,
  };
}
