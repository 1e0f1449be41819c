import { type ArmMoments, covarianceOf, meanOf, type Sums, varianceOf } from './arm-moments.ts';
import { requireArgument } from './require-argument.ts';

/** A mean metric beside the same units' value of a covariate from before the experiment. */
export interface CovariateArm {
  n: number;
  post: Sums;
  pre: Sums;
  /** Sum over units of post × pre. */
  sumOfProducts: number;
}

/**
 * CUPED's coefficient (Deng, Xu, Kohavi and Walker 2013): cov(post, pre) / var(pre) over the units of all given arms
 * together. Zero when the covariate does not vary.
 */
export function cupedCoefficient(arms: readonly CovariateArm[]): number {
  const n = total(arms.map((arm) => arm.n));
  const pool = (sums: (arm: CovariateArm) => Sums) => ({
    sum: total(arms.map((arm) => sums(arm).sum)),
    sumSquares: total(arms.map((arm) => sums(arm).sumSquares)),
  });
  const pre = pool((arm) => arm.pre);
  const variance = varianceOf(pre, n);
  if (!(variance > 0)) return 0;
  const sumOfProducts = total(arms.map((arm) => arm.sumOfProducts));
  return (
    covarianceOf(
      pool((arm) => arm.post),
      pre,
      { n, sumOfProducts },
    ) / variance
  );
}

/** Moments of an arm with the covariate taken out; the unadjusted mean stays beside them as the base of relative lifts. */
export function cupedMoments(arm: CovariateArm, coefficient: number): ArmMoments {
  const { n, post, pre, sumOfProducts } = arm;
  requireArgument(n >= 2, 'n', n, 'at least 2');
  return adjusted(
    {
      n,
      post: { mean: meanOf(post, n), variance: varianceOf(post, n) },
      pre: { mean: meanOf(pre, n), variance: varianceOf(pre, n) },
      covariance: covarianceOf(post, pre, { n, sumOfProducts }),
    },
    coefficient,
    true,
  );
}

/** A ratio metric beside the same units' ratio from before: sums and sums of products over the units. */
export interface CovariateRatioArm {
  n: number;
  post: { numerator: Sums; denominator: Sums; sumOfProducts: number };
  pre: { numerator: Sums; denominator: Sums; sumOfProducts: number };
  /** Sums over units of a post quantity × a pre quantity. */
  cross: {
    numerators: number;
    denominators: number;
    postNumeratorPreDenominator: number;
    postDenominatorPreNumerator: number;
  };
}

/** CUPED's coefficient of ratio metrics, from the arms' linearised ratios (delta method, as in GrowthBook). */
export function cupedRatioCoefficient(arms: readonly CovariateRatioArm[]): number {
  const linear = arms.map(linearise);
  const variance = total(linear.map(({ pre }) => pre.variance));
  return variance > 0 ? total(linear.map(({ covariance }) => covariance)) / variance : 0;
}

/** Moments of a ratio metric with the earlier ratio taken out. */
export function cupedRatioMoments(arm: CovariateRatioArm, coefficient: number): ArmMoments {
  return adjusted(linearise(arm), coefficient, false);
}

interface Pair {
  n: number;
  post: { mean: number; variance: number };
  pre: { mean: number; variance: number };
  covariance: number;
}

/** GrowthBook's delta method assumes balanced covariates for means, and takes them as seen for ratios; so do we. */
function adjusted({ n, post, pre, covariance }: Pair, coefficient: number, assumesBalance: boolean): ArmMoments {
  return {
    n,
    mean: post.mean - coefficient * pre.mean,
    variance: post.variance + coefficient ** 2 * pre.variance - 2 * coefficient * covariance,
    unadjusted: {
      mean: post.mean,
      variance: post.variance,
      covariance: post.variance - coefficient * covariance,
      assumesBalance,
    },
  };
}

/** First-order moments of numerator / denominator, and of the two ratios together. */
function linearise({ n, post, pre, cross }: CovariateRatioArm): Pair {
  requireArgument(n >= 2, 'n', n, 'at least 2');
  const ratio = ({ numerator, denominator, sumOfProducts }: CovariateRatioArm['post']) => {
    requireArgument(denominator.sum !== 0, 'denominator.sum', 0, 'different from 0');
    const d = meanOf(denominator, n);
    const mean = numerator.sum / denominator.sum;
    const covariance = covarianceOf(numerator, denominator, { n, sumOfProducts });
    const variance =
      (varianceOf(numerator, n) + mean ** 2 * varianceOf(denominator, n) - 2 * mean * covariance) / d ** 2;
    return { mean, variance, d };
  };
  const [now, before] = [ratio(post), ratio(pre)];
  const cov = (a: Sums, b: Sums, sumOfProducts: number) => covarianceOf(a, b, { n, sumOfProducts });
  const covariance =
    (cov(post.numerator, pre.numerator, cross.numerators) -
      before.mean * cov(post.numerator, pre.denominator, cross.postNumeratorPreDenominator) -
      now.mean * cov(post.denominator, pre.numerator, cross.postDenominatorPreNumerator) +
      now.mean * before.mean * cov(post.denominator, pre.denominator, cross.denominators)) /
    (now.d * before.d);
  return { n, post: { mean: now.mean, variance: now.variance }, pre: before, covariance };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0);
}
