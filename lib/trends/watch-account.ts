import type { HistoryPost } from '../learning/history.ts';
import { adjustedPosts, adjustedSeries, dailyPoints } from './adjusted-series.ts';
import type { Alert } from './alert.ts';
import { detectTrends, type SeriesPoint } from './detect-trends.ts';
import { type RisingTopic, risingTopics } from './rising-topics.ts';
import { topicAlerts } from './topic-alerts.ts';
import { detectVisibilityLimit, type VisibilityVerdict } from './visibility-limit.ts';

/**
 * What is watched of an account. Reach and engagement are per post, adjusted for what was posted when; followers per day; a topic by
 * its engagement against the account's other posts.
 */
export type WatchedSeries = 'reach' | 'engagement' | 'followers' | `topic ${string}`;

export interface AccountAlert extends Alert {
  series: WatchedSeries;
}

/** A post with what it had reached at one fixed age; null is unknown. */
export interface TrendPost {
  postedAt: Date;
  topic: string | null;
  impressions: number | null;
  engagements: number | null;
}

export interface WatchedAccount {
  posts: readonly HistoryPost[];
  /** The same posts at one fixed age, as far as it was reached. */
  atFixedAge: readonly TrendPost[];
  followers: readonly { collectedAt: Date; followers: number }[];
}

export interface AccountTrends {
  /** Oldest first, of all the time that was looked at. */
  alerts: AccountAlert[];
  rising: RisingTopic[];
  visibility: VisibilityVerdict;
  /** When the level of reach or engagement last changed; null where it did not. */
  changedAt: string | null;
}

const DAY_MS = 86_400_000;
/** Series whose level is the account's. */
const LEVELS = new Set<WatchedSeries>(['reach', 'engagement']);
/** Topics are looked at every few hours, and chance has as many tries: one look alone would allow ten times as much. */
const RISING_Q = 0.01;

/**
 * Everything that is news about an account: spikes, drops, shifts and drifts of its reach, engagement, followers and topics, topics
 * that rise, and a possible visibility limit. Nothing after `now` is used; no alert depends on anything after it.
 *
 * @throws RangeError when `now` is not a time
 */
export function watchAccount(account: WatchedAccount, options: { now: Date; timeZone: string }): AccountTrends {
  const { now, timeZone } = options;
  const engagement = adjustedPosts(account.posts, { now, timeZone, objective: 'engagement_rate' });
  const series: [WatchedSeries, SeriesPoint[]][] = [
    ['reach', adjustedSeries(account.posts, { now, timeZone, objective: 'reach' }).points],
    ['engagement', dailyPoints(engagement.posts, engagement.unit)],
    ['followers', dailyGains(account.followers, now)],
  ];
  const alerts = series.flatMap(([name, points]) =>
    detectTrends(points, { stepMs: DAY_MS }).map((alert): AccountAlert => ({ ...alert, series: name })),
  );
  for (const { topic, ...alert } of topicAlerts(engagement)) alerts.push({ ...alert, series: `topic ${topic}` });
  alerts.sort((a, b) =>
    a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : a.series < b.series ? -1 : 1,
  );
  const shifts = alerts.filter(({ kind, series: of }) => kind === 'level_shift' && LEVELS.has(of));
  return {
    alerts,
    rising: risingTopics(
      account.atFixedAge.map(({ postedAt, topic, engagements }) => ({ timestamp: postedAt, topic, engagements })),
      { now, maximumQ: RISING_Q },
    ),
    visibility: detectVisibilityLimit(
      account.atFixedAge.map(({ postedAt, impressions }) => ({ timestamp: postedAt, impressions })),
      { now },
    ),
    changedAt:
      shifts
        .map(({ since }) => since)
        .sort()
        .at(-1) ?? null,
  };
}

/** Followers gained per complete UTC day, from the last reading of each; a day without readings before it tells nothing. */
function dailyGains(readings: WatchedAccount['followers'], now: Date): SeriesPoint[] {
  const lastOf = new Map<number, { at: number; followers: number }>();
  for (const { collectedAt, followers } of readings) {
    const at = collectedAt.getTime();
    const day = Math.floor(at / DAY_MS);
    if (at > now.getTime() || (day + 1) * DAY_MS > now.getTime()) continue;
    const known = lastOf.get(day);
    if (!known || at > known.at) lastOf.set(day, { at, followers });
  }
  return [...lastOf]
    .sort(([a], [b]) => a - b)
    .flatMap(([day, { followers }]) => {
      const before = lastOf.get(day - 1);
      return before ? [{ timestamp: day * DAY_MS, value: followers - before.followers }] : [];
    });
}
