interface Effect {
  sum: number;
  count: number;
}

/** Share that is kept of what was learned, each time a label is seen again: about the last hundred uses count. */
const KEPT = 0.99;
const LARGEST_SURPRISE = 3;

/**
 * How much better or worse than the recent level posts with a certain label did: a word, an hour, a generator. Each label keeps
 * a running mean that forgets, shrunk towards nothing until it has been seen often. Learned online, from outcomes as they
 * become known, so that a post never sees its own.
 */
export class RunningEffects {
  readonly #effects = new Map<string, Effect>();

  /** Mean surprise under a label, shrunk by a prior worth `prior` sightings; null where it was never seen. */
  effect(label: string, prior: number): number | null {
    const effect = this.#effects.get(label);
    return effect ? effect.sum / (effect.count + prior) : null;
  }

  learn(label: string, surprise: number): void {
    const clipped = Math.max(-LARGEST_SURPRISE, Math.min(LARGEST_SURPRISE, surprise));
    const effect = this.#effects.get(label);
    if (!effect) this.#effects.set(label, { sum: clipped, count: 1 });
    else {
      effect.sum = KEPT * effect.sum + clipped;
      effect.count = KEPT * effect.count + 1;
    }
  }
}
