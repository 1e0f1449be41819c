import {
  type ArmMoments,
  meanMoments,
  proportionMoments,
  quantileMoments,
  ratioMoments,
} from '../../../lib/statistics/arm-moments.ts';
import {
  type CovariateArm,
  type CovariateRatioArm,
  cupedCoefficient,
  cupedMoments,
  cupedRatioCoefficient,
  cupedRatioMoments,
} from '../../../lib/statistics/cuped.ts';

type Raw = Record<string, number> & {
  post: { sum: number; sum_squares: number };
  pre: { sum: number; sum_squares: number };
};

/** The arms of a GrowthBook vector, as its reference implementation names them. */
export interface ArmsVector {
  type: string;
  a: Raw;
  b: Raw;
  alpha: number;
  difference: 'relative' | 'absolute';
  nstar: number;
  side?: 'greater' | 'lesser';
}

const sums = ([sum, sumSquares]: readonly number[]) => ({ sum: sum!, sumSquares: sumSquares! });

export function covariateArm({ n, post, pre, prod }: Raw): CovariateArm {
  return {
    n: n!,
    post: { sum: post.sum, sumSquares: post.sum_squares },
    pre: { sum: pre.sum, sumSquares: pre.sum_squares },
    sumOfProducts: prod!,
  };
}

function covariateRatioArm(raw: Raw): CovariateRatioArm {
  const pair = (name: string) => sums(raw[name] as unknown as number[]);
  return {
    n: raw.n!,
    post: { numerator: pair('m_post'), denominator: pair('d_post'), sumOfProducts: raw.mpost_dpost! },
    pre: { numerator: pair('m_pre'), denominator: pair('d_pre'), sumOfProducts: raw.mpre_dpre! },
    cross: {
      numerators: raw.mpost_mpre!,
      denominators: raw.dpost_dpre!,
      postNumeratorPreDenominator: raw.mpost_dpre!,
      postDenominatorPreNumerator: raw.mpre_dpost!,
    },
  };
}

/** Control and treatment of a vector of any type. */
export function armsOf({ type, a, b }: Pick<ArmsVector, 'type' | 'a' | 'b'>): {
  control: ArmMoments;
  treatment: ArmMoments;
} {
  if (type === 'mean_ra') {
    const arms = [covariateArm(a), covariateArm(b)] as const;
    const theta = cupedCoefficient(arms);
    return { control: cupedMoments(arms[0], theta), treatment: cupedMoments(arms[1], theta) };
  }
  if (type === 'ratio_ra') {
    const arms = [covariateRatioArm(a), covariateRatioArm(b)] as const;
    const theta = cupedRatioCoefficient(arms);
    return { control: cupedRatioMoments(arms[0], theta), treatment: cupedRatioMoments(arms[1], theta) };
  }
  const one = (raw: Raw): ArmMoments => {
    const n = raw.n!;
    if (type === 'proportion') return proportionMoments({ n, successes: raw.sum! });
    if (type === 'quantile')
      return quantileMoments({ n, quantile: raw.quantile!, lower: raw.lower!, upper: raw.upper! });
    if (type === 'ratio') {
      return ratioMoments({
        n,
        numerator: { sum: raw.m_sum!, sumSquares: raw.m_ss! },
        denominator: { sum: raw.d_sum!, sumSquares: raw.d_ss! },
        sumOfProducts: raw.md_prod!,
      });
    }
    return meanMoments({ n, sum: raw.sum!, sumSquares: raw.sum_squares! });
  };
  return { control: one(a), treatment: one(b) };
}
