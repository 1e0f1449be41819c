import {
  type AccountDesign,
  accountDesign,
  type DesignInput,
  type LevelDimension,
  type LevelTerms,
  STATEMENT_SCALES,
} from '../learning/account-design.ts';
import { type LevelContrasts, levelContrasts } from '../learning/contrasts.ts';
import { type ErrorModel, fitJointModel, type JointModelFit } from '../learning/joint-model.ts';
import { type LearningRow, UNKNOWN } from '../learning/learning-rows.ts';
import { type DetectedChange, mostLikelyChange } from '../learning/level-changes.ts';

/** A fitted account: posterior of every level. */
export interface AccountModel {
  account: AccountDesign;
  fit: JointModelFit;
  /** Degrees of freedom left for intervals, at least 3. */
  df: number;
}

function fitAccount(
  input: DesignInput & { discounted: boolean; errors?: ErrorModel; startFrom?: AccountModel },
): AccountModel {
  const { rows, discounted } = input;
  const account = accountDesign(input);
  const fit = fitJointModel({
    design: account.design,
    blocks: account.blocks,
    y: Float64Array.from(rows, (row: LearningRow) => row.reward),
    noise: Float64Array.from(rows, (row: LearningRow) => row.noise),
    weight: Float64Array.from(rows, (row: LearningRow) => (discounted ? row.weight : 1)),
    ...(input.errors && { errors: input.errors }),
    ...(input.startFrom && { startFrom: input.startFrom.fit }),
  });
  return { account, fit, df: Math.max(3, fit.effectiveRows - fit.effectiveCoefficients) };
}

/** More steps than this at once are a sign of another kind of trouble than steps. */
const MOST_CHANGES = 3;

/** The account's posterior for decisions: posts discounted by age, and levels that stepped judged by what came after. */
export function fitDecisions(input: Pick<DesignInput, 'rows' | 'candidates'>): {
  model: AccountModel;
  changes: DetectedChange[];
} {
  const changes: DetectedChange[] = [];
  const refit = (startFrom?: AccountModel) =>
    fitAccount({ ...input, changes, discounted: true, ...(startFrom && { startFrom }) });
  let model = refit();
  while (changes.length < MOST_CHANGES) {
    const change = mostLikelyChange({ rows: input.rows, account: model.account, fit: model.fit, known: changes });
    if (!change) break;
    changes.push(change);
    model = refit(model);
  }
  return { model, changes };
}

/**
 * The account's model for findings: what they speak about is unshrunk, every post weighs alike, and the tails of the
 * errors are taken from the residuals.
 */
export function fitStatements(rows: readonly LearningRow[]): AccountModel {
  return fitAccount({
    rows,
    candidates: { generators: [], formats: [], hours: [] },
    changes: [],
    scales: STATEMENT_SCALES,
    discounted: false,
    errors: { df: 4, inflation: 'estimated' },
  });
}

/** Levels of a dimension that can be spoken about: the known ones, or what the filter keeps. */
export function contrastsOf(
  model: AccountModel,
  dimension: LevelDimension,
  keep: (level: LevelTerms) => boolean = ({ level }) => level !== UNKNOWN,
): LevelContrasts {
  return levelContrasts(model.fit, model.account.levels[dimension].filter(keep));
}
