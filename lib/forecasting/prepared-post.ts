import type { HistoryPost } from '../learning/history.ts';
import { type ForecastTarget, targetScales } from './forecast-target.ts';
import { type TextFeatures, textFeatures, textTokens } from './text-features.ts';

/** One reading of the target. */
export interface Reading {
  /** When it was taken. */
  timeMs: number;
  ageHours: number;
  /** On the target's scale. */
  level: number;
  /** ln(1 + impressions), NaN where unknown. */
  reach: number;
}

/** A post as the forecaster sees it: parsed once, sorted, nothing invented. */
export interface PreparedPost {
  id: string;
  timeMs: number;
  author: string;
  generator: string;
  format: string;
  topic: string;
  text: TextFeatures;
  /** Words, hashtags, mentions and hosts in its text. */
  tokens: string[];
  /** By age; several at one time count once. */
  readings: Reading[];
}

export interface Preparation {
  posts: PreparedPost[];
  /** Records that could not be used, and why. */
  ignored: { badTime: number; duplicate: number; noReading: number };
}

const HOUR_MS = 3_600_000;
/** X sends false zeros: after a count above this, zero is a fault of the reading. */
const FALSE_ZERO_ABOVE = Math.log1p(3);

export function preparePost(post: HistoryPost, target: ForecastTarget): PreparedPost | null {
  const timeMs = new Date(post.posted_at).getTime();
  if (!Number.isFinite(timeMs)) return null;
  return {
    id: post.tweet_id,
    timeMs,
    author: post.author ?? '',
    generator: post.generator_name ?? '',
    format: post.decision_type ?? '',
    topic: post.topic ?? '',
    text: textFeatures(post.content),
    tokens: textTokens(post.content),
    readings: prepareReadings(post, { timeMs, target }),
  };
}

/** Posts in the order of time and id, of several records of one post the readings together. */
export function preparePosts(history: readonly HistoryPost[], target: ForecastTarget): Preparation {
  const ignored = { badTime: 0, duplicate: 0, noReading: 0 };
  const byId = new Map<string, HistoryPost>();
  for (const post of history) {
    const known = byId.get(post.tweet_id);
    if (known) ignored.duplicate += 1;
    byId.set(post.tweet_id, known ? { ...known, metrics: [...known.metrics, ...post.metrics] } : post);
  }
  const posts: PreparedPost[] = [];
  for (const post of byId.values()) {
    const prepared = preparePost(post, target);
    if (!prepared) ignored.badTime += 1;
    else {
      if (prepared.readings.length === 0) ignored.noReading += 1;
      posts.push(prepared);
    }
  }
  posts.sort((a, b) => a.timeMs - b.timeMs || compareIds(a.id, b.id));
  return { posts, ignored };
}

function prepareReadings(post: HistoryPost, { timeMs, target }: { timeMs: number; target: ForecastTarget }): Reading[] {
  const scale = targetScales[target];
  const readings: Reading[] = [];
  for (const metrics of post.metrics) {
    const takenMs = new Date(metrics.collected_at).getTime();
    const level = scale.of(metrics);
    if (level === null || !(takenMs >= timeMs)) continue;
    const reach = metrics.impressions === null ? Number.NaN : Math.log1p(metrics.impressions ?? Number.NaN);
    readings.push({ timeMs: takenMs, ageHours: (takenMs - timeMs) / HOUR_MS, level, reach });
  }
  readings.sort((a, b) => a.timeMs - b.timeMs || a.level - b.level);
  return readings.filter((reading, i) => {
    if (readings[i + 1]?.timeMs === reading.timeMs) return false;
    const before = readings[i - 1];
    return !(scale.cumulative && reading.level === 0 && before !== undefined && before.level > FALSE_ZERO_ABOVE);
  });
}

/** Numeric ids in numeric order (the shorter is the smaller), others as text. */
function compareIds(a: string, b: string): number {
  if (/^\d+$/.test(a) && /^\d+$/.test(b) && a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
