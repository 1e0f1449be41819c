import type { Assignment } from '../experiments/assign.ts';
import type { ExperimentPlan } from '../experiments/plan.ts';
import type { DecisionType } from '../learning/history.ts';
import type { LocalTime } from '../learning/local-time.ts';
import type { Random } from '../statistics/seeded-random.ts';
import type { ExistingPost, PlanPolicy } from './plan-input.ts';
import type { ShareLedger } from './plan-notes.ts';
import type { OccupiedTime, Rails } from './rails.ts';

/** What a day is planned from. */
export interface DayContext {
  accountId: string;
  notBeforeMs: number;
  clock: (instantMs: number) => LocalTime;
  rails: Rails;
  policy: PlanPolicy;
  baseline: PlanPolicy;
  holdoutShare: number;
  existing: readonly (ExistingPost & OccupiedTime)[];
  generators: Readonly<Record<string, readonly DecisionType[]>> | null;
  topics: Readonly<Record<string, number>> | null;
  experiments: readonly ExperimentPlan[];
  experimentWeights: Readonly<Record<string, readonly number[]>>;
  ledger: ShareLedger;
}

/** A post whose time is drawn and whose content is not yet. */
export interface TimedDraw {
  key: string;
  day: string;
  dayNumber: number;
  index: number;
  random: Random;
  isHoldout: boolean;
  /** Probability of its source. */
  sourceProbability: number;
  source: PlanPolicy;
  atMs: number;
  hour: number;
  hourProbability: number;
  /** Where an experiment gave it its hour. */
  experiment: Assignment | null;
}
