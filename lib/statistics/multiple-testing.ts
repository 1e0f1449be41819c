import { requireArgument, requirePositive, requireProbability } from './require-argument.ts';

/**
 * Benjamini and Hochberg's adjusted p-values (q-values): rejecting those <= alpha keeps the false discovery rate at
 * alpha for independent or positively dependent tests.
 *
 * @throws RangeError when an entry is not a probability
 * @example benjaminiHochberg([0.2, 0.01, 0.01, 0.9]) // => [0.26666666666666666, 0.02, 0.02, 0.9]
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  return stepUp(pValues, 1);
}

/** Benjamini and Yekutieli's adjusted p-values: as Benjamini-Hochberg, under any dependence. */
export function benjaminiYekutieli(pValues: readonly number[]): number[] {
  let harmonic = 0;
  for (let i = 1; i <= pValues.length; i += 1) harmonic += 1 / i;
  return stepUp(pValues, harmonic);
}

/** Holm's adjusted p-values: rejecting those <= alpha keeps the chance of any false rejection at alpha. */
export function holm(pValues: readonly number[]): number[] {
  const order = ascending(pValues);
  const adjusted = new Array<number>(pValues.length);
  let running = 0;
  order.forEach((index, rank) => {
    running = Math.max(running, Math.min(1, pValues[index]! * (pValues.length - rank)));
    adjusted[index] = running;
  });
  return adjusted;
}

/**
 * e-BH (Wang and Ramdas 2022) as adjusted values: q_k = m / (k e_(k)) with a running minimum from the weakest. Rejecting
 * those <= alpha keeps the false discovery rate at alpha under any dependence, and with e-processes at any stopping time.
 *
 * @throws RangeError when an e-value is negative or not a number
 * @example eBenjaminiHochberg([100, 10, 0.5]) // => [0.03, 0.15, 1]
 */
export function eBenjaminiHochberg(eValues: readonly number[]): number[] {
  for (const e of eValues) requireArgument(e >= 0, 'eValues', e, 'numbers of 0 or more');
  const total = eValues.length;
  const order = Array.from(eValues, (_, index) => index).sort((a, b) => eValues[b]! - eValues[a]!);
  const adjusted = new Array<number>(total);
  let running = 1;
  for (let rank = total; rank >= 1; rank -= 1) {
    const index = order[rank - 1]!;
    running = Math.min(running, total / (rank * eValues[index]!));
    adjusted[index] = running;
  }
  return adjusted;
}

/**
 * Benjamini, Krieger and Yekutieli's two-stage procedure (2006) as adjusted values: Benjamini-Hochberg at
 * alpha / (1 + alpha), then once more with the number of true nulls estimated by what the first stage left. An adjusted
 * value at or below alpha is a rejection; when nothing is true anything is rejected with probability below alpha.
 *
 * @throws RangeError when an entry is not a probability or alpha is not inside (0, 1)
 */
export function twoStageBenjaminiHochberg(pValues: readonly number[], alpha: number): number[] {
  requireArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'inside (0, 1)');
  const adjusted = benjaminiHochberg(pValues);
  const firstStage = adjusted.filter((q) => q <= alpha / (1 + alpha)).length;
  const nulls = Math.max(1, pValues.length - firstStage);
  // Without a first rejection the share of nulls is estimated as one, and only the stricter level counts.
  return adjusted.map((q) => Math.min(1, (q * (1 + alpha) * nulls) / pValues.length));
}

/**
 * Closed e-BH (Xu, Fischer and Ramdas 2025) as adjusted values: the set of the r largest e-values is rejected at alpha
 * when every set S of hypotheses has a mean e-value of at least |S ∩ R| / (alpha |R|). It rejects at least what e-BH
 * rejects and keeps the false discovery rate at alpha under any dependence, with e-processes at any stopping time.
 *
 * @throws RangeError when an e-value is negative or not a number
 */
export function closedEBenjaminiHochberg(eValues: readonly number[]): number[] {
  for (const e of eValues) requireArgument(e >= 0, 'eValues', e, 'numbers of 0 or more');
  const total = eValues.length;
  const order = Array.from(eValues, (_, index) => index).sort((a, b) => eValues[b]! - eValues[a]!);
  const adjusted = new Array<number>(total);
  let running = 1;
  for (let size = total; size >= 1; size -= 1) {
    running = Math.min(
      running,
      levelOfLargest(
        order.map((index) => eValues[index]!),
        size,
      ),
    );
    adjusted[order[size - 1]!] = running;
  }
  return adjusted;
}

/** Smallest alpha at which the `size` largest of descending e-values are rejected: the worst S has the smallest e-values. */
function levelOfLargest(descending: readonly number[], size: number): number {
  let level = 0;
  let inside = 0;
  for (let a = 1; a <= size; a += 1) {
    inside += descending[size - a]!;
    let sum = inside;
    for (let b = 0; b <= descending.length - size; b += 1) {
      if (b > 0) sum += descending[descending.length - b]!;
      level = Math.max(level, (a * (a + b)) / (size * sum));
    }
  }
  return level;
}

function stepUp(pValues: readonly number[], penalty: number): number[] {
  requirePositive('penalty', pValues.length === 0 ? 1 : penalty);
  const order = ascending(pValues);
  const total = pValues.length;
  const adjusted = new Array<number>(total);
  let running = 1;
  for (let rank = total; rank >= 1; rank -= 1) {
    const index = order[rank - 1]!;
    running = Math.min(running, (pValues[index]! * total * penalty) / rank);
    adjusted[index] = running;
  }
  return adjusted;
}

function ascending(pValues: readonly number[]): number[] {
  for (const p of pValues) requireProbability('pValues', p);
  return Array.from(pValues, (_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
}
