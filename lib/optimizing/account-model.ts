import {
  type AccountDesign,
  accountDesign,
  type DesignInput,
  type LevelDimension,
  type LevelTerms,
} from '../learning/account-design.ts';
import { type LevelContrasts, levelContrasts } from '../learning/contrasts.ts';
import { fitJointModel, type JointModelFit } from '../learning/joint-model.ts';
import { type LearningRow, UNKNOWN } from '../learning/learning-rows.ts';

/** A fitted account: posterior of every level. */
export interface AccountModel {
  account: AccountDesign;
  fit: JointModelFit;
  /** Degrees of freedom left for intervals, at least 3. */
  df: number;
}

/** Fits the joint model to an account's rows. `discounted` weighs posts by age; findings weigh all alike. */
export function fitAccount(input: DesignInput & { discounted: boolean }): AccountModel {
  const { rows, discounted } = input;
  const account = accountDesign(input);
  const fit = fitJointModel({
    design: account.design,
    blocks: account.blocks,
    y: Float64Array.from(rows, (row: LearningRow) => row.reward),
    noise: Float64Array.from(rows, (row: LearningRow) => row.noise),
    weight: Float64Array.from(rows, (row: LearningRow) => (discounted ? row.weight : 1)),
  });
  return { account, fit, df: Math.max(3, fit.effectiveRows - fit.effectiveCoefficients) };
}

/** Levels of a dimension that can be spoken about: the known ones, or what the filter keeps. */
export function contrastsOf(
  model: AccountModel,
  dimension: LevelDimension,
  keep: (level: LevelTerms) => boolean = ({ level }) => level !== UNKNOWN,
): LevelContrasts {
  return levelContrasts(model.fit, model.account.levels[dimension].filter(keep));
}
