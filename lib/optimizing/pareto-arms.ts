import { hypervolume, inferReferencePoint, nonDominated } from '../statistics/pareto.ts';
import { normalLattice } from '../statistics/probability-best.ts';
import { requireArgument } from '../statistics/require-argument.ts';

/** Posterior of every arm under one objective; larger is better. */
export interface ArmObjective {
  name: string;
  means: readonly number[];
  sds: readonly number[];
  /** The operator's worth of one standard unit of this objective. */
  worth?: number;
  /** A floor that must hold, e.g. 0 for "never lose followers". */
  atLeast?: number;
}

export interface ParetoArms {
  arms: {
    arm: string;
    values: number[];
    /** Whether no other arm's estimates dominate it. */
    onFront: boolean;
    /** Probability that it is on the true front. */
    probabilityOnFront: number;
    /** Probability that it keeps every floor. */
    probabilityFeasible: number;
    /** Probability that it truly lies at the operator's point, among the arms that truly keep the floors. */
    probabilityChosen: number;
  }[];
  /** The arm at the operator's point of the front; null when none keeps the floors with enough probability. */
  chosen: string | null;
  /** Hypervolume of the estimates above the reference point: the progress number. */
  hypervolume: number;
  reference: number[];
}

const POINTS = 512;
/** An arm may be chosen when it keeps the floors with at least this probability. */
const FEASIBLE = 0.9;
/** Share of the sum in the augmented Chebyshev scalarisation (Knowles 2006). */
const AUGMENTATION = 0.05;

/**
 * Arms under several objectives at once: who is on the Pareto front and how surely, which arm lies at the operator's point
 * (augmented Chebyshev distance to the ideal, weighted by worth, among arms that keep the floors),
 * and the hypervolume. Deterministic.
 *
 * @throws RangeError when an objective has not one mean and one standard deviation per arm
 */
export function paretoArms(input: {
  arms: readonly string[];
  objectives: readonly ArmObjective[];
  /** Reference point of the hypervolume; inferred from the front when absent, and to be kept for comparisons over time. */
  reference?: readonly number[];
}): ParetoArms {
  const { arms, objectives } = input;
  requireArgument(arms.length > 0, 'arms', 'an empty list', 'at least one arm');
  for (const { name, means, sds } of objectives) {
    const wanted = `${arms.length} means and standard deviations`;
    requireArgument(means.length === arms.length && sds.length === arms.length, name, `${means.length}`, wanted);
  }
  const values = arms.map((_, k) => objectives.map(({ means }) => means[k]!));
  const front = new Set(nonDominated(values));
  const { onFront, feasible, chosen: atPoint } = simulate(arms.length, objectives);
  const reference = input.reference ? [...input.reference] : inferReferencePoint(values);
  const chosen = nearest(
    values,
    objectives,
    arms.map((_, k) => k).filter((k) => feasible[k]! >= FEASIBLE),
  );
  return {
    arms: arms.map((arm, k) => ({
      arm,
      values: values[k]!,
      onFront: front.has(k),
      probabilityOnFront: onFront[k]!,
      probabilityFeasible: feasible[k]!,
      probabilityChosen: atPoint[k]!,
    })),
    chosen: chosen === null ? null : arms[chosen]!,
    hypervolume: hypervolume(values, reference),
    reference,
  };
}

/** The arm nearest to the ideal, by the augmented Chebyshev distance in ranges of each objective; null when none is allowed. */
function nearest(
  values: readonly number[][],
  objectives: readonly ArmObjective[],
  allowed: readonly number[],
): number | null {
  const ideal = objectives.map((_, d) => Math.max(...values.map((row) => row[d]!)));
  const scales = ideal.map((most, d) => Math.max(1e-12, most - Math.min(...values.map((row) => row[d]!))));
  let best: { k: number; distance: number } | null = null;
  for (const k of allowed) {
    const losses = objectives.map(({ worth = 1 }, d) => (worth * (ideal[d]! - values[k]![d]!)) / scales[d]!);
    const distance = Math.max(...losses) + AUGMENTATION * losses.reduce((sum, loss) => sum + loss, 0);
    if (best === null || distance < best.distance) best = { k, distance };
  }
  return best?.k ?? null;
}

function simulate(
  arms: number,
  objectives: readonly ArmObjective[],
): { onFront: number[]; feasible: number[]; chosen: number[] } {
  const dimensions = arms * objectives.length;
  const lattice = normalLattice(dimensions, POINTS);
  const onFront = new Array<number>(arms).fill(0);
  const feasible = new Array<number>(arms).fill(0);
  const chosen = new Array<number>(arms).fill(0);
  for (let point = 0; point < POINTS; point += 1) {
    const drawn = Array.from({ length: arms }, (_, k) =>
      objectives.map(({ means, sds }, d) => means[k]! + sds[k]! * lattice[point * dimensions + d * arms + k]!),
    );
    for (const k of nonDominated(drawn)) onFront[k]! += 1 / POINTS;
    const allowed = drawn.flatMap((values, k) =>
      objectives.every(({ atLeast }, d) => atLeast === undefined || values[d]! >= atLeast) ? [k] : [],
    );
    for (const k of allowed) feasible[k]! += 1 / POINTS;
    const at = nearest(drawn, objectives, allowed);
    if (at !== null) chosen[at]! += 1 / POINTS;
  }
  return { onFront, feasible, chosen };
}
