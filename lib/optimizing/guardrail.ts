import { poissonSf } from '../statistics/poisson-distribution.ts';
import type { RealisedLift } from './realised-lift.ts';

/** What a guardrail looks at after a change of policy. */
export interface GuardrailInput {
  /** Null while it cannot be measured. */
  realised: RealisedLift | null;
  /** Always-valid or 95% interval of the change of followers per day, as a share of followers; null when unknown. */
  followerChangePerDay?: [number, number] | null;
  /** Age of the newest reading, in hours; null when there is none. */
  newestReadingHours: number | null;
  /** Errors in the last day, and per day before. */
  errors?: { lastDay: number; usualPerDay: number };
  limits?: Partial<GuardrailLimits>;
}

export interface GuardrailLimits {
  /** Loss against the holdout, as a share, that is tolerated. */
  lossMargin: number;
  /** Loss of followers per day, as a share, that is tolerated. */
  followerLossMargin: number;
  /** Readings older than this are stale. */
  staleHours: number;
}

export const GUARDRAIL_LIMITS: GuardrailLimits = { lossMargin: 0.02, followerLossMargin: 0.002, staleHours: 24 };

export interface GuardrailVerdict {
  /**
   * `rollback`: the policy did harm and goes back to the one before. `freeze`: nothing changes until the reason is gone.
   * `keep`: neither.
   */
  verdict: 'keep' | 'rollback' | 'freeze';
  /** Plain sentences with their numbers; empty when everything is well. */
  reasons: string[];
}

/** Twice the usual number of errors with less than this chance is no chance. */
const ERROR_RATE = 0.001;

/**
 * Whether to keep, take back or freeze a policy. Harm is claimed only when the whole always-valid interval lies beyond the
 * margin, so that looking often does not roll back by chance; missing data freeze, they never prove.
 */
export function guardrailVerdict(input: GuardrailInput): GuardrailVerdict {
  const limits = { ...GUARDRAIL_LIMITS, ...input.limits };
  const harm: string[] = [];
  const trouble: string[] = [];
  const { realised, followerChangePerDay, newestReadingHours, errors } = input;
  if (realised && realised.interval[1] < -limits.lossMargin) {
    harm.push(
      `The policy does worse than the holdout: ${percent(realised.lift)} (${percent(realised.interval[0])} to ${percent(realised.interval[1])}, ${realised.n.acting} against ${realised.n.holdout} posts).`,
    );
  }
  if (followerChangePerDay && followerChangePerDay[1] < -limits.followerLossMargin) {
    harm.push(
      `Followers fall: ${percent(followerChangePerDay[0])} to ${percent(followerChangePerDay[1])} a day, tolerated are ${percent(-limits.followerLossMargin)}.`,
    );
  }
  if (newestReadingHours === null) trouble.push('There is no reading at all.');
  else if (newestReadingHours > limits.staleHours) {
    trouble.push(
      `The newest reading is ${newestReadingHours.toFixed(0)} hours old; after ${limits.staleHours} data are stale.`,
    );
  }
  if (
    errors &&
    errors.lastDay > 2 * errors.usualPerDay &&
    poissonSf(errors.lastDay - 1, errors.usualPerDay + 1) < ERROR_RATE
  ) {
    trouble.push(`${errors.lastDay} errors in the last day; usual are ${errors.usualPerDay.toFixed(1)}.`);
  }
  if (harm.length > 0) return { verdict: 'rollback', reasons: [...harm, ...trouble] };
  return { verdict: trouble.length > 0 ? 'freeze' : 'keep', reasons: trouble };
}

function percent(share: number): string {
  if (!Number.isFinite(share)) return 'unbounded';
  return `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}%`;
}
