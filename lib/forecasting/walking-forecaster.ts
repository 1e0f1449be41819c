import type { ConformalIntervals, Interval } from './conformal.ts';
import { type EarlySigns, earlySigns } from './early-signs.ts';
import { type ForecastTarget, type TargetScale, targetScales } from './forecast-target.ts';
import { type Outcomes, outcomesKnownAt } from './outcome.ts';
import type { PreparedPost } from './prepared-post.ts';
import { replay, type Timeline } from './timeline.ts';
import { type FittedModel, fitBefore, fitEarly, recentLevel } from './training.ts';

const HOUR_MS = 3_600_000;
/** Errors grow faster than a walk (.5), because a post keeps its pace, and slower than in step with growth (1). */
const ERROR_GROWTH = 0.75;

export interface WalkOptions {
  /** A fixed age, or null for the last reading of each post. */
  ageHours: number | null;
  coverage: number;
  target: ForecastTarget;
  /** 0: before publishing. */
  earlyHours: number;
}

export interface WalkForecast {
  predicted: number;
  lower: number;
  upper: number;
  abstained: boolean;
  baselines: Record<string, number>;
}

/** The forecaster of a backtest: refitted now and then, its intervals learning from every outcome as it becomes known. */
export class WalkingForecaster {
  readonly #posts: readonly PreparedPost[];
  readonly #ageHours: number | null;
  readonly #coverage: number;
  readonly #target: ForecastTarget;
  readonly #earlyHours: number;
  readonly #timeline: Timeline;
  #fitted: FittedModel | null = null;
  #intervals: ConformalIntervals | null = null;
  #outcomes: Outcomes | null = null;
  #mean = 0;
  #growth = 0;
  #pending: { index: number; predicted: number; interval: Interval | null }[] = [];

  constructor(posts: readonly PreparedPost[], { ageHours, coverage, target, earlyHours }: WalkOptions) {
    this.#posts = posts;
    this.#ageHours = ageHours;
    this.#coverage = coverage;
    this.#target = target;
    this.#earlyHours = earlyHours;
    this.#timeline = replay(posts, { nowMs: Number.POSITIVE_INFINITY, ageHours });
  }

  get #scale(): TargetScale {
    return targetScales[this.#target];
  }

  get isFitted(): boolean {
    return this.#fitted !== null;
  }

  #nowAt(index: number): number {
    return this.#posts[index]!.timeMs + this.#earlyHours * HOUR_MS;
  }

  /** Learns from everything read by the time of the forecast of a post. */
  refit(index: number): void {
    const nowMs = this.#nowAt(index);
    const posts = this.#posts.slice(0, index);
    this.#outcomes = outcomesKnownAt(posts, { ageHours: this.#ageHours, nowMs });
    const contexts = this.#timeline.contexts.slice(0, index);
    const training = {
      posts,
      contexts,
      outcomes: this.#outcomes,
      coverage: this.#coverage,
      scale: this.#scale,
    };
    this.#fitted = this.#earlyHours > 0 ? fitEarly(training, this.#earlyHours) : fitBefore(training);
    this.#intervals ??= this.#fitted?.intervals ?? null;
    const known: number[] = [];
    const growths: number[] = [];
    for (let i = 0; i < posts.length; i++) {
      const post = posts[i]!;
      const outcome = this.#outcomes.of(post);
      if (outcome === null) continue;
      known.push(outcome);
      const signs = this.#earlyHours > 0 ? earlySigns(post, contexts[i]!, this.#earlyHours) : null;
      if (signs) growths.push(outcome - signs.level);
    }
    this.#mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
    this.#growth = growths.sort((a, b) => a - b)[growths.length >> 1] ?? 0;
  }

  forecast(index: number): WalkForecast | null {
    this.#learnErrors(this.#nowAt(index));
    if (!this.#fitted || !this.#intervals) return null;
    const context = this.#timeline.contexts[index]!;
    const signs = this.#earlyHours > 0 ? earlySigns(this.#posts[index]!, context, this.#earlyHours) : null;
    if (this.#earlyHours > 0 && !signs) return null;
    const recent = recentLevel(context, this.#outcomes!);
    const anchor = signs?.level ?? recent;
    const final = this.#fitted.model.predict(signs?.row ?? context.row, anchor);
    const interval = this.#intervals.around(final);
    const by = this.#byTheLastReading(index, { signs, final, interval });
    if (by === null) this.#pending.push({ index, predicted: final, interval });
    const scale = this.#scale;
    const floor = signs && scale.cumulative ? signs.level : Number.NEGATIVE_INFINITY;
    const predicted = by?.predicted ?? final;
    const [lower, upper] = (by?.interval ?? interval) || [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    return {
      predicted: Math.max(floor, predicted),
      lower: Math.max(floor, lower),
      upper: Math.max(floor, upper),
      abstained: this.#fitted.model.skill.abstains,
      baselines: signs
        ? { noGrowth: signs.level, medianGrowth: signs.level + this.#growth }
        : { mean: this.#mean, recentLevel: recent },
    };
  }

  /**
   * A post that was last read before the usual end is forecast for the age at which it was: less what usually comes after
   * that, or of its growth the share that has usually come. Null for posts that were read to the end.
   */
  #byTheLastReading(
    index: number,
    { signs, final, interval }: { signs: EarlySigns | null; final: number; interval: Interval | null },
  ): { predicted: number; interval: Interval | null } | null {
    if (this.#ageHours !== null) return null;
    const toCome = this.#outcomes!.growthFrom(this.#posts[index]!.readings.at(-1)!.ageHours);
    if (toCome === 0) return null;
    const inAll = signs ? this.#outcomes!.growthFrom(signs.ageHours) : Number.POSITIVE_INFINITY;
    const share = inAll > toCome ? 1 - toCome / inAll : 0;
    const predicted = signs ? signs.level + share * (final - signs.level) : final - toCome;
    // Of a share of the growth comes a little more than that share of the error.
    const width = share ** ERROR_GROWTH;
    return {
      predicted,
      interval:
        interval &&
        this.#scale.widen([predicted + width * (interval[0] - final), predicted + width * (interval[1] - final)]),
    };
  }

  /** Judges the earlier forecasts whose posts have come to their end by now. */
  #learnErrors(nowMs: number): void {
    const waiting = this.#pending.length;
    this.#pending = this.#pending.filter(({ index, predicted, interval }) => {
      const post = this.#posts[index]!;
      const final =
        this.#ageHours === null ? post.readings.at(-1) : post.readings.find((r) => r.ageHours >= this.#ageHours!);
      if (!final) return false;
      if (final.timeMs > nowMs) return true;
      this.#intervals?.observe(final.level, { predicted, interval, waiting });
      return false;
    });
  }
}
