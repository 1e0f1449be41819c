import type { Post } from './normalise-history.ts';
import type { Snapshot } from './snapshot.ts';

/** How one kind of counter grows: share seen by age a is 1 − exp(−(a / scaleHours)^shape). */
export interface GrowthCurve {
  scaleHours: number;
  shape: number;
  /** Standard deviation, between posts, of the log of the scale: how much faster or slower single posts grow. */
  spread: number;
  /** Posts whose own growth went into the curve; 0 is the prior alone. */
  posts: number;
}

/** The account's pooled growth of engagements and of impressions. */
export interface MaturityCurve {
  engagements: GrowthCurve;
  impressions: GrowthCurve;
}

/** Before an account has shown its own growth: half of the engagement in about three and a half hours. */
export const PRIOR_MATURITY: MaturityCurve = {
  engagements: { scaleHours: 6, shape: 0.7, spread: 0.3, posts: 0 },
  impressions: { scaleHours: 9, shape: 0.7, spread: 0.3, posts: 0 },
};

/** Standard deviations of the prior on log scale and log shape, and its weight in posts on the spread. */
const PRIOR_SD = { logScale: 0.6, logShape: 0.25 };
const PRIOR_SPREAD_POSTS = 10;
/** Ages, in hours, at which a post's growth is compared with its latest count. */
const COMPARED_AGES = [1, 4, 24];
const SMALLEST_COUNT = 3;
const LARGEST_SAMPLE = 120;
const STEPS = 8;

/** Share of the final count that a post of this age has seen, above 0 and at most 1. */
export function shareSeen(curve: GrowthCurve, ageHours: number): number {
  return -Math.expm1(-((Math.max(ageHours, 1e-3) / curve.scaleHours) ** curve.shape));
}

/** d ln(share seen) / d ln(scale): how far a post that grows faster or slower than the pool is off at this age. */
export function shareSensitivity(curve: GrowthCurve, ageHours: number): number {
  const x = (Math.max(ageHours, 1e-3) / curve.scaleHours) ** curve.shape;
  return (-curve.shape * x * Math.exp(-x)) / -Math.expm1(-x);
}

/** Fits both curves from the account's own snapshots, pulled towards the prior while there are few. */
export function fitMaturityCurve(posts: readonly Post[], prior: MaturityCurve = PRIOR_MATURITY): MaturityCurve {
  return {
    engagements: fitGrowth(growthOf(posts, 'engagements'), prior.engagements),
    impressions: fitGrowth(growthOf(posts, 'impressions'), prior.impressions),
  };
}

/** Counts of one post at some ages, each against its latest count. */
interface PostGrowth {
  latestHours: number;
  comparisons: { ageHours: number; logRatio: number; noise: number }[];
}

function growthOf(posts: readonly Post[], kind: 'engagements' | 'impressions'): PostGrowth[] {
  // The newest posts that were watched are enough: the curve has two parameters.
  const growths: PostGrowth[] = [];
  for (let p = posts.length - 1; p >= 0 && growths.length < LARGEST_SAMPLE; p -= 1) {
    const { snapshots } = posts[p]!;
    let last = snapshots.length - 1;
    while (last > 0 && snapshots[last]![kind] === null) last -= 1;
    const latest = snapshots[last]!;
    const final = latest[kind];
    if (last === 0 || final === null || final < SMALLEST_COUNT) continue;
    const growth: PostGrowth = { latestHours: latest.ageHours, comparisons: [] };
    for (const index of comparedReadings(snapshots, kind)) {
      const early = snapshots[index]!;
      if (index >= last || early.ageHours > latest.ageHours * 0.8) break;
      const count = Math.min(early[kind]!, final);
      const logRatio = Math.log((count + 0.5) / (final + 0.5));
      const noise = 1 / (count + 0.5) - 1 / (final + 0.5) + 0.005;
      growth.comparisons.push({ ageHours: early.ageHours, logRatio, noise });
    }
    if (growth.comparisons.length > 0) growths.push(growth);
  }
  return growths;
}

