import { readCounter } from './counter.ts';
import { arrayOf, isRecord, type JsonRecord } from './json.ts';
import type { PostCounters, QuarantinedValue } from './observation.ts';

/**
 * X's account analytics: `organic_metrics_total: [{ metric_type, metric_value }]` of the content query, or the
 * `datapoints_grid` of the per-post one. A metric that is listed without a value is zero there (recorded so);
 * a metric that is not listed is unknown.
 */
const METRIC_OF_COUNTER: Record<keyof PostCounters, string | null> = {
  impressions: 'Impressions',
  likes: 'Likes',
  retweets: 'Retweets',
  replies: 'Replies',
  quotes: null,
  bookmarks: 'Bookmark',
  newFollows: 'Follows',
  profileVisits: 'ProfileVisits',
};

export function isAnalyticsNode(node: JsonRecord): boolean {
  return Array.isArray(node.organic_metrics_total) || Array.isArray(node.datapoints_grid);
}

export function organicCounters(
  node: JsonRecord,
  options: { tweetId: string; quarantined: QuarantinedValue[] },
): PostCounters {
  const metrics = new Map<unknown, JsonRecord>();
  for (const metric of [...arrayOf(node.organic_metrics_total), ...arrayOf(node.datapoints_grid)]) {
    if (isRecord(metric) && !metrics.has(metric.metric_type)) metrics.set(metric.metric_type, metric);
  }
  const read = (field: keyof PostCounters): number | null => {
    const metric = METRIC_OF_COUNTER[field] === null ? undefined : metrics.get(METRIC_OF_COUNTER[field]);
    if (metric === undefined) return null;
    return 'metric_value' in metric ? readCounter(metric.metric_value, { ...options, field }) : 0;
  };
  return {
    impressions: read('impressions'),
    likes: read('likes'),
    retweets: read('retweets'),
    replies: read('replies'),
    quotes: read('quotes'),
    bookmarks: read('bookmarks'),
    newFollows: read('newFollows'),
    profileVisits: read('profileVisits'),
  };
}
