import { fitJointModel } from '../learning/joint-model.ts';
import type { LearningRow } from '../learning/learning-rows.ts';
import { experimentDesign } from './experiment-design.ts';
import { ExperimentError } from './experiment-error.ts';
import { ERROR_DF } from './weighted-contrast.ts';

/** What an account's own posts say about the experiments it can run. */
export interface AccountVariance {
  /** Standard deviation of one post's outcome beyond what the covariates explain, as the analysis will feel it. */
  residualSd: number;
  postsPerDay: number;
  posts: number;
}

/** With fewer posts the variance itself is a guess. */
const LEAST_POSTS = 30;

/**
 * Residual variance of an account, by the very regression that will analyse the experiment: the standard deviation that a
 * post would have if errors were normal and the contrast of two arms came out as precise as it will.
 *
 * @param rows learning rows of the account's recent posts
 * @throws ExperimentError (code not_enough_data) with fewer than 30 posts
 */
export function accountVariance(rows: readonly LearningRow[], dimension: string): AccountVariance {
  if (rows.length < LEAST_POSTS) {
    throw new ExperimentError(
      `${rows.length} posts with readings say too little about the account's variance; wait until there are ${LEAST_POSTS}, or give --sd and --posts-per-day`,
      'not_enough_data',
    );
  }
  const { design, blocks } = experimentDesign({
    rows: rows.map((row) => ({ ...row, arm: null })),
    arms: [],
    dimension,
  });
  const fit = fitJointModel({
    design,
    blocks,
    y: Float64Array.from(rows, ({ reward }) => reward),
    noise: Float64Array.from(rows, ({ noise }) => noise),
    weight: new Float64Array(rows.length).fill(1),
    errors: { df: ERROR_DF, inflation: 'estimated' },
  });
  const precision = fit.precision.reduce((sum, one) => sum + one, 0) / rows.length;
  const ages = rows.map(({ ageDays }) => ageDays);
  const days = Math.max(1, Math.max(...ages) - Math.min(...ages));
  return {
    residualSd: Math.sqrt(fit.tailInflation / precision),
    postsPerDay: rows.length / days,
    posts: rows.length,
  };
}
