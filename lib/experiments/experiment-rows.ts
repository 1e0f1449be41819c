import type { HistoryPost } from '../learning/history.ts';
import { learningRows } from '../learning/learning-rows.ts';
import { fitMaturityCurve } from '../learning/maturity-curve.ts';
import { normaliseHistory } from '../learning/normalise-history.ts';
import { type InteractionWeights, OBJECTIVES, type Objective } from '../learning/reward.ts';
import type { ExperimentRow } from './experiment-design.ts';
import { requireExperiment } from './experiment-error.ts';
import type { ExperimentPlan } from './plan.ts';

/** Posts before the start that the level and the covariates are adjusted by. */
export const PRE_PERIOD_DAYS = 28;
const DAY_MS = 86_400_000;
/** A look weighs all posts alike; this only keeps the pre-period within the memory of the rows. */
const HALF_LIFE_DAYS = 60;

/**
 * The rows of every metric of a plan, from an account's history: posts with an arm, and the pre-period without one. Immature
 * posts are corrected by the account's own maturity curve, and left out while they are too young to say anything.
 *
 * @param shareOf share of that arm when the post was drawn, needed where shares move
 * @param armOf arm per post id; posts that are not in it count as outside the experiment
 * @throws ExperimentError when a metric of the plan is none of the objectives
 */
export function experimentRows(input: {
  plan: ExperimentPlan;
  posts: readonly HistoryPost[];
  armOf: ReadonlyMap<string, string>;
  shareOf?: ReadonlyMap<string, number>;
  now: Date;
  timeZone: string;
  weights: InteractionWeights;
}): Record<string, ExperimentRow[]> {
  const { plan, posts, armOf, shareOf, now, timeZone, weights } = input;
  const since = new Date(plan.startsAt).getTime() - PRE_PERIOD_DAYS * DAY_MS;
  const recent = posts.filter(({ posted_at }) => new Date(posted_at).getTime() >= since);
  const nowMs = now.getTime();
  const { posts: normal } = normaliseHistory(recent, nowMs);
  const curve = fitMaturityCurve(normal);
  const names = new Set([plan.primary, ...plan.secondary, ...plan.guardrails].map(({ name }) => name));
  return Object.fromEntries(
    [...names].map((name) => {
      requireMetric(name);
      const objective = name as Objective;
      const { rows } = learningRows({
        posts: normal,
        curve,
        nowMs,
        timeZone,
        objective,
        weights,
        halfLifeDays: HALF_LIFE_DAYS,
      });
      return [
        name,
        rows.map(
          (row): ExperimentRow => ({
            ...row,
            arm: armOf.get(row.id) ?? null,
            armShare: shareOf?.get(row.id) ?? null,
          }),
        ),
      ];
    }),
  );
}

/** @throws ExperimentError naming the metrics there are */
export function requireMetric(name: string): void {
  requireExperiment(
    (OBJECTIVES as readonly string[]).includes(name),
    `there is no metric ${name}; there are ${OBJECTIVES.join(', ')}`,
  );
}
