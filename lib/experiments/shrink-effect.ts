/** Standard deviation of true effects on a log scale, before any data: generators, headlines and formats differ by so much. */
export const TYPICAL_EFFECT_SD = 0.2;

/**
 * An effect shrunk towards none, against the winner's curse: the posterior mean under a normal prior. Picking the largest
 * of several does not bias it as long as the prior is about right.
 */
export function shrinkEffect(input: { effect: number; standardError: number; priorSd?: number }): {
  effect: number;
  standardError: number;
} {
  const { effect, standardError, priorSd = TYPICAL_EFFECT_SD } = input;
  const share = priorSd ** 2 / (priorSd ** 2 + standardError ** 2);
  return { effect: share * effect, standardError: Math.sqrt(share) * standardError };
}
