import type { PolicyWeights } from '../learning/history.ts';
import type { MaturityCurve } from '../learning/maturity-curve.ts';

/** What `analyzeHistory` returns and `hone analyze` prints. */

export type Dimension = 'generator' | 'format' | 'hour' | 'weekday' | 'topic';

/** Posterior effect of one level against the mean of its block. */
export interface Effect {
  dimension: Dimension;
  level: string;
  /** Log-odds against the block's mean (log scale of counts when impressions are unknown). */
  effect: number;
  /** Relative lift of the objective, e.g. 0.12 for +12%. */
  lift: number;
  /** 95% interval on lift. */
  interval: [number, number];
  /** Posterior probability that this level is the best of its dimension. */
  probabilityBest: number;
  /** Posts that had this level. */
  n: number;
}

/** A statement made to the operator, with its promise in `strength` (DESIGN: weekly = BH 5% at the weekly look, lasting = e-BH). */
export interface Finding {
  dimension: Dimension;
  level: string;
  direction: 'above' | 'below';
  strength: 'weekly' | 'lasting';
  lift: number;
  interval: [number, number];
  qValue: number;
  n: number;
  /** Plain sentence for people, numbers included. */
  description: string;
  /** Time of posting of the posts it rests on, ISO. */
  window?: { from: string; to: string };
  /** What was held equal. */
  adjustedFor?: string[];
  /** What would make it disappear. */
  wouldChange?: string;
}

/** A lasting step in the effect of one level that the posterior follows. */
export interface EffectChange {
  dimension: Dimension;
  level: string;
  /** About when it happened, ISO. */
  since: string;
  /** Estimated step, relative. */
  step: number;
  probability: number;
}

/** A question Hone declines to answer, and what it would take. */
export interface Abstention {
  dimension: Dimension;
  question: string;
  reason: string;
  /** The level that leads now and the probability that it is truly best; null when nothing can be said. */
  leading: { level: string; probability: number } | null;
  /** How many more posts at the present rate; null when it cannot be estimated. */
  morePosts: number | null;
}

export type OptimizationType = 'generator_weight_adjustment' | 'format_selection' | 'timing_optimization';

export interface Optimization {
  type: OptimizationType;
  description: string;
  /** Estimated relative lift of the change in percent; computed, never a constant. */
  expectedImpact: number;
  expectedImpactInterval: [number, number];
  implemented: boolean;
  from: Record<string, number>;
  to: Record<string, number>;
}

/** The levels of a dimension under two goals at once: the account's objective, and followers. */
export interface Goals {
  dimension: Dimension;
  /** Names of the goals, in the order of `values`. */
  objectives: [string, string];
  /** `counted`: log of the new follows that X counts per post; `modelled`: followers per post, from the account's readings. */
  followers: 'counted' | 'modelled';
  arms: {
    arm: string;
    /** Estimates by goal: effect on the scale of the objective, and followers. */
    values: number[];
    sds: number[];
    /** Whether no other level's estimates are better in both. */
    onFront: boolean;
    probabilityOnFront: number;
    /** Probability that it keeps the floor (never lose followers); 1 without one. */
    probabilityFeasible: number;
    /** Probability that it is the one to choose at the operator's point. */
    probabilityChosen: number;
  }[];
  /** Whether the operator set a point between the goals, which the policy follows; else both count alike, and it does not. */
  isAsked: boolean;
  /** At that point of the front; null when no level keeps the floor surely enough. */
  chosen: string | null;
  /** Area that the estimates dominate beyond the reference: the number to watch over time. */
  hypervolume: number;
  reference: number[];
}

export interface Analysis {
  /** Analysis time, ISO. */
  now: string;
  timeZone: string;
  posts: { total: number; used: number; leftOut: Record<string, number> };
  effects: Effect[];
  findings: Finding[];
  abstentions: Abstention[];
  optimizations: Optimization[];
  policy: PolicyWeights;
  /** What was maximised (engagement where impressions are unknown), and the scale of effects. */
  objective?: { name: string; scale: 'log-odds' | 'log-count' };
  /** The account's growth curves that young posts were corrected by. */
  maturity?: MaturityCurve;
  /** Steps of single levels that were noticed and followed. */
  changes?: EffectChange[];
  /** Engagement and followers together, where something is known of followers. */
  goals?: Goals[];
}
