import { requireArgument, requirePositive } from './require-argument.ts';

/** One unit: the arm it got, and the probability that each arm had for it. */
export interface WeightedDraw {
  arm: number;
  /** Above 0, summing to 1. */
  weights: readonly number[];
}

/**
 * Sequential sample-ratio p-value where the intended weights change from unit to unit: the smallest so far of
 * 1 / Π q(arm) / p(arm), with q ∝ p (c p + seen) / (c p + expected), which may depend on what came before but not on the unit
 * itself. Each factor has expectation 1 when units are drawn as intended, so that Ville's inequality holds however the weights
 * were chosen. With constant weights it is the Dirichlet-multinomial test of `sequentialSampleRatioPValue`, looked at after each unit.
 *
 * @param draws in the order in which they came
 * @param concentration how close to the intended weights a mismatch is expected to be
 * @throws RangeError on an arm without a weight, or weights that are no probabilities
 */
export function changingSampleRatioPValue(input: { draws: readonly WeightedDraw[]; concentration?: number }): number {
  const { draws, concentration = 100 } = input;
  requirePositive('concentration', concentration);
  const arms = draws[0]?.weights.length ?? 0;
  const seen = new Array<number>(arms).fill(0);
  const expected = new Array<number>(arms).fill(0);
  let logOdds = 0;
  let most = 0;
  for (const { arm, weights } of draws) {
    requireArgument(weights.length === arms, 'weights', `${weights.length} of them`, `${arms}, one per arm`);
    requireArgument(arm in weights, 'arm', arm, `one of ${arms}`);
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    const areProbabilities = weights.every((weight) => weight > 0) && Math.abs(whole - 1) < 1e-6;
    requireArgument(areProbabilities, 'weights', weights.join(', '), 'above 0 and 1 together');
    const tilted = weights.map((p, k) => (p * (concentration * p + seen[k]!)) / (concentration * p + expected[k]!));
    const total = tilted.reduce((sum, q) => sum + q, 0);
    logOdds += Math.log(tilted[arm]! / total / weights[arm]!);
    most = Math.max(most, logOdds);
    seen[arm]! += 1;
    weights.forEach((p, k) => {
      expected[k]! += p;
    });
  }
  return Math.exp(-most);
}
