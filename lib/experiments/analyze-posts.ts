import { fitJointModel } from '../learning/joint-model.ts';
import {
  coefficientFixedP,
  coefficientRadius,
  coefficientSequentialP,
} from '../statistics/anytime-valid-linear-model.ts';
import { type ExperimentRow, experimentDesign } from './experiment-design.ts';
import { requireExperiment } from './experiment-error.ts';
import type { ExperimentPlan } from './plan.ts';
import { shrinkEffect } from './shrink-effect.ts';

/** One treatment against the control in one metric. */
export interface ArmEffect {
  arm: string;
  /** Difference on the metric's log scale, adjusted for covariates. */
  effect: number;
  standardError: number;
  df: number;
  /** Relative lift, e^effect − 1. */
  lift: number;
  /** Interval of the lift that holds at all looks together. */
  interval: [number, number];
  /** Sequential p-value: may be looked at daily. */
  pValue: number;
  /** The classical one beside it, valid for a single look only. */
  fixedPValue: number;
  /** One-sided confidence bounds of the effect at the guardrails' level, over all looks together. */
  lowerBound: number;
  upperBound: number;
  /** The lift to expect after having picked a winner: shrunk against the winner's curse. */
  shrunkLift: number;
  /** Posts of this arm and of the control. */
  n: number;
  controlN: number;
}

/**
 * Effects per post, never per impression: one robust regression with the joint model's covariates, whose arm contrasts
 * become anytime-valid intervals (Lindon, Ham, Tingley and Bojinov 2022). Rows come from `learningRows`, which corrects
 * immature posts by the account's maturity and leaves out those too young to say anything; rows without an arm are the
 * pre-period that the level and the covariates are adjusted by.
 *
 * @returns an effect per treatment, in the plan's order; empty while an arm has fewer than two posts
 * @throws ExperimentError on a row of an arm that is not in the plan
 */
export function analyzePosts(plan: ExperimentPlan, rows: readonly ExperimentRow[]): ArmEffect[] {
  const names = plan.arms.map(({ name }) => name);
  const counts = new Map(names.map((name) => [name, 0]));
  for (const { arm, id } of rows) {
    if (arm === null) continue;
    const known = counts.get(arm);
    requireExperiment(
      known !== undefined,
      `post ${id} has arm ${arm}, which is not in plan ${plan.id}: ${names.join(', ')}`,
    );
    counts.set(arm, known! + 1);
  }
  if ([...counts.values()].some((count) => count < 2)) return [];
  const { design, blocks, armColumns } = experimentDesign({ rows, arms: names, dimension: plan.dimension });
  const fit = fitJointModel({
    design,
    blocks,
    y: Float64Array.from(rows, (row) => row.reward),
    noise: Float64Array.from(rows, (row) => row.noise),
    weight: new Float64Array(rows.length).fill(1),
    errors: { df: 4, inflation: 'estimated' },
  });
  const inExperiment = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const df = Math.max(1, Math.min(inExperiment - names.length, fit.effectiveRows - fit.effectiveCoefficients));
  const g = plan.power.mixturePrecision;
  const { alpha, guardrailAlpha } = plan.rule;
  const [control, ...treatments] = names as [string, ...string[]];
  const base = armColumns.get(control)!;
  const at = (i: number, j: number) => fit.covariance[i * design.columns + j]!;
  return treatments.map((arm) => {
    const column = armColumns.get(arm)!;
    const effect = fit.coefficients[column]! - fit.coefficients[base]!;
    const standardError = Math.sqrt(at(column, column) + at(base, base) - 2 * at(column, base));
    const evidence = { t: effect / standardError, n: inExperiment, df, g };
    const radius = coefficientRadius({ n: inExperiment, df, g, alpha: alpha / treatments.length }) * standardError;
    // Half of a two-sided sequence of twice the level: a little wide for one side, and never too narrow.
    const oneSided = coefficientRadius({ n: inExperiment, df, g, alpha: 2 * guardrailAlpha }) * standardError;
    return {
      arm,
      effect,
      standardError,
      df,
      lift: Math.expm1(effect),
      interval: [Math.expm1(effect - radius), Math.expm1(effect + radius)],
      pValue: coefficientSequentialP(evidence),
      fixedPValue: coefficientFixedP(evidence),
      lowerBound: effect - oneSided,
      upperBound: effect + oneSided,
      shrunkLift: Math.expm1(shrinkEffect({ effect, standardError }).effect),
      n: counts.get(arm)!,
      controlN: counts.get(control)!,
    };
  });
}
