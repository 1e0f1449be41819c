import { type MaturityCurve, shareSeen, shareSensitivity } from './maturity-curve.ts';
import type { Snapshot } from './snapshot.ts';

/** What is maximised. Each is a pure function of a post's counters at one age. */
export const OBJECTIVES = ['engagement_rate', 'engagement', 'reach', 'followers', 'weighted'] as const;
export type Objective = (typeof OBJECTIVES)[number];

/** The operator's worth of one interaction each, for the `weighted` objective. */
export interface InteractionWeights {
  like: number;
  reply: number;
  repost: number;
  quote: number;
  bookmark: number;
  follow: number;
}

/** A reward on its model scale, with the variance that counting and unfinished growth give it. */
export interface Reward {
  /** Log-odds for rates, natural log of counts otherwise; as it would be once the post is mature. */
  value: number;
  variance: number;
}

/**
 * Reward of one snapshot, corrected for the share of engagement and impressions that a post of its age has seen; null
 * where a counter that the objective needs is unknown.
 *
 * @example engagement_rate: ln((E + ½) / (I − E + ½)) − ln(F_E / F_I)
 */
export function rewardOf(
  objective: Objective,
  input: { snapshot: Snapshot; curve: MaturityCurve; weights: InteractionWeights },
): Reward | null {
  const { snapshot, curve, weights } = input;
  const { ageHours, engagements, impressions, newFollows } = snapshot;
  switch (objective) {
    case 'engagement_rate':
      return engagements === null || impressions === null ? null : rate(engagements, impressions, ageHours, curve);
    case 'engagement':
      return engagements === null ? null : logCount(engagements, ageHours, curve.engagements);
    case 'reach':
      return impressions === null ? null : logCount(impressions, ageHours, curve.impressions);
    case 'followers':
      return newFollows === null ? null : logCount(Math.max(0, newFollows), ageHours, curve.engagements);
    case 'weighted': {
      const total = weightedTotal(snapshot, weights);
      return total === null ? null : logCount(total, ageHours, curve.engagements);
    }
  }
}

function rate(engagements: number, impressions: number, ageHours: number, curve: MaturityCurve): Reward {
  const rest = Math.max(0, impressions - engagements);
  const offset = Math.log(shareSeen(curve.engagements, ageHours) / shareSeen(curve.impressions, ageHours));
  const growth = shareSensitivity(curve.engagements, ageHours) - shareSensitivity(curve.impressions, ageHours);
  return {
    value: Math.log((engagements + 0.5) / (rest + 0.5)) - offset,
    variance: 1 / (engagements + 0.5) + 1 / (rest + 0.5) + (curve.engagements.spread * growth) ** 2,
  };
}

function logCount(count: number, ageHours: number, growth: MaturityCurve['engagements']): Reward {
  const sensitivity = growth.spread * shareSensitivity(growth, ageHours);
  return {
    value: Math.log1p(count) - Math.log(shareSeen(growth, ageHours)),
    variance: 1 / (count + 1) + sensitivity ** 2,
  };
}

/** Σ weight × count over the known interactions; null when none is known. */
function weightedTotal(snapshot: Snapshot, weights: InteractionWeights): number | null {
  let total: number | null = null;
  const add = (count: number | null, weight: number) => {
    if (count !== null) total = (total ?? 0) + weight * Math.max(0, count);
  };
  add(snapshot.likes, weights.like);
  add(snapshot.replies, weights.reply);
  add(snapshot.retweets, weights.repost);
  add(snapshot.quotes, weights.quote);
  add(snapshot.bookmarks, weights.bookmark);
  add(snapshot.newFollows, weights.follow);
  return total;
}