/** Where among a post's readings the first known ones of about 1, 4 and 24 hours are, each another one. */
export function comparedReadings(snapshots: readonly Snapshot[], kind: 'engagements' | 'impressions'): number[] {
  const found: number[] = [];
  for (const wanted of COMPARED_AGES) {
    let index = (found.at(-1) ?? -1) + 1;
    while (index < snapshots.length && (snapshots[index]!.ageHours < wanted * 0.7 || snapshots[index]![kind] === null))
      index += 1;
    if (index === snapshots.length) break;
    found.push(index);
  }
  return found;
}

/** Gauss-Newton steps on (ln scale, ln shape) with Student-t(4) weights and a normal prior. */
function fitGrowth(growths: readonly PostGrowth[], prior: GrowthCurve): GrowthCurve {
  if (growths.length === 0) return { ...prior, posts: 0 };
  let logScale = Math.log(prior.scaleHours);
  let logShape = Math.log(prior.shape);
  let spreadSquared = prior.spread ** 2;
  for (let step = 0; step < STEPS; step += 1) {
    const curve = { scaleHours: Math.exp(logScale), shape: Math.exp(logShape) };
    let h11 = PRIOR_SD.logScale ** -2;
    let h12 = 0;
    let h22 = PRIOR_SD.logShape ** -2;
    let g1 = (Math.log(prior.scaleHours) - logScale) * h11;
    let g2 = (Math.log(prior.shape) - logShape) * h22;
    let excess = PRIOR_SPREAD_POSTS * prior.spread ** 2;
    let leverage = PRIOR_SPREAD_POSTS;
    for (const { latestHours, comparisons } of growths) {
      const late = growthAt(curve, latestHours);
      for (const { ageHours, logRatio, noise } of comparisons) {
        const early = growthAt(curve, ageHours);
        const d1 = early.byScale - late.byScale;
        const d2 = early.byShape - late.byShape;
        const residual = logRatio - (early.logShare - late.logShare);
        const variance = noise + spreadSquared * d1 * d1;
        // A post counts once however often it was read.
        const robust = 5 / (4 + (residual * residual) / variance) / comparisons.length;
        const precision = robust / variance;
        h11 += precision * d1 * d1;
        h12 += precision * d1 * d2;
        h22 += precision * d2 * d2;
        g1 += precision * d1 * residual;
        g2 += precision * d2 * residual;
        excess += robust * d1 * d1 * (residual * residual - noise);
        leverage += robust * d1 ** 4;
      }
    }
    const determinant = h11 * h22 - h12 * h12;
    const change1 = clamp((h22 * g1 - h12 * g2) / determinant, -0.7, 0.7);
    const change2 = clamp((h11 * g2 - h12 * g1) / determinant, -0.4, 0.4);
    logScale = clamp(logScale + change1, Math.log(0.05), Math.log(500));
    logShape = clamp(logShape + change2, Math.log(0.2), Math.log(2.5));
    spreadSquared = clamp(excess / leverage, 0.05 ** 2, 1);
    if (Math.abs(change1) + Math.abs(change2) < 2e-3) break;
  }
  return {
    scaleHours: Math.exp(logScale),
    shape: Math.exp(logShape),
    spread: Math.sqrt(spreadSquared),
    posts: growths.length,
  };
}

function growthAt(
  curve: Pick<GrowthCurve, 'scaleHours' | 'shape'>,
  ageHours: number,
): { logShare: number; byScale: number; byShape: number } {
  const ratio = Math.max(ageHours, 1e-3) / curve.scaleHours;
  const x = ratio ** curve.shape;
  const share = -Math.expm1(-x);
  const slope = (curve.shape * x * (1 - share)) / share;
  return { logShare: Math.log(share), byScale: -slope, byShape: slope * Math.log(ratio) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
