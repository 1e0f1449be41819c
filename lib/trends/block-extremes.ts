const EULER_GAMMA = 0.5772156649015329;
const GUMBEL_SCALE = Math.sqrt(6) / Math.PI;

export interface BlockExtremesOptions {
  /** Blocks after which an old extreme counts half. */
  halfLifeBlocks: number;
  /** Quarters of a block are the steps at which extremes are taken, so that a block may begin at any quarter. */
  quarters: number;
  /** Smallest standard deviation that is believed. */
  floor: number;
}

/** Past extremes that the prior spread is worth. */
const PRIOR_BLOCKS = 6;
/** Extremes further out than this are learned as this: a record must not hide the next one. */
const LARGEST_DEVIATIONS = 3;
/** Blocks before a return period is computed at all. */
const BLOCKS_NEEDED = 1.5;

/**
 * How rare is a value, given the largest values of past blocks (block maxima, Gumbel by moments, recent ones weighing
 * more)? Judging against the extremes of ordinary days rather than the spread of ordinary values is what keeps a series
 * that spikes every day from alarming every day.
 *
 * @see Coles (2001), An Introduction to Statistical Modeling of Extreme Values, chapter 3
 */
export class BlockExtremes {
  readonly #halfLifeBlocks: number;
  readonly #quarters: number;
  readonly #floor: number;
  #current = Number.NEGATIVE_INFINITY;
  #recent: number[] = [];
  #weight = 0;
  #mean = 0;
  #squares = 0;

  constructor({ halfLifeBlocks, quarters, floor }: BlockExtremesOptions) {
    this.#halfLifeBlocks = halfLifeBlocks;
    this.#quarters = quarters;
    this.#floor = floor;
  }

  observe(value: number): void {
    if (value > this.#current) this.#current = value;
  }

  /** Ends a quarter of a block. */
  closeQuarter(priorSpread: number): void {
    if (this.#current === Number.NEGATIVE_INFINITY) return;
    this.#recent.push(this.#current);
    this.#current = Number.NEGATIVE_INFINITY;
    if (this.#recent.length > this.#quarters) this.#recent.shift();
    if (this.#recent.length < this.#quarters) return;
    let extreme = Math.max(...this.#recent);
    if (this.#weight > 1) extreme = Math.min(extreme, this.#mean + LARGEST_DEVIATIONS * this.#spread(priorSpread));
    const decay = 0.5 ** (1 / (this.#quarters * this.#halfLifeBlocks));
    this.#weight = this.#weight * decay + 1 / this.#quarters;
    this.#squares *= decay;
    const deviation = extreme - this.#mean;
    this.#mean += deviation / this.#weight / this.#quarters;
    this.#squares += (deviation * (extreme - this.#mean)) / this.#quarters;
  }

  /**
   * Gumbel's reduced variate of a value: for rare values the natural logarithm of the return period in blocks (3 is
   * once in 20 blocks). −∞ while too little has been seen.
   */
  logReturnPeriod(value: number, priorSpread: number): number {
    if (this.#weight < BLOCKS_NEEDED) return Number.NEGATIVE_INFINITY;
    const scale = this.#spread(priorSpread) * GUMBEL_SCALE;
    return (value - (this.#mean - EULER_GAMMA * scale)) / scale;
  }

  #spread(prior: number): number {
    const variance = (this.#squares + PRIOR_BLOCKS * prior * prior) / (this.#weight + PRIOR_BLOCKS);
    return Math.max(this.#floor, Math.sqrt(variance));
  }
}
