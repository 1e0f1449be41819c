import type { MeasuredLift } from '../optimizing/measure-lift.ts';
import { formatLift, formatLiftInterval, plural } from './format.ts';

/** What acting did, in one line. */
export function liftLine(lift: Pick<MeasuredLift, 'lift' | 'interval' | 'acting' | 'holdout'> | null): string {
  if (lift === null || lift.lift === null) {
    const posts =
      lift === null ? '' : ` (${plural(lift.acting, 'post')} of the policy, ${lift.holdout} of the holdout)`;
    return `not measured yet${posts}`;
  }
  const interval = lift.interval === null ? 'no bounds yet' : formatLiftInterval(lift.interval);
  return `${formatLift(lift.lift)} (${interval}) against the holdout, ${lift.acting} posts against ${lift.holdout}`;
}
