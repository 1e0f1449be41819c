import { requireExperiment } from './experiment-error.ts';
import type { FinishedArm } from './replay.ts';

/**
 * What is known of an arm before its first trial: values by name, so scaled that the effect of one on the log rate is taken
 * to be standard normal beforehand.
 */
export type ArmFeatures = ReadonlyMap<string, number>;

export interface DatedExperiment {
  startedAt: Date;
  arms: readonly (FinishedArm & { features: ArmFeatures })[];
}

/** What earlier experiments let expect of a new one. */
export interface ArmPrior {
  /** Mean and standard deviation of the experiment's log rate. */
  logRate: number;
  logRateSd: number;
  /** Per arm, its expected log rate above the mean of the arms. */
  effects: readonly number[];
}

/** Variance of log rates between arms of one experiment, beyond what features explain, and between experiments. */
const ARM_VARIANCE = 0.1;
const EXPERIMENT_VARIANCE = 0.25;
/** What a feature does to the level of a whole experiment is taken for half as large as what it does within one. */
const LEVEL_SHARE = 0.5;
/** Experiments whose mean level the next one is expected to have. */
const RECENT = 60;
/** Before anything was seen rates of one in a thousand and one in seven are both within two standard deviations. */
const UNKNOWN = { logRate: -4.5, sd: 1.25, weight: 2 };

interface Observed {
  arms: readonly { ids: Int32Array; values: Float64Array; weight: number; target: number }[];
  weight: number;
}

/**
 * Learns from finished experiments what arms will do, as a mixed model: log rate = recent level + effects of the arm's
 * features + half-sized effects of the experiment's mean features + experiment + arm, the last two random, fitted by ridge
 * regression in the form of Henderson's equations with the experiment's effect integrated out, by conjugate gradients.
 * Bayesian in every coefficient, so experience that was gathered unevenly does no harm.
 */
export function armPriorLearner(): {
  /** Adds a finished experiment; it counts from the next `learn` on. Experiments come in the order in which they were known. */
  observe: (arms: DatedExperiment['arms']) => void;
  learn: () => void;
  expect: (arms: readonly ArmFeatures[]) => ArmPrior;
} {
  const names = new Map<string, number>();
  const observed: Observed[] = [];
  const levels: number[] = [];
  const misses: number[] = [];
  let coefficients: Coefficients = { arm: new Float64Array(0), level: new Float64Array(0) };

  const recentLevel = () => {
    const recent = levels.slice(-RECENT);
    return recent.length > 0 ? mean(recent) : UNKNOWN.logRate;
  };
  const expect = (arms: readonly ArmFeatures[]): ArmPrior => {
    const sums = { arm: arms.map(() => 0), level: arms.map(() => 0) };
    arms.forEach((features, k) => {
      for (const [name, value] of features) {
        const id = names.get(name);
        if (id === undefined || id >= coefficients.arm.length) continue;
        sums.arm[k]! += value * coefficients.arm[id]!;
        sums.level[k]! += value * coefficients.level[id]!;
      }
    });
    const centre = mean(sums.arm);
    const seen = misses.slice(-RECENT);
    const variance =
      (UNKNOWN.weight * UNKNOWN.sd ** 2 + seen.reduce((sum, miss) => sum + miss, 0)) / (UNKNOWN.weight + seen.length);
    return {
      logRate: recentLevel() + centre + LEVEL_SHARE * mean(sums.level),
      logRateSd: Math.sqrt(variance),
      effects: sums.arm.map((sum) => sum - centre),
    };
  };

  return {
    expect,
    observe(arms) {
      const rates = arms.map(({ trials, successes }) => Math.log((successes + 0.5) / (trials + 0.5)));
      const [trials, successes] = [total(arms.map((arm) => arm.trials)), total(arms.map((arm) => arm.successes))];
      const level = Math.log((successes + 0.5) / (trials + 0.5));
      const before = recentLevel();
      const rows = arms.map(({ features, successes }, k) => ({
        ids: Int32Array.from(features.keys(), (name) => idOf(names, name)),
        values: Float64Array.from(features.values()),
        weight: 1 / (1 / (successes + 0.5) + ARM_VARIANCE),
        target: rates[k]! - (levels.length > 0 ? before : level),
      }));
      misses.push(
        Math.max(0, (level - expect(arms.map(({ features }) => features)).logRate) ** 2 - 1 / (successes + 0.5)),
      );
      observed.push({ arms: rows, weight: total(rows.map(({ weight }) => weight)) });
      levels.push(level);
    },
    learn() {
      coefficients = posteriorMode(observed, names.size, coefficients);
    },
  };
}

