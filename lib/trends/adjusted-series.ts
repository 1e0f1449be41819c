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

/**
 * How the account does day by day, less what its generators, formats, hours, weekdays and topics explain by the joint model: a
 * week of threads is no rise, and a weekend no fall. Days are complete ones; without enough posts there are none.
 *
 * @param options.objective `engagement_rate` falls back to engagements where impressions are unknown
 * @throws RangeError when `now` is not a time
 */
export function adjustedSeries(
  records: readonly HistoryPost[],
  options: { now: string | number | Date; timeZone: string; objective: Objective },
): AdjustedSeries {
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
  if (rows.length < FEWEST_POSTS) return { points: [], unit };

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
  for (const { name, start, size } of blocks) if (LEVEL_BLOCKS.has(name)) isLevel.fill(1, start, start + size);

  const adjusted = rows.map((row, i) => {
    let value = row.reward;
    for (let a = i * design.width; a < (i + 1) * design.width; a++) {
      const column = design.index[a]!;
      if (isLevel[column] === 0) value -= design.values[a]! * coefficients[column]!;
    }
    return value;
  });
  const middle = medianOf(adjusted);
  const days = new Map<number, number[]>();
  rows.forEach((row, i) => {
    const day = Math.floor((nowMs - row.ageDays * DAY_MS) / DAY_MS);
    if ((day + 1) * DAY_MS + SETTLED_MS > nowMs) return;
    const value = Math.max(middle - FURTHEST, Math.min(middle + FURTHEST, adjusted[i]!));
    const values = days.get(day);
    if (values) values.push(value);
    else days.set(day, [value]);
  });
  const points = [...days]
    .sort(([a], [b]) => a - b)
    .map(([day, values]) => {
      const level = values.reduce((sum, value) => sum + value, 0) / values.length;
      const value = unit === 'rate' ? 1 / (1 + Math.exp(-level)) : Math.expm1(level);
      return { timestamp: new Date(day * DAY_MS).toISOString(), value, posts: values.length };
    });
  return { points, unit };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
