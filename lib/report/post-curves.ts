import { PRIOR_MATURITY } from '../learning/maturity-curve.ts';
import { readSnapshots } from '../learning/snapshot.ts';
import { type Expected, expectedCurve } from './expected-curve.ts';
import type { PostFigures } from './post-figures.ts';
import type { ReportData } from './report-data.ts';

/** A post's engagements over its age, and what was to be expected of it. */
export interface PostCurve {
  figures: PostFigures;
  /** Oldest first. */
  readings: { ageHours: number; engagements: number }[];
  /** Null while too few earlier posts are known. */
  expected: ((ageHours: number) => Expected) | null;
  /** The newest reading against the band. */
  verdict: 'above' | 'within' | 'below' | 'unknown';
  /** How far the newest reading is from the middle, in widths of the band. */
  surprise: number;
}

/** Earlier posts than these say little about the present. */
const EARLIER_POSTS = 60;
/** A post's life as far as it is followed closely. */
const OLDEST_HOURS = 24 * 7.5;
/** Younger readings say too little of a post to surprise anybody. */
const TELLING_HOURS = 6;
const DAY_MS = 86_400_000;

/** The newest posts with two readings, and those that stood out most before them. */
export function chooseCurves(
  { posts, analysis, generatedAt }: Pick<ReportData, 'posts' | 'analysis' | 'generatedAt'>,
  all: readonly PostFigures[],
  { newest, outstanding }: { newest: number; outstanding: number },
): { newest: PostCurve[]; outstanding: PostCurve[] } {
  if (posts.length === 0) return { newest: [], outstanding: [] };
  const ordered = all.toSorted((a, b) => a.postedAt.getTime() - b.postedAt.getTime());
  const growth = (analysis?.maturity ?? PRIOR_MATURITY).engagements;
  const known = ordered.flatMap(({ postedAt, atOneDay }) =>
    atOneDay?.engagements == null ? [] : [{ atMs: postedAt.getTime() + DAY_MS, engagements: atOneDay.engagements }],
  );
  const curves = ordered.flatMap((figures): PostCurve[] => {
    const postedAtMs = figures.postedAt.getTime();
    const readings = readSnapshots({ postedAtMs, nowMs: generatedAt.getTime(), metrics: figures.post.metrics })
      .filter(
        (one): one is typeof one & { engagements: number } => one.engagements !== null && one.ageHours <= OLDEST_HOURS,
      )
      .map(({ ageHours, engagements }) => ({ ageHours, engagements }));
    if (readings.length < 2) return [];
    const earlier = known.filter(({ atMs }) => atMs <= postedAtMs).slice(-EARLIER_POSTS);
    const expected = expectedCurve(
      earlier.map(({ engagements }) => engagements),
      growth,
    );
    return [{ figures, readings, expected, ...judged(readings.at(-1)!, expected) }];
  });
  const shown = curves.slice(-newest).reverse();
  const others = curves
    .slice(0, Math.max(0, curves.length - newest))
    .filter(
      ({ readings, verdict }) =>
        verdict !== 'within' && verdict !== 'unknown' && readings.at(-1)!.ageHours >= TELLING_HOURS,
    )
    .sort((a, b) => Math.abs(b.surprise) - Math.abs(a.surprise));
  return { newest: shown, outstanding: others.slice(0, outstanding) };
}

/** The band in whole engagements, outwards: what is on its edge is inside. */
export function wholeCounts({ middle, low, high }: Expected): Expected {
  return { middle, low: Math.floor(low), high: Math.ceil(high) };
}

function judged(
  { ageHours, engagements }: PostCurve['readings'][number],
  expected: PostCurve['expected'],
): Pick<PostCurve, 'verdict' | 'surprise'> {
  if (expected === null) return { verdict: 'unknown', surprise: 0 };
  const { middle, low, high } = wholeCounts(expected(ageHours));
  const log = (count: number) => Math.log(count + 0.5);
  const surprise = (log(engagements) - log(middle)) / Math.max(1e-6, log(high) - log(low));
  return { verdict: engagements > high ? 'above' : engagements < low ? 'below' : 'within', surprise };
}
