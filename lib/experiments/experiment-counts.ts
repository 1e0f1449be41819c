import { type ArmMoments, meanMoments, proportionMoments } from '../statistics/arm-moments.ts';
import { ExperimentError, requireExperiment } from './experiment-error.ts';

/** Cumulative figures of one arm at one look: trials with successes, or n with sum and sum of squares. */
export type ArmCounts = { arm: string; weight?: number | null } & (
  | { trials: number; successes: number }
  | { n: number; sum: number; sumSquares: number }
);

/** All arms at one look, in growing order of looks. */
export interface CountsLook {
  /** A number or a time; looks must ascend. */
  look: number | string | Date;
  arms: readonly ArmCounts[];
}

/**
 * Checks looks of cumulative counts.
 *
 * @throws ExperimentError naming the look and arm: none or one arm, an arm that comes or goes, negative or broken counts,
 *   more successes than trials, looks out of order, counts that shrink, an allocation that changes midway
 */
export function checkLooks(looks: readonly CountsLook[], control: string): void {
  requireExperiment(looks.length > 0, 'there is no look; give at least one, with counts per arm');
  const names = looks[0]!.arms.map(({ arm }) => arm);
  requireExperiment(names.length > 0, 'there are no arms; an experiment needs a control and a treatment');
  requireExperiment(
    names.length > 1,
    `there is only one arm, ${names[0]}; an experiment needs a control and a treatment`,
  );
  requireExperiment(new Set(names).size === names.length, `an arm is there twice at one look: ${names.join(', ')}`);
  requireExperiment(names.includes(control), `the control ${control} is not among the arms ${names.join(', ')}`);
  looks.forEach((look, i) => {
    const label = `look ${labelOf(look)}`;
    const before = looks[i - 1];
    const order = before && orderOf(before.look) < orderOf(look.look);
    requireExperiment(
      !before || order === true,
      `${label} does not come after look ${before && labelOf(before)}; put looks in order, each once`,
    );
    requireExperiment(
      look.arms.length === names.length &&
        new Set([...names, ...look.arms.map(({ arm }) => arm)]).size === names.length,
      `${label} has the arms ${look.arms.map(({ arm }) => arm).join(', ')}, the first look ${names.join(', ')}; arms may not come or go`,
    );
    for (const counts of look.arms) {
      checkCounts(counts, `${label}, arm ${counts.arm}`);
      const earlier = before?.arms.find(({ arm }) => arm === counts.arm);
      if (earlier) checkGrowth(earlier, counts, `${label}, arm ${counts.arm}`);
    }
  });
}

/** Moments of an arm's metric, or null while it has too few units. */
export function momentsOf(counts: ArmCounts): ArmMoments | null {
  if ('trials' in counts)
    return counts.trials < 2 ? null : proportionMoments({ n: counts.trials, successes: counts.successes });
  return counts.n < 2 ? null : meanMoments(counts);
}

export function unitsOf(counts: ArmCounts): number {
  return 'trials' in counts ? counts.trials : counts.n;
}

export function labelOf({ look }: CountsLook): string {
  return look instanceof Date ? look.toISOString() : String(look);
}

function orderOf(look: CountsLook['look']): number {
  if (look instanceof Date) return look.getTime();
  if (typeof look === 'number') return look;
  const number = look.trim() === '' ? Number.NaN : Number(look);
  const order = Number.isNaN(number) ? Date.parse(look) : number;
  if (Number.isNaN(order))
    throw new ExperimentError(`look ${JSON.stringify(look)} is neither a number nor a time; give either`);
  return order;
}

function checkCounts(counts: ArmCounts, where: string): void {
  const entries = Object.entries(counts).filter(([name]) => name !== 'arm' && name !== 'weight') as [string, number][];
  for (const [name, value] of entries) {
    requireExperiment(Number.isFinite(value), `${where}: ${name} must be a number, got ${value}`);
    const signed = name === 'sum';
    requireExperiment(signed || value >= 0, `${where}: ${name} must be 0 or more, got ${value}`);
  }
  if ('trials' in counts) {
    const { trials, successes } = counts;
    requireExperiment(
      Number.isInteger(trials) && Number.isInteger(successes),
      `${where}: trials and successes must be whole numbers, got ${trials} and ${successes}`,
    );
    requireExperiment(
      successes <= trials,
      `${where}: ${successes} successes are more than ${trials} trials; use n, sum and sum of squares for counts that may exceed one per trial`,
    );
  } else {
    const { n, sum, sumSquares } = counts;
    const least = n > 0 ? sum ** 2 / n : 0;
    requireExperiment(
      sumSquares >= least * (1 - 1e-9),
      `${where}: a sum of squares of ${sumSquares} is impossible with n ${n} and sum ${sum} (at least ${least})`,
    );
  }
  if (counts.weight !== undefined && counts.weight !== null) {
    requireExperiment(
      counts.weight > 0 && Number.isFinite(counts.weight),
      `${where}: weight must be above 0, got ${counts.weight}`,
    );
  }
}

function checkGrowth(earlier: ArmCounts, counts: ArmCounts, where: string): void {
  const shape = (arm: ArmCounts) => ('trials' in arm ? 'trials and successes' : 'n and sums');
  requireExperiment(
    shape(earlier) === shape(counts),
    `${where}: gives ${shape(counts)}, earlier looks ${shape(earlier)}`,
  );
  const shrinks =
    unitsOf(counts) < unitsOf(earlier) ||
    ('trials' in counts && counts.successes < (earlier as typeof counts).successes);
  requireExperiment(!shrinks, `${where}: counts must be cumulative, but are smaller than at the look before`);
  requireExperiment(
    (counts.weight ?? null) === (earlier.weight ?? null),
    `${where}: the allocation changed from weight ${earlier.weight} to ${counts.weight} midway, which mixes time into the comparison; analyse the parts before and after the change separately`,
  );
}
