import type { Assignment } from '../experiments/assign.ts';
import type { ExperimentPlan } from '../experiments/plan.ts';
import type { DecisionType, PolicyWeights } from '../learning/history.ts';
import type { Locks } from '../optimizing/settings.ts';
import type { Rails } from './rails.ts';

/** A version of the policy to draw from. */
export interface PlanPolicy {
  version: number;
  weights: PolicyWeights;
}

/** A post that is planned, on its way or out. */
export interface ExistingPost {
  /** When it went out, else when it is to. */
  at: Date | string;
  format: DecisionType;
  /** False for a decision that came to nothing (skipped, failed): it takes no place, and is not decided again. */
  occupies: boolean;
  /** Where it came from a plan: the local day it was decided for and its number there. Null for a post that was found. */
  decision: { day: string; index: number } | null;
}

export interface PlanInput {
  /** Whose plan it is; with the day and the number of a decision the seed of all its draws. */
  accountId: string;
  now: Date | string;
  /** IANA zone in which hours, days and rails count. */
  timeZone: string;
  /** What is in force; null before there is a policy. */
  policy: PlanPolicy | null;
  /** What the holdout is drawn from; null: what is in force. */
  baseline?: PlanPolicy | null;
  /** Share of decisions drawn from the baseline, default 0. */
  holdoutShare?: number;
  /** What is not named has its default: 5 posts a day, 1 an hour, 60 minutes between two, 2 threads a day. */
  rails?: Partial<Rails>;
  locks?: Pick<Locks, 'forbiddenHours' | 'neverPostDays'>;
  existing?: readonly ExistingPost[];
  /** What each generator can write; absent: every generator of the policy can write both formats. */
  generators?: Readonly<Record<string, readonly DecisionType[]>>;
  /** Shares of topics where the policy has none; '' is any topic. Absent: any topic. */
  topics?: Readonly<Record<string, number>>;
  /** Experiments that run now. A post is in one of each layer at most. */
  experiments?: readonly ExperimentPlan[];
  /** Shares in force of those whose shares move at looks, by their id; the planned ones unless given. */
  experimentWeights?: Readonly<Record<string, readonly number[]>>;
  /** Every day that begins within so many hours is planned as a whole, default 24. */
  horizonHours?: number;
  /** No post is planned closer to now than this, so that it can be written, default 30. */
  leadMinutes?: number;
}

/** Probabilities of what was drawn, each given what was drawn before it and what the rails left open. */
export interface AssignmentProbabilities {
  /** Of the source: the holdout's share, or what it leaves. */
  holdout: number;
  generator: number;
  format: number;
  hour: number;
  /** Absent where no topics are known. */
  topic?: number;
  /** Absent where no experiment decided about the hook. */
  hook?: number;
}

/** One post to be made: when, by whom, in which form, about what, and with which probability all of it was drawn. */
export interface PlannedDecision {
  /** Account, day and number: the same decision has the same key in every run. */
  key: string;
  /** The local day, as in 2026-11-22. */
  day: string;
  index: number;
  scheduledAt: Date;
  /** Local hour. */
  hour: number;
  generator: string;
  format: DecisionType;
  /** Null: any. */
  topic: string | null;
  /** How it has to open, where an experiment varies that. */
  hook: string | null;
  isHoldout: boolean;
  /** The policy in force; that of a holdout too, which is measured against it. */
  policyVersion: number;
  /**
   * Of generator, format, hour, topic and hook together, given the source (policy or holdout). What inverse-probability weighting
   * divides by; the minute inside the hour is uniform over those that are open.
   */
  assignmentProbability: number;
  assignmentProbabilities: AssignmentProbabilities;
  /** The first of its experiments, and its arm there. */
  experimentId: string | null;
  experimentArm: string | null;
  /** Every experiment that it is in, at most one of each layer. */
  experiments: readonly Assignment[];
  /** What the rails took away from this very draw, sentences. */
  notes: readonly string[];
}

/** Something the operator should know about a plan. */
export interface PlanNote {
  /** What caused it: a rail, the lack of a policy, … */
  cause: string;
  text: string;
  dimension?: 'generator' | 'format' | 'hour' | 'topic';
  level?: string;
  /** Share of posts that the policy wants, and that this plan has. */
  wanted?: number;
  planned?: number;
}

export interface ContentPlan {
  /** In the order of their times. */
  decisions: readonly PlannedDecision[];
  notes: readonly PlanNote[];
}
