import erfc from '@stdlib/math-base-special-erfc';
import { type Alert, severityOf } from './alert.ts';

export interface ReachOfPost {
  timestamp: string | number | Date;
  /** Impressions at one fixed age, the same for all; null where unknown. */
  impressions: number | null;
}

export interface VisibilitySettings {
  now: string | number | Date;
  /** The stretch under suspicion, default 3 days. */
  recentDays?: number;
  /** What it is compared with, before that, default 28 days. */
  referenceDays?: number;
  /** Reach must have fallen at least to this share, default .5. */
  collapseTo?: number;
}

export interface VisibilityLimitAlert extends Alert {
  kind: 'visibility_limit';
  evidence: { reachRatio: number; pValue: number; recentPosts: number; referencePosts: number; postingRatio: number };
  message: string;
}

export type VisibilityVerdict = { alert: VisibilityLimitAlert; reason: null } | { alert: null; reason: string };

const DAY_MS = 86_400_000;
const MIN_RECENT = 5;
const MIN_REFERENCE = 15;
const NEEDED_P = 0.001;
/** Posting counts as going on when it is at least this share of the reference rate. */
const POSTING_SHARE = 0.5;

/**
 * Does reach collapse while posting does not? X tells nobody that it limits an account, and fewer people on a holiday look
 * the same from outside, so this is an observation with its evidence and never a proof.
 *
 * Reach per post, recent against reference, by the Mann–Whitney test (one-sided p < .001, ties corrected) and by the ratio of
 * medians. Posts whose reach is unknown count as posts, not as zero reach.
 *
 * @throws RangeError when `now` is not a time or a setting is not positive
 */
export function detectVisibilityLimit(posts: readonly ReachOfPost[], settings: VisibilitySettings): VisibilityVerdict {
  const { recentDays = 3, referenceDays = 28, collapseTo = 0.5 } = settings;
  const now = new Date(settings.now).getTime();
  if (!Number.isFinite(now)) throw new RangeError(`now must be a time, got ${String(settings.now)}`);
  for (const [name, value] of Object.entries({ recentDays, referenceDays, collapseTo })) {
    if (!(value > 0)) throw new RangeError(`${name} must be positive, got ${value}`);
  }
  const recentFrom = now - recentDays * DAY_MS;
  const referenceFrom = recentFrom - referenceDays * DAY_MS;
  const recent: ReachOfPost[] = [];
  const reference: ReachOfPost[] = [];
  let firstMs = Number.POSITIVE_INFINITY;
  for (const post of posts) {
    const timeMs = new Date(post.timestamp).getTime();
    if (!(timeMs <= now && timeMs > referenceFrom)) continue;
    (timeMs > recentFrom ? recent : reference).push(post);
    firstMs = Math.min(firstMs, timeMs);
  }
  const recentReach = knownReach(recent);
  const referenceReach = knownReach(reference);
  if (recentReach.length < MIN_RECENT || referenceReach.length < MIN_REFERENCE) {
    return silent(
      `too few posts with known reach: ${recentReach.length} recent (${MIN_RECENT} needed), ` +
        `${referenceReach.length} before (${MIN_REFERENCE} needed)`,
    );
  }
  const coveredDays = Math.max(1, (recentFrom - firstMs) / DAY_MS);
  const postingRatio = recent.length / recentDays / (reference.length / coveredDays);
  if (postingRatio < POSTING_SHARE) return silent(`posting fell too, to ${percent(postingRatio)} of its rate`);

  const expected = middle(referenceReach);
  const value = middle(recentReach);
  const reachRatio = (value + 1) / (expected + 1);
  if (reachRatio > collapseTo) return silent(`reach per post is at ${percent(reachRatio)} of its reference`);
  const pValue = probabilityOfLower(recentReach, referenceReach);
  if (pValue >= NEEDED_P)
    return silent(`reach per post is at ${percent(reachRatio)}, but chance can do that (p ${pValue.toFixed(4)})`);

  const score = Math.log(pValue) / Math.log(NEEDED_P);
  return {
    reason: null,
    alert: {
      timestamp: new Date(now).toISOString(),
      kind: 'visibility_limit',
      direction: 'down',
      score,
      severity: severityOf(score),
      value,
      expected,
      since: new Date(recentFrom).toISOString(),
      evidence: {
        reachRatio,
        pValue,
        recentPosts: recent.length,
        referencePosts: reference.length,
        postingRatio,
      },
      message:
        `Reach per post fell to ${percent(reachRatio)} of the ${referenceDays} days before while posting went on ` +
        `(${recent.length} posts in ${recentDays} days). X may be limiting visibility; a quieter audience, other content or a ` +
        'fault in reading would look the same. This is no proof.',
    },
  };
}

function silent(reason: string): VisibilityVerdict {
  return { alert: null, reason };
}

function percent(ratio: number): string {
  return `${Math.round(100 * ratio)}%`;
}

function knownReach(posts: readonly ReachOfPost[]): number[] {
  return posts.map((post) => post.impressions).filter((reach): reach is number => reach !== null && reach >= 0);
}

function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** One-sided Mann–Whitney p that the first sample tends to be lower, by the normal approximation with tie correction. */
function probabilityOfLower(sample: readonly number[], reference: readonly number[]): number {
  const n = sample.length + reference.length;
  const ties = new Map<number, number>();
  for (const x of [...sample, ...reference]) ties.set(x, (ties.get(x) ?? 0) + 1);
  let u = 0;
  for (const x of sample) for (const y of reference) u += x > y ? 1 : x === y ? 0.5 : 0;
  let tieTerm = 0;
  for (const t of ties.values()) tieTerm += t ** 3 - t;
  const pairs = sample.length * reference.length;
  const variance = (pairs / 12) * (n + 1 - tieTerm / (n * (n - 1)));
  if (variance <= 0) return 1;
  const z = (u - pairs / 2 + 0.5) / Math.sqrt(variance);
  return erfc(-z / Math.SQRT2) / 2;
}