/**
 * What each of a series of experiments could have been expected to do, from those alone that began at least `gapMs` before
 * it. Learned anew whenever a fortieth more is known.
 *
 * @returns priors in the order of the input
 */
export function priorsInOrder(
  experiments: readonly DatedExperiment[],
  { gapMs = 24 * 3_600_000 }: { gapMs?: number } = {},
): ArmPrior[] {
  requireExperiment(gapMs > 0, `the gap must be above 0, or an experiment would teach itself; got ${gapMs}`);
  const order = experiments.map((experiment, i) => ({ experiment, i, at: experiment.startedAt.getTime() }));
  order.sort((a, b) => a.at - b.at || a.i - b.i);
  const learner = armPriorLearner();
  const priors: ArmPrior[] = new Array(experiments.length);
  let [known, over] = [0, 0];
  for (const { experiment, i, at } of order) {
    while (order[over]!.at <= at - gapMs) over += 1;
    if (over - known >= Math.max(1, known / 40)) {
      for (const { experiment } of order.slice(known, over)) learner.observe(experiment.arms);
      learner.learn();
      known = over;
    }
    priors[i] = learner.expect(experiment.arms.map(({ features }) => features));
  }
  return priors;
}

type Coefficients = { arm: Float64Array; level: Float64Array };

/** The posterior mode, from the one before it. */
function posteriorMode(observed: readonly Observed[], size: number, start: Coefficients): Coefficients {
  const x = new Float64Array(2 * size);
  x.set(start.arm, 0);
  x.set(start.level, size);
  const right = new Float64Array(2 * size);
  for (const one of observed) {
    addBack(
      one,
      one.arms.map(({ target }) => target),
      size,
      right,
    );
  }
  const residual = right.slice();
  const applied = new Float64Array(2 * size);
  applyNormal(observed, x, size, applied);
  for (let i = 0; i < residual.length; i += 1) residual[i]! -= applied[i]!;
  const direction = residual.slice();
  let square = dot(residual, residual);
  const enough = 1e-8 * dot(right, right);
  for (let step = 0; step < 200 && square > enough; step += 1) {
    applyNormal(observed, direction, size, applied);
    const length = square / dot(direction, applied);
    for (let i = 0; i < x.length; i += 1) {
      x[i]! += length * direction[i]!;
      residual[i]! -= length * applied[i]!;
    }
    const next = dot(residual, residual);
    for (let i = 0; i < x.length; i += 1) direction[i] = residual[i]! + (next / square) * direction[i]!;
    square = next;
  }
  return { arm: x.slice(0, size), level: x.slice(size) };
}

/** out = (I + Xᵀ V⁻¹ X) x, where V holds the variances of arms and experiments. */
function applyNormal(observed: readonly Observed[], x: Float64Array, size: number, out: Float64Array): void {
  out.set(x);
  for (const one of observed) {
    let level = 0;
    const values = one.arms.map(({ ids, values }) => {
      let own = 0;
      for (let j = 0; j < ids.length; j += 1) {
        own += values[j]! * x[ids[j]!]!;
        level += values[j]! * x[size + ids[j]!]!;
      }
      return own;
    });
    const shared = (LEVEL_SHARE * level) / one.arms.length;
    addBack(
      one,
      values.map((value) => value + shared),
      size,
      out,
    );
  }
}

/** out += Xᵀ V⁻¹ values for one experiment; V⁻¹ by the Sherman–Morrison formula. */
function addBack({ arms, weight }: Observed, values: readonly number[], size: number, out: Float64Array): void {
  const centre = arms.reduce((sum, arm, k) => sum + arm.weight * values[k]!, 0) / weight;
  const pulled = ((EXPERIMENT_VARIANCE * weight) / (1 + EXPERIMENT_VARIANCE * weight)) * centre;
  const terms = arms.map((arm, k) => arm.weight * (values[k]! - pulled));
  const shared = (LEVEL_SHARE * total(terms)) / arms.length;
  arms.forEach(({ ids, values: features }, k) => {
    for (let j = 0; j < ids.length; j += 1) {
      out[ids[j]!]! += features[j]! * terms[k]!;
      out[size + ids[j]!]! += features[j]! * shared;
    }
  });
}

function idOf(names: Map<string, number>, name: string): number {
  const known = names.get(name);
  if (known !== undefined) return known;
  names.set(name, names.size);
  return names.size - 1;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function mean(values: readonly number[]): number {
  return total(values) / values.length;
}
