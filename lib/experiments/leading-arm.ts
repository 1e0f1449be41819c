import type { ArmMoments } from '../statistics/arm-moments.ts';
import { shrinkLift, TYPICAL_ARM_SD } from './shrink-effect.ts';

/** The arm that is ahead, and what it is worth over a pick at random. */
export interface LeadingArm {
  arm: string;
  /** Lift of its mean over the average of all arms, as seen. */
  lift: number;
  /** What of it to expect from now on: being picked as the best of several flatters an arm. */
  shrunkLift: number;
}

/**
 * The arm with the largest mean, against the average of all arms, shrunk towards that average.
 *
 * @returns null when the average is not above 0, or an arm does not vary: then nothing can be said in percent
 */
export function leadingArm(arms: readonly (ArmMoments & { arm: string })[], armSd = TYPICAL_ARM_SD): LeadingArm | null {
  const count = arms.length;
  const average = arms.reduce((sum, { mean }) => sum + mean, 0) / count;
  if (!(average > 0) || arms.some(({ variance }) => !(variance > 0))) return null;
  const leader = arms.reduce((best, one) => (one.mean > best.mean ? one : best));
  const lift = leader.mean / average - 1;
  // The leader is part of the average, in its noise and in its true level.
  const own = 1 - 1 / count;
  const others = arms.reduce((sum, one) => sum + (one === leader ? 0 : one.variance / one.n), 0) / count ** 2;
  const standardError = Math.sqrt((own ** 2 * leader.variance) / leader.n + others) / average;
  return {
    arm: leader.arm,
    lift,
    shrunkLift: shrinkLift({ lift, standardError, priorSd: armSd * Math.sqrt(own) }),
  };
}
