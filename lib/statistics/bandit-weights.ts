import { type IndependentArms, probabilityBest } from './probability-best.ts';
import { requireArgument } from './require-argument.ts';

/**
 * Top-two weights (Russo 2020): half the probability of being best and half that of being second best.
 *
 * P(k second, j best) is what k gains when j leaves, P(k best without j) − P(k best), so no further integral is needed.
 * GrowthBook's branch for metrics where less is better counts ranks 2 and 3 instead: the best arm gets weight 0, and two
 * arms end in an IndexError. Here less-is-better is the same computation on negated means.
 *
 * @throws RangeError with fewer than two arms
 */
export function topTwoWeights({ means, sds }: IndependentArms): number[] {
  requireArgument(means.length >= 2, 'means', `${means.length} arms`, 'at least two arms');
  const best = probabilityBest({ means, sds });
  const second = new Array<number>(means.length).fill(0);
  for (let leaving = 0; leaving < means.length; leaving += 1) {
    const stays = (_: number, k: number) => k !== leaving;
    const without = probabilityBest({ means: means.filter(stays), sds: sds.filter(stays) });
    let position = 0;
    for (let k = 0; k < means.length; k += 1) {
      if (k === leaving) continue;
      second[k]! += Math.max(0, without[position]! - best[k]!);
      position += 1;
    }
  }
  return best.map((p, k) => (p + second[k]!) / 2);
}

/**
 * Weights with an additive floor: f + (1 − K f) w. A floor that leaves nothing to divide gives equal weights; one below
 * zero counts as zero.
 */
export function withAdditiveFloor(weights: readonly number[], floor: number): number[] {
  const least = Math.max(0, floor);
  const left = 1 - weights.length * least;
  return weights.map((w) => (left <= 0 ? 1 / weights.length : least + left * w));
}
