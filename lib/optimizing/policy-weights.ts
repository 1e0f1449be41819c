import type { ResolvedSettings } from './settings.ts';

/** Weights of one dimension by level, summing to 1. */
export type Weights = Record<string, number>;

export interface NextWeightsInput {
  /** Every level that may be chosen. */
  candidates: readonly string[];
  /** The weights in force; levels that are no longer candidates are dropped, new ones start at 0. */
  current: Weights;
  /** What the evidence asks for, by level, before floors and limits. */
  target: Weights;
  /** Weights the operator pinned. */
  pinned: Weights;
  settings: Pick<ResolvedSettings, 'floor' | 'maxFloorShare' | 'maxDailyChange' | 'policyAgeHours'>;
}

/**
 * The next weights of one dimension: the target with a floor for every candidate, no further from the current weights
 * than the time since their start allows (in total variation), and the operator's pins in the end.
 */
export function nextWeights(input: NextWeightsInput): Weights {
  const { candidates, current, target, pinned, settings } = input;
  const size = candidates.length;
  const floor = Math.min(settings.floor, settings.maxFloorShare / size);
  const wanted = normalised(candidates.map((level) => target[level] ?? 0)).map((w) => floor + (1 - size * floor) * w);
  const start = startWeights(candidates, current);
  const limit = settings.maxDailyChange * Math.min(1, settings.policyAgeHours / 24);
  const distance = totalVariation(start, wanted);
  const step = distance > limit ? limit / distance : 1;
  const moved = start.map((w, k) => w + step * (wanted[k]! - w));
  return withPins(candidates, moved, pinned);
}

/** The current weights over the candidates, uniform when there are none. */
export function startWeights(candidates: readonly string[], current: Weights): number[] {
  return normalised(candidates.map((level) => current[level] ?? 0));
}

/** Half the sum of absolute differences: the largest change of probability of any choice. */
export function totalVariation(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, w, k) => sum + Math.abs(w - b[k]!), 0) / 2;
}

function normalised(weights: number[]): number[] {
  const total = weights.reduce((sum, w) => sum + w, 0);
  return total > 0 ? weights.map((w) => w / total) : weights.map(() => 1 / weights.length);
}

function withPins(candidates: readonly string[], weights: number[], pinned: Weights): Weights {
  const pins = candidates.map((level) => pinned[level] ?? null);
  const fixed = pins.reduce<number>((sum, pin) => sum + (pin ?? 0), 0);
  const free = weights.reduce((sum, w, k) => sum + (pins[k] === null ? w : 0), 0);
  const everyPinned = free <= 0;
  return Object.fromEntries(
    candidates.map((level, k) => {
      const pin = pins[k];
      if (pin !== null && pin !== undefined) return [level, everyPinned ? pin / fixed : pin];
      return [level, (weights[k]! / free) * (1 - fixed)];
    }),
  );
}
