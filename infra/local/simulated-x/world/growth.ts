import type { FinalOutcome } from './audience.ts';
import { randomStream } from './random.ts';

/** A post's counters at one moment, as X counts them: never falling, quotes apart from reposts. */
export interface SimulatedCounters {
  impressions: number;
  likes: number;
  retweets: number;
  replies: number;
  quotes: number;
  bookmarks: number;
  newFollows: number;
  profileVisits: number;
}

type CounterName = keyof SimulatedCounters;

/** Counters over age: cumulative counts at the ages of the grid. */
export type Growth = Record<CounterName, Float64Array>;

/** Ages in hours at which a path is drawn, 3 minutes to 1,000 hours in steps of 8%; in between it is interpolated. */
const GRID_HOURS: readonly number[] = [0, ...Array.from({ length: 130 }, (_, step) => 0.05 * 1.08 ** step)];

const ENGAGEMENT_SHARES = { likes: 0.62, retweets: 0.1, replies: 0.13, quotes: 0.03, bookmarks: 0.12 } as const;
const ENGAGEMENT_NAMES = Object.keys(ENGAGEMENT_SHARES) as (keyof typeof ENGAGEMENT_SHARES)[];

/** Share of the final engagements seen by age `ageHours`: F_E(a) = 1 - exp(-(a / 6 tau)^0.7). */
export function engagementMaturity(ageHours: number, tau = 1): number {
  return ageHours <= 0 ? 0 : 1 - Math.exp(-((ageHours / (6 * tau)) ** 0.7));
}

/** Share of the final impressions seen by age `ageHours`: F_I(a) = 1 - exp(-(a / 10 tau)^0.7). */
export function impressionMaturity(ageHours: number, tau = 1): number {
  return ageHours <= 0 ? 0 : 1 - Math.exp(-((ageHours / (10 * tau)) ** 0.7));
}

/**
 * Draws how a post's counters grow to their final values. Each step's increment is binomial given what is left, so that the
 * counts at any age are binomial with the maturity curve's share, and no counter ever falls.
 */
export function drawGrowth(outcome: FinalOutcome, labels: readonly (string | number)[]): Growth {
  const draw = randomStream(...labels, 'growth');
  const shares = ENGAGEMENT_NAMES.map((name) => ENGAGEMENT_SHARES[name] * Math.exp(0.25 * draw.normal()));
  const path = (total: number, maturity: typeof impressionMaturity) => {
    const counts = new Float64Array(GRID_HOURS.length);
    let left = total;
    let before = 0;
    for (let step = 1; step < GRID_HOURS.length; step++) {
      const now = left === 0 ? 1 : maturity(GRID_HOURS[step]!, outcome.tau);
      left -= before >= 1 ? left : draw.binomial(left, (now - before) / (1 - before));
      counts[step] = total - left;
      before = now;
    }
    counts[GRID_HOURS.length - 1] = total;
    return counts;
  };
  const engagements = path(outcome.engagements, engagementMaturity);
  const growth = { impressions: path(outcome.impressions, impressionMaturity) } as Growth;
  growth.newFollows = path(outcome.newFollows, impressionMaturity);
  growth.profileVisits = path(outcome.profileVisits, impressionMaturity);
  for (const name of ENGAGEMENT_NAMES) growth[name] = new Float64Array(GRID_HOURS.length);
  for (let step = 1; step < GRID_HOURS.length; step++) {
    let left = engagements[step]! - engagements[step - 1]!;
    let shareLeft = shares.reduce((sum, share) => sum + share, 0);
    ENGAGEMENT_NAMES.forEach((name, index) => {
      const taken = draw.binomial(left, shares[index]! / shareLeft);
      growth[name][step] = growth[name][step - 1]! + taken;
      left -= taken;
      shareLeft -= shares[index]!;
    });
  }
  return growth;
}

/** The counters of a post of this age. Impressions are at least the engagements, as X counts them. */
export function countersAtAge(growth: Growth, ageHours: number): SimulatedCounters {
  const last = GRID_HOURS.length - 1;
  let step = 0;
  if (ageHours >= GRID_HOURS[last]!) step = last - 1;
  else if (ageHours > GRID_HOURS[1]!) step = 1 + Math.floor(Math.log(ageHours / 0.05) / Math.log(1.08));
  step = Math.min(step, last - 1);
  const from = GRID_HOURS[step]!;
  const share = Math.min(1, Math.max(0, (ageHours - from) / (GRID_HOURS[step + 1]! - from)));
  const at = (name: CounterName) => {
    const lower = growth[name][step]!;
    return Math.floor(lower + share * (growth[name][step + 1]! - lower));
  };
  const counters: SimulatedCounters = {
    impressions: at('impressions'),
    likes: at('likes'),
    retweets: at('retweets'),
    replies: at('replies'),
    quotes: at('quotes'),
    bookmarks: at('bookmarks'),
    newFollows: at('newFollows'),
    profileVisits: at('profileVisits'),
  };
  const engagements = ENGAGEMENT_NAMES.reduce((sum, name) => sum + counters[name], 0);
  counters.impressions = Math.max(counters.impressions, engagements);
  return counters;
}
