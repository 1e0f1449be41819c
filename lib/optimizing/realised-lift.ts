import { type DesignMatrix, fitJointModel } from '../learning/joint-model.ts';
import type { LearningRow } from '../learning/learning-rows.ts';
import { coefficientLogE, coefficientRadius } from '../statistics/anytime-valid-linear-model.ts';
import { requireArgument } from '../statistics/require-argument.ts';

/** What acting changed, measured against the posts that were held out from it. */
export interface RealisedLift {
  /** Relative lift of posts under the policy against the holdout's. */
  lift: number;
  /** Always-valid interval on the lift: it may be looked at in every run. */
  interval: [number, number];
  /** Sequential p-value of no difference. */
  sequentialP: number;
  n: { acting: number; holdout: number };
}

/** Mixture precision: the interval is narrowest after some hundred posts. */
const MIXTURE_PRECISION = 10;
const SMALLEST_GROUP = 3;
const SMALLEST_DF = 5;

/**
 * Realised lift since a moment: the reward of posts drawn from the policy against those drawn from the baseline, with
 * weekday, topic and trend adjusted, heavy tails, and an anytime-valid interval (avlm). Null while either group has fewer
 * than three posts.
 *
 * @throws RangeError when alpha is not inside (0, 1)
 */
export function realisedLift(input: {
  rows: readonly LearningRow[];
  /** Days before the analysis from which the policy was in force. */
  sinceAgeDays: number;
  alpha?: number;
}): RealisedLift | null {
  const { sinceAgeDays, alpha = 0.05 } = input;
  requireArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'inside (0, 1)');
  const rows = input.rows.filter((row) => row.ageDays <= sinceAgeDays);
  const holdout = rows.filter((row) => row.isHoldout).length;
  const n = { acting: rows.length - holdout, holdout };
  if (n.acting < SMALLEST_GROUP || n.holdout < SMALLEST_GROUP) return null;
  const { design, blocks, acting } = actingDesign(rows, sinceAgeDays);
  const fit = fitJointModel({
    design,
    blocks,
    y: Float64Array.from(rows, (row) => row.reward),
    noise: Float64Array.from(rows, (row) => row.noise),
    weight: new Float64Array(rows.length).fill(1),
    errors: { df: 4, inflation: 'estimated' },
  });
  const df = Math.max(1, fit.effectiveRows - fit.effectiveCoefficients);
  const estimate = fit.coefficients[acting]!;
  const standardError = Math.sqrt(fit.covariance[acting * design.columns + acting]!);
  const evidence = { n: rows.length, df, g: MIXTURE_PRECISION };
  const radius = df < SMALLEST_DF ? Number.POSITIVE_INFINITY : coefficientRadius({ ...evidence, alpha });
  return {
    lift: Math.expm1(estimate),
    interval: [Math.expm1(estimate - radius * standardError), Math.expm1(estimate + radius * standardError)],
    sequentialP: Math.min(1, Math.exp(-coefficientLogE({ ...evidence, t: estimate / standardError }))),
    n,
  };
}

/**
 * Posts after which an effect of this size is seen with certainty by the always-valid interval, at the given error scale
 * and holdout share; null when not within a hundred thousand.
 */
export function postsToDetect(input: {
  logEffect: number;
  errorSd: number;
  holdoutShare: number;
  alpha?: number;
}): number | null {
  const { logEffect, errorSd, holdoutShare, alpha = 0.05 } = input;
  requireArgument(logEffect !== 0, 'logEffect', logEffect, 'different from 0');
  requireArgument(holdoutShare > 0 && holdoutShare < 1, 'holdoutShare', holdoutShare, 'inside (0, 1)');
  const seen = (posts: number) => {
    const standardError = errorSd / Math.sqrt(posts * holdoutShare * (1 - holdoutShare));
    return (
      coefficientRadius({ n: posts, df: posts - 2, g: MIXTURE_PRECISION, alpha }) * standardError <= Math.abs(logEffect)
    );
  };
  let high = 8;
  while (!seen(high)) {
    high *= 2;
    if (high > 100_000) return null;
  }
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (seen(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function actingDesign(rows: readonly LearningRow[], sinceAgeDays: number) {
  const weekdays = [...new Set(rows.map((row) => row.weekday))].sort();
  const topics = [...new Set(rows.map((row) => row.topic))].sort();
  const acting = 2;
  const weekdayStart = 3;
  const topicStart = weekdayStart + weekdays.length;
  const columns = topicStart + topics.length;
  const width = 5;
  const index = new Int16Array(rows.length * width);
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    index.set(
      [0, 1, acting, weekdayStart + weekdays.indexOf(row.weekday), topicStart + topics.indexOf(row.topic)],
      i * width,
    );
    values.set([1, -row.ageDays / Math.max(7, sinceAgeDays), row.isHoldout ? 0 : 1, 1, 1], i * width);
  });
  const design: DesignMatrix = { rows: rows.length, columns, width, index, values };
  const blocks = [
    { name: 'intercept', start: 0, size: 1, priorSd: 10, fixed: true },
    { name: 'trend', start: 1, size: 1, priorSd: 0.3 },
    { name: 'acting', start: acting, size: 1, priorSd: 10, fixed: true },
    { name: 'weekday', start: weekdayStart, size: weekdays.length, priorSd: 0.1 },
    { name: 'topic', start: topicStart, size: topics.length, priorSd: 0.3 },
  ];
  return { design, blocks, acting };
}
