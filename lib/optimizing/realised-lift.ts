import { coefficientRadius, optimalMixturePrecision } from '../statistics/anytime-valid-linear-model.ts';
import { normalQuantile } from '../statistics/normal-distribution.ts';
import { median, medianAbsoluteDeviation } from '../statistics/quantiles.ts';

/** One post of a comparison: its reward on the model's log scale and the variance that counting and unfinished growth give it. */
export interface ComparedPost {
  reward: number;
  noise: number;
}

/** What acting has done, measured against posts drawn from the baseline at the same time. */
export interface RealisedLift {
  /** Relative lift of the objective, e.g. 0.12 for +12%; null while either side has too few posts. */
  lift: number | null;
  /** 95% on lift at all looks together; null while it would be unbounded. */
  interval: [number, number] | null;
  /** Posts compared. */
  n: number;
  acting: number;
  holdout: number;
}

export type LiftVerdict = 'better' | 'worse' | 'undecided';

const ALPHA = 0.05;
const COEFFICIENTS = 2;
/** The interval is tightest at about this many posts: ten days of ten. */
const PLANNED_POSTS = 100;
const MIXTURE_PRECISION = optimalMixturePrecision({ n: PLANNED_POSTS, coefficients: COEFFICIENTS, alpha: ALPHA });
/** With fewer posts on a side its mean is no normal variable yet, which the interval assumes. */
const SMALLEST_SIDE = 4;
/** Huber's constant. Wide, because harm that sits in a minority of posts must count in full. */
const HUBER = 2.5;
const STEPS = 30;
/** Share of the spread that is always taken for real differences between posts, however noisy their counts. */
const SMALLEST_REAL_SHARE = 0.1;

/**
 * Lift of the acting posts over the holdout. Both were drawn at random at the same time, so that the difference of their
 * means is what acting did, whatever else happened to the account. Means are Huber's, posts weigh by the precision of
 * their counts, and the interval is a confidence sequence (Lindon, Ham, Tingley and Bojinov 2022): it may be looked at after
 * every post.
 */
export function realisedLift(acting: readonly ComparedPost[], holdout: readonly ComparedPost[]): RealisedLift {
  const n = acting.length + holdout.length;
  const counts = { n, acting: acting.length, holdout: holdout.length };
  if (Math.min(acting.length, holdout.length) < SMALLEST_SIDE) return { lift: null, interval: null, ...counts };
  const sds = spreads(acting, holdout);
  const [a, b] = [huberMean(acting, sds.acting), huberMean(holdout, sds.holdout)];
  const standardised = [...a.residuals, ...b.residuals];
  const mean = (f: (u: number) => number) => standardised.reduce((sum, u) => sum + f(u), 0) / n;
  const inside = mean((u) => Number(Math.abs(u) <= HUBER));
  const scale = (mean((u) => clip(u) ** 2) * n) / (n - COEFFICIENTS) / inside ** 2;
  const sd = Math.sqrt(scale * (1 / a.precision + 1 / b.precision));
  const radius = coefficientRadius({ n, df: n - COEFFICIENTS, g: MIXTURE_PRECISION, alpha: ALPHA });
  const difference = a.mean - b.mean;
  const reach = radius * sd;
  return {
    lift: Math.expm1(difference),
    interval: Number.isFinite(reach) ? [Math.expm1(difference - reach), Math.expm1(difference + reach)] : null,
    ...counts,
  };
}

/** Better: above the holdout for certain. Worse: below it by more than the margin (a relative loss), for certain. */
export function judgeLift({ interval }: Pick<RealisedLift, 'interval'>, margin: number): LiftVerdict {
  if (interval === null) return 'undecided';
  if (interval[1] < -margin) return 'worse';
  return interval[0] > 0 ? 'better' : 'undecided';
}

/**
 * How many posts it takes, with this probability at least, until a difference (log scale) beyond the margin is found:
 * the first n whose confidence sequence, and the luck of the draw, fit inside it. Infinite when it lies within the margin.
 *
 * @example postsToFind({ difference: -0.7, sd: 0.55, holdoutShare: 0.2, margin: 0.05, power: 0.8 }) // => 72
 */
export function postsToFind(question: {
  difference: number;
  /** Standard deviation of one post's reward about its side's mean. */
  sd: number;
  holdoutShare: number;
  margin: number;
  power: number;
}): number {
  const { difference, sd, holdoutShare, margin, power } = question;
  const room = Math.abs(difference) - (difference < 0 ? -Math.log1p(-margin) : 0);
  if (!(room > 0)) return Number.POSITIVE_INFINITY;
  const luck = normalQuantile(power);
  const found = (n: number) => {
    const radius = coefficientRadius({ n, df: n - COEFFICIENTS, g: MIXTURE_PRECISION, alpha: ALPHA });
    return (radius + luck) * sd * Math.sqrt(1 / (n * holdoutShare * (1 - holdoutShare))) <= room;
  };
  let high = Math.ceil(SMALLEST_SIDE / Math.min(holdoutShare, 1 - holdoutShare));
  if (found(high)) return high;
  let low = high;
  while (!found(high) && high < 2 ** 40) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (found(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Standard deviation of every post: what posts differ by for real, of both sides together, and its own counting noise. */
function spreads(acting: readonly ComparedPost[], holdout: readonly ComparedPost[]) {
  const centred = [acting, holdout].flatMap((side) => {
    const centre = median(side.map(({ reward }) => reward));
    return side.map(({ reward }) => reward - centre);
  });
  const total = medianAbsoluteDeviation(centred) ** 2;
  const noise = median([...acting, ...holdout].map((post) => post.noise));
  const real = Math.max(total - noise, SMALLEST_REAL_SHARE * total, Number.EPSILON);
  const of = (side: readonly ComparedPost[]) => side.map((post) => Math.sqrt(real + post.noise));
  return { acting: of(acting), holdout: of(holdout) };
}

function clip(u: number): number {
  return Math.max(-HUBER, Math.min(HUBER, u));
}

/** Huber's M-estimate of a mean by iterated weights (Huber 1981), with standardised residuals and total precision. */
function huberMean(posts: readonly ComparedPost[], sds: readonly number[]) {
  let mean = median(posts.map(({ reward }) => reward));
  for (let step = 0; step < STEPS; step += 1) {
    let [sum, total] = [0, 0];
    for (const [i, { reward }] of posts.entries()) {
      const u = (reward - mean) / sds[i]!;
      const weight = (Math.abs(u) <= HUBER ? 1 : HUBER / Math.abs(u)) / sds[i]! ** 2;
      sum += weight * reward;
      total += weight;
    }
    mean = sum / total;
  }
  return {
    mean,
    residuals: posts.map(({ reward }, i) => (reward - mean) / sds[i]!),
    precision: sds.reduce((sum, sd) => sum + sd ** -2, 0),
  };
}
