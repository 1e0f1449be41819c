import { UNKNOWN } from '../learning/learning-rows.ts';
import { type AdjustedPost, type AdjustedPosts, dailyPoints } from './adjusted-series.ts';
import type { Alert } from './alert.ts';
import { detectTrends } from './detect-trends.ts';

/** The topics written about most; with each more, chance has one more try. */
const MOST_TOPICS = 5;
/** Fewer posts and days of a topic tell no habit from a change. */
const FEWEST_POSTS = 30;
const FEWEST_DAYS = 20;
/** The other posts of so many days are what a topic is measured against: more would lag behind an account that moves. */
const COMPARED_DAYS = 2;
const FEWEST_OTHERS = 3;
/** Share of its change against the others that has to be a topic's own: when one sinks, the rest does not rise. */
const OWN_SHARE = 0.5;
const DAY_MS = 86_400_000;

export interface TopicAlert extends Alert {
  topic: string;
}

interface ComparedPost {
  day: number;
  /** Against the account's other posts of its days, around what is usual. */
  level: number;
  own: number;
}

/**
 * Topics whose level moved for good or drifts, each by its posts of a day against the account's others: what lifts or sinks everything
 * is no news of a topic. A topic of two posts a day has no single day that would be news, so spikes and drops are not told.
 */
export function topicAlerts({ posts, unit }: AdjustedPosts): TopicAlert[] {
  return topicsOftenWritten(posts).flatMap(([topic, own]) => {
    const compared = againstOthers(own, posts);
    return detectTrends(dailyPoints(compared, unit), { stepMs: DAY_MS })
      .filter(({ kind }) => kind === 'level_shift' || kind === 'drift')
      .filter((alert) => isItsOwn(compared, alert))
      .map((alert) => ({ ...alert, topic }));
  });
}

function topicsOftenWritten(posts: readonly AdjustedPost[]): [string, AdjustedPost[]][] {
  return [...Map.groupBy(posts, ({ topic }) => topic)]
    .filter(([topic, own]) => topic !== UNKNOWN && own.length >= FEWEST_POSTS)
    .filter(([, own]) => new Set(own.map(({ day }) => day)).size >= FEWEST_DAYS)
    .sort(([a, own], [b, other]) => other.length - own.length || (a < b ? -1 : 1))
    .slice(0, MOST_TOPICS);
}

/** A day is compared with itself and the one before it, never with a later one. */
function againstOthers(own: readonly AdjustedPost[], posts: readonly AdjustedPost[]): ComparedPost[] {
  const usual = meanOf(posts.map(({ level }) => level));
  const topic = own[0]?.topic;
  const others = Map.groupBy(
    posts.filter((post) => post.topic !== topic),
    ({ day }) => day,
  );
  return own.flatMap(({ day, level, topicEffect }) => {
    const around = Array.from({ length: COMPARED_DAYS }, (_, back) => others.get(day - back) ?? []).flat();
    if (around.length < FEWEST_OTHERS) return [];
    const account = meanOf(around.map((post) => post.level));
    return [{ day, level: usual + topicEffect + level - account, own: level + topicEffect }];
  });
}

/** Whether the topic's own posts moved, and not only what they are compared with. */
function isItsOwn(posts: readonly ComparedPost[], { since, timestamp }: Alert): boolean {
  const [from, until] = [Date.parse(since) / DAY_MS, Date.parse(timestamp) / DAY_MS];
  const known = posts.filter(({ day }) => day <= until);
  // A drift is dated from its beginning: then its first half is what was before.
  const begins = known.some(({ day }) => day < from) ? from : (from + until) / 2;
  const changeOf = (levelOf: (post: ComparedPost) => number) =>
    meanOf(known.filter(({ day }) => day >= begins).map(levelOf)) -
    meanOf(known.filter(({ day }) => day < begins).map(levelOf));
  return changeOf(({ own }) => own) / changeOf(({ level }) => level) >= OWN_SHARE;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
