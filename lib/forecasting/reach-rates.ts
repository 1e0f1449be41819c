import { RunningEffects } from './running-effects.ts';

/** Rates remembered per account. */
const REMEMBERED = 20;
const PRIOR = 10;

/**
 * How accounts turn reach into outcomes (engagements per impression, on the log scale), and how much better or worse than usual posts
 * under a label do so. Once the reach of a young post is known, this says more about what is to come than outcomes themselves.
 */
export class ReachRates {
  readonly #recent = new Map<string, number[]>();
  readonly #effects = new RunningEffects();

  /** The account's recent rate, NaN where unknown. */
  levelOf(author: string): number {
    const rates = this.#recent.get(author);
    return rates === undefined ? Number.NaN : rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  }

  /** How far the rate under these labels lies from the usual one; 0 where nothing tells. */
  effectOf(labels: readonly string[]): number {
    return labels.reduce((sum, label) => sum + (this.#effects.effect(label, PRIOR) ?? 0), 0);
  }

  /**
   * Learns one rate.
   *
   * @param expected level and effect as they were when the post was published
   */
  learn(
    author: string,
    {
      rate,
      labels,
      expected,
    }: { rate: number; labels: readonly string[]; expected: { level: number; effect: number } },
  ): void {
    if (!Number.isFinite(rate)) return;
    const rates = this.#recent.get(author) ?? [];
    this.#recent.set(author, rates);
    rates.push(rate);
    if (rates.length > REMEMBERED) rates.shift();
    const surprise = rate - expected.level - expected.effect;
    if (!Number.isFinite(surprise)) return;
    // What the other labels explain is not taught to this one as well.
    for (const label of labels) this.#effects.learn(label, surprise + (this.#effects.effect(label, PRIOR) ?? 0));
  }
}
