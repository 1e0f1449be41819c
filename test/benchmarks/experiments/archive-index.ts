import gammaln from '@stdlib/math-base-special-gammaln';
import type { BanditPolicy, BanditState } from '../../../lib/experiments/bandit-policies.ts';

/**
 * How tests of the archive differ: their common rates are log-normal, arms are gamma around them with a relative spread that is
 * log-normal, too, and falls as the rate rises. By marginal likelihood on every third test, the fall by moments in eight groups of rates.
 */
const ARCHIVE = { logRate: -4.49, rateSd: 0.54, logSpread: -1.5, spreadSd: 0.3, fall: -0.22 };
const RATES = Array.from({ length: 11 }, (_, i) => -3 + 0.6 * i);
const SPREADS = [-2, -2 / 3, 2 / 3, 2];
/** More than the index of a normal belief asks for: beliefs about rare successes are skewed towards high rates. */
const CAUTION = 2.5;

/** Gamma beliefs about an arm, one per point of the prior. */
const POINTS = RATES.flatMap((z) =>
  SPREADS.map((y) => {
    const rate = Math.exp(ARCHIVE.logRate + ARCHIVE.rateSd * z);
    const spread = Math.exp(ARCHIVE.logSpread + ARCHIVE.spreadSd * y + ARCHIVE.fall * ARCHIVE.rateSd * z);
    const shape = spread ** -2;
    return { shape, scale: shape / rate, logWeight: -(z * z + y * y) / 2, logGamma: gammaln(shape) };
  }),
);

/**
 * The arm with the largest finite-horizon index: mean + caution × standard deviation × ψ(what the rest of the horizon can still
 * tell), under the archive's prior, which is integrated out at every batch. It knows more than a policy for one's own tests would.
 */
export function archiveIndex(caution = CAUTION): BanditPolicy {
  return (state) => {
    const { means, sds } = beliefs(state);
    const left = state.horizon - state.done;
    const indices = means.map((mean, k) => mean + caution * sds[k]! * psi((left * sds[k]! ** 2) / mean));
    const best = indices.indexOf(Math.max(...indices));
    return indices.map((_, k) => (k === best ? 1 : 0));
  };
}

/** Mean and standard deviation of each arm's rate. */
function beliefs({ pulls, successes }: BanditState): { means: number[]; sds: number[] } {
  const logs = POINTS.map(({ shape, scale, logWeight, logGamma }) =>
    pulls.reduce(
      (sum, n, k) =>
        sum +
        shape * Math.log(scale) -
        logGamma +
        gammaln(shape + successes[k]!) -
        (shape + successes[k]!) * Math.log(scale + n),
      logWeight,
    ),
  );
  const most = Math.max(...logs);
  const weights = logs.map((one) => Math.exp(one - most));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const mixed = (of: (shape: number, scale: number) => number, k: number) =>
    POINTS.reduce((sum, { shape, scale }, i) => sum + weights[i]! * of(shape + successes[k]!, scale + pulls[k]!), 0) /
    whole;
  return {
    means: pulls.map((_, k) => mixed((shape, scale) => shape / scale, k)),
    sds: pulls.map((_, k) => Math.sqrt(mixed((shape, scale) => shape / scale ** 2, k))),
  };
}

/** Gauss-Hermite, seven points. */
const NODES = [
  -3.750439717725742, -2.366759410734541, -1.154405394739968, 0, 1.154405394739968, 2.366759410734541,
  3.750439717725742,
];
const MASSES = [
  0.000548268858737, 0.030757123967586, 0.240123178605013, 0.457142857142857, 0.240123178605013, 0.030757123967586,
  0.000548268858737,
];

const STEP = 0.25;
const LOWEST = -4;
const TABLE = Array.from({ length: 49 }, (_, i) => indexOfNormal(Math.exp(LOWEST + STEP * i)));

/** Index of a standard normal belief, by what is left to learn (remaining trials × its variance / that of a trial). */
function psi(left: number): number {
  const place = (Math.log(left) - LOWEST) / STEP;
  if (!(place > 0)) return left > 0 ? TABLE[0]! * Math.exp((place * STEP) / 2) : 0;
  const i = Math.min(TABLE.length - 2, Math.floor(place));
  return TABLE[i]! + Math.min(1, place - i) * (TABLE[i + 1]! - TABLE[i]!);
}

/**
 * The sure reward that makes stopping as good as going on, by backward induction over the information gathered (Chernoff and Ray
 * 1965): one arm of unknown mean against a known one.
 */
function indexOfNormal(whole: number): number {
  const [low, high, size, steps] = [-4, 4, 801, 400];
  const width = (high - low) / (size - 1);
  const times = Array.from({ length: steps + 1 }, (_, i) => (1 + whole) ** (i / steps) - 1);
  let value = new Float64Array(size);
  for (let i = steps - 1; i >= 0; i -= 1) {
    const [now, next] = [times[i]!, times[i + 1]!];
    const sd = Math.sqrt(1 / (1 + now) - 1 / (1 + next));
    const before = new Float64Array(size);
    for (let j = 0; j < size; j += 1) {
      const mean = low + j * width;
      let worth = mean * (next - now);
      for (let q = 0; q < NODES.length; q += 1) {
        const x = (mean + sd * NODES[q]! - low) / width;
        if (x <= 0) continue;
        const a = Math.floor(x);
        const later =
          x >= size - 1 ? (mean + sd * NODES[q]!) * (whole - next) : value[a]! + (x - a) * (value[a + 1]! - value[a]!);
        worth += MASSES[q]! * later;
      }
      before[j] = Math.max(0, worth);
    }
    value = before;
  }
  const first = value.findIndex((one) => one > 1e-9 * whole);
  return Math.max(0, -(low + (first - 0.5) * width));
}
