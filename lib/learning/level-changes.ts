import type { AccountDesign, LevelChange } from './account-design.ts';
import type { JointModelFit } from './joint-model.ts';
import type { LearningRow } from './learning-rows.ts';

/** A change of one level with the probability that it happened at all. */
export interface DetectedChange extends LevelChange {
  probability: number;
  /** Estimated step on the model's scale. */
  step: number;
}

export interface ChangeSearch {
  rows: readonly LearningRow[];
  account: AccountDesign;
  fit: JointModelFit;
  /** Changes already in the model: their levels are not searched again. */
  known: readonly LevelChange[];
}

/**
 * Chance that one level's effect steps on any one day, before looking. Higher than steps are: a false alarm costs little,
 * since the step is estimated with shrinkage beside everything known before, while a late alarm costs every post until then.
 */
const HAZARD = 1 / 40;
/** Prior standard deviation of a step. */
const STEP_SD = 0.4;
const OLDEST_DAYS = 42;
const FEWEST_POSTS = 3;
const DIMENSIONS = ['generator', 'format'] as const;

/**
 * The level whose effect most probably stepped, or null when no step is more likely than not. Every level and every day
 * boundary is scored by its Bayes factor against no step: the residuals after the boundary, given everything else the
 * model would rather blame (its posterior covariance), under a normal prior of the step.
 */
export function mostLikelyChange(search: ChangeSearch): DetectedChange | null {
  let best: DetectedChange | null = null;
  for (const dimension of DIMENSIONS) {
    for (const { level } of search.account.levels[dimension]) {
      if (search.known.some((change) => change.dimension === dimension && change.level === level)) continue;
      const found = changeOfLevel(search, dimension, level);
      if (found && found.probability > 0.5 && found.probability > (best?.probability ?? 0)) best = found;
    }
  }
  return best;
}

function changeOfLevel(
  search: ChangeSearch,
  dimension: LevelChange['dimension'],
  level: string,
): DetectedChange | null {
  const { rows, account, fit } = search;
  const { columns, width, index, values } = account.design;
  const cross = new Float64Array(columns);
  let score = 0;
  let weight = 0;
  let posts = 0;
  let odds = 0;
  let best = { evidence: Number.NEGATIVE_INFINITY, sinceAgeDays: 0, step: 0 };
  let boundary = 1;
  const total = rows.reduce((n, row) => n + (row[dimension] === level ? 1 : 0), 0);
  // From the newest row back: each boundary adds the rows of one more day.
  for (let i = rows.length - 1; i >= 0; i -= 1) {
    const row = rows[i]!;
    while (row.ageDays > boundary && boundary <= OLDEST_DAYS) {
      if (posts >= FEWEST_POSTS && total - posts >= FEWEST_POSTS) {
        const { evidence, step } = stepEvidence({
          score,
          weight: weight - quadratic(fit, cross),
          tails: fit.tailInflation,
        });
        odds += HAZARD * Math.exp(Math.min(600, evidence));
        if (evidence > best.evidence) best = { evidence, sinceAgeDays: boundary, step };
      }
      boundary += 1;
    }
    if (boundary > OLDEST_DAYS) break;
    if (row[dimension] !== level) continue;
    const w = fit.precision[i]!;
    posts += 1;
    score += w * fit.residuals[i]!;
    weight += w;
    for (let a = 0; a < width; a += 1) cross[index[i * width + a]!]! += w * values[i * width + a]!;
  }
  if (odds === 0) return null;
  return { dimension, level, sinceAgeDays: best.sinceAgeDays, step: best.step, probability: odds / (1 + odds) };
}

/** ln of the Bayes factor of a step with this score and information, and the step's posterior mean. */
function stepEvidence({ score, weight, tails }: { score: number; weight: number; tails: number }): {
  evidence: number;
  step: number;
} {
  const information = Math.max(1e-9, weight) / tails;
  const s = score / tails;
  const posterior = information + STEP_SD ** -2;
  return { evidence: (0.5 * s * s) / posterior - 0.5 * Math.log(1 + STEP_SD ** 2 * information), step: s / posterior };
}

/** x' Σ x with the posterior covariance before its widening. */
function quadratic(fit: JointModelFit, x: Float64Array): number {
  const size = x.length;
  let sum = 0;
  for (let i = 0; i < size; i += 1) {
    const xi = x[i]!;
    if (xi === 0) continue;
    let row = 0;
    for (let j = 0; j < size; j += 1) row += fit.covariance[i * size + j]! * x[j]!;
    sum += xi * row;
  }
  return sum / fit.tailInflation;
}
