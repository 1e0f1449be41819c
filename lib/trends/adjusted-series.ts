import { accountDesign } from '../learning/account-design.ts';
import type { HistoryPost } from '../learning/history.ts';
import { fitJointModel } from '../learning/joint-model.ts';
import { learningRows } from '../learning/learning-rows.ts';
import { fitMaturityCurve } from '../learning/maturity-curve.ts';
import { normaliseHistory } from '../learning/normalise-history.ts';
import type { Objective } from '../learning/reward.ts';
import type { SeriesPoint } from './detect-trends.ts';

export interface AdjustedSeries {
  /** One value per UTC day with posts, oldest first: what a typical post of that day did, whatever was posted when. */
  points: (SeriesPoint & { timestamp: string; value: number; posts: number })[];
  /** `rate` is a share, `count` a number per post. */
  unit: 'rate' | 'count';
}

const DAY_MS = 86_400_000;
/** Posts of a day have been out this long before the day counts. */
const SETTLED_MS = 6 * 3_600_000;
/** One viral post is no level: rewards further out than this, on the log scale, count as this far. */
const FURTHEST = 1.5;
/** Fewer posts than this tell no habit from a change. */
const FEWEST_POSTS = 20;
/** Blocks that are the level itself; all others are taken out. */
const LEVEL_BLOCKS = new Set(['intercept', 'trend', 'period']);
const NO_MEMORY_LOSS_DAYS = 3650;
const EVERYTHING_ALIKE = { like: 1, reply: 1, repost: 1, quote: 1, bookmark: 1, follow: 1 };

/** A post of a complete day, less what is only habit. */
export interface AdjustedPost {
  /** Days since 1970, UTC. */
  day: number;
  topic: string;
  /** On the scale of the reward: log-odds of a rate, logarithm of a count. */
  level: number;
  /** How far posts of its topic usually lie from others, which the level is without. */
  topicEffect: number;
}

export interface AdjustedPosts {
  posts: AdjustedPost[];
  unit: AdjustedSeries['unit'];
}

interface AdjustOptions {
  now: string | number | Date;
  timeZone: string;
  /** `engagement_rate` falls back to engagements where impressions are unknown. */
  objective: Objective;
}

/**
 * How the account does day by day, less what its generators, formats, hours, weekdays and topics explain by the joint model: a
 * week of threads is no rise, and a weekend no fall. Days are complete ones; without enough posts there are none.
 *
 * @throws RangeError when `now` is not a time
 */
export function adjustedSeries(records: readonly HistoryPost[], options: AdjustOptions): AdjustedSeries {
  const { posts, unit } = adjustedPosts(records, options);
  return {
    points: dailyPoints(
      posts.map(({ day, level }) => ({ day, level })),
      unit,
    ),
    unit,
  };
}

/** The posts of complete days in the order of time, each less what is only habit; one viral post counts as far as others may. */
export function adjustedPosts(records: readonly HistoryPost[], options: AdjustOptions): AdjustedPosts {
  const nowMs = new Date(options.now).getTime();
  if (!Number.isFinite(nowMs)) throw new RangeError(`now must be a time, got ${String(options.now)}`);
  const { posts } = normaliseHistory(records, nowMs);
  const { rows, scale } = learningRows({
    posts,
    curve: fitMaturityCurve(posts),
    nowMs,
    timeZone: options.timeZone,
    objective: options.objective,
    weights: EVERYTHING_ALIKE,
    halfLifeDays: NO_MEMORY_LOSS_DAYS,
  });
  const unit = scale === 'log-odds' ? 'rate' : 'count';
  if (rows.length < FEWEST_POSTS) return { posts: [], unit };

  const { design, blocks } = accountDesign({
    rows,
    candidates: { generators: [], formats: [], hours: [] },
    changes: [],
  });
  const { coefficients } = fitJointModel({
    design,
    blocks,
    y: Float64Array.from(rows, (row) => row.reward),
    noise: Float64Array.from(rows, (row) => row.noise),
    weight: new Float64Array(rows.length).fill(1),
  });
  const isLevel = new Uint8Array(design.columns);
  const isTopic = new Uint8Array(design.columns);
  for (const { name, start, size } of blocks) {
    if (LEVEL_BLOCKS.has(name)) isLevel.fill(1, start, start + size);
    if (name === 'topic') isTopic.fill(1, start, start + size);
  }
  const levels = rows.map((row, i) => {
    let level = row.reward;
    let topicEffect = 0;
    for (let a = i * design.width; a < (i + 1) * design.width; a++) {
      const column = design.index[a]!;
      const effect = design.values[a]! * coefficients[column]!;
      if (isLevel[column] === 0) level -= effect;
      if (isTopic[column] === 1) topicEffect += effect;
    }
    return { level, topicEffect };
  });
  const middle = medianOf(levels.map(({ level }) => level));
  const adjusted = rows.map((row, i): AdjustedPost => {
    const { level, topicEffect } = levels[i]!;
    return {
      day: Math.floor((nowMs - row.ageDays * DAY_MS) / DAY_MS),
      topic: row.topic,
      level: Math.max(middle - FURTHEST, Math.min(middle + FURTHEST, level)),
      topicEffect,
    };
  });
  const complete = adjusted.filter(({ day }) => (day + 1) * DAY_MS + SETTLED_MS <= nowMs);
  return { posts: complete.sort((a, b) => a.day - b.day), unit };
}

/** The mean of each day, back in rates or counts. */
export function dailyPoints(
  values: readonly { day: number; level: number }[],
  unit: AdjustedSeries['unit'],
): AdjustedSeries['points'] {
  return [...Map.groupBy(values, ({ day }) => day)]
    .sort(([a], [b]) => a - b)
    .map(([day, posts]) => {
      const level = posts.reduce((sum, post) => sum + post.level, 0) / posts.length;
      const value = unit === 'rate' ? 1 / (1 + Math.exp(-level)) : Math.expm1(level);
      return { timestamp: new Date(day * DAY_MS).toISOString(), value, posts: posts.length };
    });
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
