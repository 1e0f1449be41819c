/** Standard deviation of an arm's true level among the arms of one experiment, on a log scale, before any data. */
export const TYPICAL_ARM_SD = 0.2;

/** Standard deviation of the true difference of two such arms. */
export const TYPICAL_EFFECT_SD = Math.SQRT2 * TYPICAL_ARM_SD;

/**
 * An effect on a log scale, shrunk towards none against the winner's curse: the posterior mean under a normal prior. Picking
 * the largest of several does not bias it as long as the prior is about right.
 */
export function shrinkEffect(input: { effect: number; standardError: number; priorSd?: number }): {
  effect: number;
  standardError: number;
} {
  const { effect, standardError, priorSd = TYPICAL_EFFECT_SD } = input;
  const share = priorSd ** 2 / (priorSd ** 2 + standardError ** 2);
  return { effect: share * effect, standardError: Math.sqrt(share) * standardError };
}

/** The same for a relative lift with its delta-method standard error: a lift is e^effect − 1. */
export function shrinkLift(input: { lift: number; standardError: number; priorSd?: number }): number {
  const { lift, standardError, ...prior } = input;
  // An arm that got nothing, or less, has no logarithm: near zero the lift itself is as good.
  if (lift <= -1) return shrinkEffect({ effect: lift, standardError, ...prior }).effect;
  return Math.expm1(
    shrinkEffect({ effect: Math.log1p(lift), standardError: standardError / (1 + lift), ...prior }).effect,
  );
}
