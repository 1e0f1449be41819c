/** Newest errors that are kept. */
const KEPT = 1000;
/** How fast the tails adapt to misses. */
const STEP = 0.02;
const SMALLEST_TAIL = 0.001;
const LARGEST_TAIL = 0.45;
/** With more forecasts than this waiting for their outcomes, each outcome moves the tails less, or they would overshoot. */
const WAITING_WITHOUT_DAMPING = 60;

export type Interval = [lower: number, upper: number];

/**
 * Prediction intervals from past errors, adapting online: the tails are widened after a miss and narrowed after a hit, so that in
 * the long run the nominal share of outcomes falls inside, whatever the account does meanwhile.
 *
 * @see Gibbs and Candès (2021), "Adaptive conformal inference under distribution shift", NeurIPS
 */
export class ConformalIntervals {
  /** Nominal share of misses. */
  readonly #misses: number;
  readonly #widen: (interval: Interval) => Interval;
  /** Share of past errors beyond the interval on either side. */
  #tail: number;
  readonly #sorted: number[] = [];
  readonly #order: number[] = [];
  #hits = 0;
  #judged = 0;

  /**
   * @param options.coverage nominal share inside, .8 say
   * @param options.widen to the nearest values outside that outcomes can take: counts are whole numbers
   */
  constructor({ coverage, widen }: { coverage: number; widen: (interval: Interval) => Interval }) {
    this.#misses = 1 - coverage;
    this.#widen = widen;
    this.#tail = this.#misses / 2;
  }

  /** Share of outcomes that fell inside the interval of their time, and of how many; null while none has been judged. */
  get achieved(): { coverage: number; judged: number } | null {
    return this.#judged === 0 ? null : { coverage: this.#hits / this.#judged, judged: this.#judged };
  }

  /**
   * Learns one outcome.
   *
   * @param forecast what had been predicted, the interval that had been given (by default today's), and how many forecasts
   *   still wait for their outcomes
   */
  observe(actual: number, forecast: { predicted: number; interval?: Interval | null; waiting?: number }): void {
    const { predicted, waiting = 1 } = forecast;
    const interval = forecast.interval === undefined ? this.around(predicted) : forecast.interval;
    if (interval) {
      this.#judged += 1;
      const hit = actual >= interval[0] && actual <= interval[1];
      if (hit) this.#hits += 1;
      const step = STEP * Math.min(1, WAITING_WITHOUT_DAMPING / waiting);
      this.#tail = Math.max(
        SMALLEST_TAIL,
        Math.min(LARGEST_TAIL, this.#tail + (step * (this.#misses - (hit ? 0 : 1))) / 2),
      );
    }
    this.#remember(actual - predicted);
  }

  /**
   * Starts from a batch of outcomes and what an unseeing model predicted for them: the tails are set so that the nominal share
   * of the batch falls inside.
   */
  calibrate(batch: readonly { predicted: number; outcome: number }[]): void {
    for (const { predicted, outcome } of batch) this.#remember(outcome - predicted);
    const coverageAt = (tail: number) => {
      this.#tail = tail;
      const inside = batch.filter(({ predicted, outcome }) => {
        const interval = this.around(predicted);
        return interval !== null && outcome >= interval[0] && outcome <= interval[1];
      });
      return inside.length / batch.length;
    };
    let narrowEnough = SMALLEST_TAIL;
    let tooNarrow = LARGEST_TAIL;
    while (tooNarrow - narrowEnough > 0.001) {
      const tail = (narrowEnough + tooNarrow) / 2;
      if (coverageAt(tail) >= 1 - this.#misses) narrowEnough = tail;
      else tooNarrow = tail;
    }
    this.#judged = batch.length;
    this.#hits = Math.round(batch.length * coverageAt(narrowEnough));
  }

  #remember(error: number): void {
    this.#order.push(error);
    this.#sorted.splice(countBelow(this.#sorted, error), 0, error);
    if (this.#order.length > KEPT) {
      const oldest = this.#order.shift()!;
      this.#sorted.splice(countBelow(this.#sorted, oldest), 1);
    }
  }

  /** The interval around a prediction; null with fewer than 8 past errors. */
  around(predicted: number): Interval | null {
    const n = this.#sorted.length;
    if (n < 8) return null;
    // The conformal rank counts the new error among the old ones.
    const low = Math.floor(this.#tail * (n + 1)) - 1;
    const high = Math.ceil((1 - this.#tail) * (n + 1)) - 1;
    return this.#widen([predicted + this.#sorted[Math.max(0, low)]!, predicted + this.#sorted[Math.min(n - 1, high)]!]);
  }

  /** Chance that the outcome exceeds a value, given the prediction. */
  probabilityAbove(value: number, predicted: number): number {
    const n = this.#sorted.length;
    return (n - countBelow(this.#sorted, value - predicted) + 0.5) / (n + 1);
  }
}

function countBelow(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
