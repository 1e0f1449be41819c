import type { ArmPrior } from './arm-prior.ts';
import type { BanditPolicy, BanditState } from './bandit-policies.ts';
import { informationIndex } from './information-index.ts';

/**
 * How arms of one experiment differ: gamma around their common rate with a relative spread that is log-normal and falls as
 * the rate rises. From the Upworthy archive by marginal likelihood on every third test, the fall by moments.
 */
const SPREAD = { log: -1.5, sd: 0.3, fall: -0.22, at: -4.49 };
/** More than the index of one arm against a known one: there are several rivals, none of them known. */
const CAUTION = 2.75;
/** Integration over common rate and spread, in standard deviations. */
const RATES = Array.from({ length: 11 }, (_, i) => -3 + 0.6 * i);
const SPREADS = [-2, -2 / 3, 2 / 3, 2];

/** A point of the prior: arms are gamma(shape, scale) times what is expected of each. */
interface Point {
  shape: number;
  scale: number;
  logWeight: number;
  /** Sums of log(shape + j) for j below the index. */
  rising: number[];
}

/**
 * The arm with the largest finite-horizon index: mean + caution × standard deviation × ψ(what the rest of the horizon can
 * still tell), under what was expected of the arms, with their common rate and spread integrated out at every batch.
 */
export function informedIndex(prior: ArmPrior, caution = CAUTION): BanditPolicy {
  const lifts = prior.effects.map((effect) => Math.exp(effect));
  const centre = lifts.reduce((sum, lift) => sum + lift, 0) / lifts.length;
  const expected = lifts.map((lift) => lift / centre);
  const points = pointsOf(prior);
  return (state) => {
    const { means, sds } = beliefs(points, expected, state);
    const left = state.horizon - state.done;
    const indices = means.map((mean, k) => mean + caution * sds[k]! * informationIndex((left * sds[k]! ** 2) / mean));
    const best = indices.indexOf(Math.max(...indices));
    return indices.map((_, k) => (k === best ? 1 : 0));
  };
}

function pointsOf({ logRate, logRateSd }: ArmPrior): Point[] {
  return RATES.flatMap((z) =>
    SPREADS.map((y) => {
      const log = logRate + logRateSd * z;
      const shape = Math.exp(-2 * (SPREAD.log + SPREAD.sd * y + SPREAD.fall * (log - SPREAD.at)));
      return { shape, scale: shape / Math.exp(log), logWeight: -(z * z + y * y) / 2, rising: [0] };
    }),
  );
}

/** Mean and standard deviation of each arm's rate. */
function beliefs(
  points: readonly Point[],
  expected: readonly number[],
  { pulls, successes }: BanditState,
): { means: number[]; sds: number[] } {
  const exposed = pulls.map((n, k) => n * expected[k]!);
  const logs = points.map((point) =>
    successes.reduce(
      (sum, s, k) =>
        sum +
        risingTo(point, s) -
        s * Math.log(point.scale + exposed[k]!) -
        point.shape * Math.log1p(exposed[k]! / point.scale),
      point.logWeight,
    ),
  );
  const most = Math.max(...logs);
  const weights = logs.map((one) => Math.exp(one - most));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const mixed = (k: number, power: number) =>
    points.reduce(
      (sum, { shape, scale }, i) => sum + (weights[i]! * (shape + successes[k]!)) / (scale + exposed[k]!) ** power,
      0,
    ) / whole;
  return {
    means: expected.map((lift, k) => lift * mixed(k, 1)),
    sds: expected.map((lift, k) => lift * Math.sqrt(mixed(k, 2))),
  };
}

/** log Γ(shape + successes) − log Γ(shape) */
function risingTo({ shape, rising }: Point, successes: number): number {
  for (let j = rising.length; j <= successes; j += 1) rising.push(rising[j - 1]! + Math.log(shape + j - 1));
  return rising[successes]!;
}
