import { fitJointModel } from '../learning/joint-model.ts';
import {
  coefficientFixedP,
  coefficientRadius,
  coefficientSequentialP,
} from '../statistics/anytime-valid-linear-model.ts';
import { type ArmLevel, isAdaptive } from './allocation.ts';
import { type ExperimentRow, experimentDesign } from './experiment-design.ts';
import { requireExperiment } from './experiment-error.ts';
import type { ExperimentPlan } from './plan.ts';
import { shrinkEffect } from './shrink-effect.ts';
import { ERROR_DF, weightedContrastError } from './weighted-contrast.ts';

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

export interface PostAnalysis {
  /** Per treatment, in the plan's order; empty while an arm has fewer than two posts. */
  effects: ArmEffect[];
  /** Per arm, for bandit weights; empty as well. */
  levels: ArmLevel[];
}

/**
 * Effects per post, never per impression: one robust regression with the joint model's covariates, whose arm contrasts
 * become anytime-valid intervals (Lindon, Ham, Tingley and Bojinov 2022). Rows come from `learningRows`, which corrects
 * immature posts by the account's maturity and leaves out those too young to say anything; rows without an arm are the
 * pre-period that the level and the covariates are adjusted by.
 *
 * Where shares move at looks, every post is weighted by planned share / share in force (augmented inverse-probability weighting):
 * when an arm got many posts no longer matters, so that a good week that follows a change of shares is nobody's merit. Standard errors
 * are then the sandwich's; the sequence is asymptotic (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024), its bound the same.
 *
 * @throws ExperimentError on a row of an arm that is not in the plan, or one without a share where shares move
 */
export function analyzeArms(plan: ExperimentPlan, rows: readonly ExperimentRow[]): PostAnalysis {
  const names = plan.arms.map(({ name }) => name);
  const counts = countsOf(plan, rows);
  if (counts.some((count) => count < 2)) return { effects: [], levels: [] };
  const weight = Float64Array.from(rows, (row) => weightOf(plan, row));
  const noise = Float64Array.from(rows, (row) => row.noise);
  const { design, blocks, armColumns } = experimentDesign({ rows, arms: names, dimension: plan.dimension });
  const fit = fitJointModel({
    design,
    blocks,
    y: Float64Array.from(rows, (row) => row.reward),
    noise,
    weight,
    errors: { df: ERROR_DF, inflation: 'estimated' },
  });
  const inExperiment = counts.reduce((sum, count) => sum + count, 0);
  const most = Math.min(inExperiment - names.length, fit.effectiveRows - fit.effectiveCoefficients);
  const worth = names.map((name) => effectiveCount(rows, weight, name));
  const g = plan.power.mixturePrecision;
  const { alpha, guardrailAlpha } = plan.rule;
  const [control, ...treatments] = names as [string, ...string[]];
  const base = armColumns.get(control)!;
  const at = (i: number, j: number) => fit.covariance[i * design.columns + j]!;
  const errorOf = (column: number) => {
    const asModelled = Math.sqrt(at(column, column) + at(base, base) - 2 * at(column, base));
    if (!isAdaptive(plan)) return asModelled;
    const contrast = new Map([
      [column, 1],
      [base, -1],
    ]);
    return Math.max(asModelled, weightedContrastError({ design, fit, noise, weight, contrast }));
  };
  const effects = treatments.map((arm, i) => {
    const column = armColumns.get(arm)!;
    const effect = fit.coefficients[column]! - fit.coefficients[base]!;
    const standardError = errorOf(column);
    const unequal = isAdaptive(plan) ? satterthwaite(worth[0]!, worth[i + 1]!) : Number.POSITIVE_INFINITY;
    const df = Math.max(1, Math.min(most, unequal));
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
      interval: [Math.expm1(effect - radius), Math.expm1(effect + radius)] as [number, number],
      pValue: coefficientSequentialP(evidence),
      fixedPValue: coefficientFixedP(evidence),
      lowerBound: effect - oneSided,
      upperBound: effect + oneSided,
      shrunkLift: Math.expm1(shrinkEffect({ effect, standardError }).effect),
      n: counts[i + 1]!,
      controlN: counts[0]!,
    };
  });
  // What all arms share (the account's level, the trend) is not known well and says nothing about which is best.
  const columns = names.map((name) => armColumns.get(name)!);
  const pairs = columns.flatMap((i, k) => columns.slice(k + 1).map((j) => at(i, j)));
  const shared = pairs.reduce((sum, one) => sum + one, 0) / pairs.length;
  const levels = columns.map((column, k) => ({
    arm: names[k]!,
    n: counts[k]!,
    mean: fit.coefficients[column]!,
    sd: Math.sqrt(Math.max(1e-6, at(column, column) - shared)),
  }));
  return { effects, levels };
}

/** The effects of `analyzeArms` alone. */
export function analyzePosts(plan: ExperimentPlan, rows: readonly ExperimentRow[]): ArmEffect[] {
  return analyzeArms(plan, rows).effects;
}

/** Posts per arm, in the plan's order. */
function countsOf(plan: ExperimentPlan, rows: readonly ExperimentRow[]): number[] {
  const names = plan.arms.map(({ name }) => name);
  const counts = new Array<number>(names.length).fill(0);
  for (const { arm, id } of rows) {
    if (arm === null) continue;
    const k = names.indexOf(arm);
    requireExperiment(k >= 0, `post ${id} has arm ${arm}, which is not in plan ${plan.id}: ${names.join(', ')}`);
    counts[k]! += 1;
  }
  return counts;
}

function weightOf(plan: ExperimentPlan, { arm, armShare, id }: ExperimentRow): number {
  if (arm === null || !isAdaptive(plan)) return 1;
  requireExperiment(
    typeof armShare === 'number' && armShare > 0,
    `post ${id} of plan ${plan.id} has no stored share, and the shares of this plan move; such posts cannot be weighed`,
  );
  return plan.arms.find(({ name }) => name === arm)!.weight / armShare!;
}

/** Kish's effective number of an arm's posts. */
function effectiveCount(rows: readonly ExperimentRow[], weight: Float64Array, arm: string): number {
  let [sum, squares] = [0, 0];
  rows.forEach((row, i) => {
    if (row.arm !== arm) return;
    sum += weight[i]!;
    squares += weight[i]! ** 2;
  });
  return sum ** 2 / squares;
}

/** Degrees of freedom of the difference of two arms that are known unequally well (Satterthwaite 1946). */
function satterthwaite(a: number, b: number): number {
  return (1 / a + 1 / b) ** 2 / (1 / (a ** 2 * (a - 1)) + 1 / (b ** 2 * (b - 1)));
}
