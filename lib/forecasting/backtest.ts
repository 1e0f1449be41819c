import type { HistoryPost } from '../learning/history.ts';
import { type Accuracy, accuracyOf } from './accuracy.ts';
import type { ConformalIntervals, Interval } from './conformal.ts';
import { type EarlySigns, earlySigns } from './early-signs.ts';
import { type ForecastTarget, type TargetScale, targetScales } from './forecast-target.ts';
import { type Outcomes, outcomesKnownAt } from './outcome.ts';
import { type PreparedPost, preparePosts } from './prepared-post.ts';
import { replay, type Timeline } from './timeline.ts';
import { type FittedModel, fitBefore, fitEarly } from './training.ts';

export interface BacktestOptions {
  /** Share of the posts, the oldest, that is only learned from; default .8. */
  train?: number;
  /** Forecast so many hours after publishing, with what had been read by then; default before publishing. */
  earlyHours?: number;
  target?: ForecastTarget;
  /** A fixed age, or null (default) for the last reading of each post. */
  ageHours?: number | null;
  /** Nominal coverage of the intervals, default .8. */
  coverage?: number;
}

/** One forecast and what came: all on the target's scale, ln(1 + count) for counts. */
export interface BacktestRecord {
  tweet_id: string;
  actual: number;
  predicted: number;
  lower: number;
  upper: number;
}

export interface BacktestSummary extends Accuracy {
  trained: number;
  target: ForecastTarget;
  /** Share of outcomes inside the intervals, and the share that was promised. */
  coverage: number;
  nominalCoverage: number;
  /** Median of |forecast − outcome| / outcome in counts, over outcomes above 0. */
  medianAbsolutePercentageError: number | null;
  /** Share of the forecasts in which the features said nothing sure, and the recent level (or the growth so far) spoke alone. */
  abstained: number;
  baselines: Record<string, Accuracy & { medianAbsolutePercentageError: number | null }>;
  /**
   * When outcomes counted as known: `as_read` at the times of the readings, `assumed` a day after publishing, where the history was
   * collected in bulk and says nothing about when its counts were there.
   */
  availability: 'as_read' | 'assumed';
  ignored: {
    badTime: number;
    duplicate: number;
    noReading: number;
    withoutOutcome: number;
    withoutEarlyReading: number;
  };
}

export interface Backtest {
  records: BacktestRecord[];
  summary: BacktestSummary | null;
  /** Why there is no summary. */
  reason: string | null;
}

const HOUR_MS = 3_600_000;
const ASSUMED_HOURS = 24;
/** Posts between refits, as a share of those learned from at first: often enough to follow an account, seldom enough to wait for. */
const REFIT_SHARE = 1 / 80;
/** Errors grow faster than a walk (.5), because a post keeps its pace, and slower than in step with growth (1). */
const ERROR_GROWTH = 0.75;
const FEWEST_BETWEEN_REFITS = 20;

/**
 * Walks forward through the later posts of a history: each is forecast from what had been read by the moment of the forecast,
 * then the next. A post's own outcome, and readings taken after that moment, cannot influence its forecast.
 *
 * @throws RangeError when `train` is not between 0 and 1 or `earlyHours` is not positive
 * @example backtest(history, { train: 0.8, earlyHours: 6 }).summary?.medianAbsolutePercentageError // => 0.09
 */
export function backtest(history: readonly HistoryPost[], options: BacktestOptions = {}): Backtest {
  const { train = 0.8, earlyHours, target = 'engagements', ageHours = null, coverage = 0.8 } = options;
  if (!(train > 0 && train < 1)) throw new RangeError(`train must lie between 0 and 1, got ${train}`);
  if (earlyHours !== undefined && !(earlyHours > 0))
    throw new RangeError(`earlyHours must be positive, got ${earlyHours}`);
  const prepared = preparePosts(history, target);
  const assumed = earlyHours === undefined && collectedInBulk(prepared.posts, train);
  const posts = assumed ? prepared.posts.map(readAfterADay) : prepared.posts;
  const ignored = { ...prepared.ignored, withoutOutcome: 0, withoutEarlyReading: 0 };

  const trained = Math.floor(train * posts.length);
  const forecaster = new WalkingForecaster(posts, { ageHours, coverage, target, earlyHours: earlyHours ?? 0 });
  const inTheEnd = outcomesKnownAt(posts, { ageHours, nowMs: Number.POSITIVE_INFINITY });
  const step = Math.max(FEWEST_BETWEEN_REFITS, Math.ceil(trained * REFIT_SHARE));
  const records: BacktestRecord[] = [];
  const naive: Record<string, number[]> = {};
  let abstained = 0;
  for (let index = trained; index < posts.length; index++) {
    if ((index - trained) % step === 0) forecaster.refit(index);
    const post = posts[index]!;
    const last = post.readings.at(-1);
    if (!last) continue;
    if (last.ageHours < (ageHours ?? 0) || last.ageHours <= (earlyHours ?? 0)) {
      ignored.withoutOutcome += 1;
      continue;
    }
    const actual = ageHours === null ? last.level : inTheEnd.of(post)!;
    const forecast = forecaster.forecast(index);
    if (forecast === null) {
      ignored.withoutEarlyReading += 1;
      continue;
    }
    const { predicted, lower, upper } = forecast;
    records.push({ tweet_id: post.id, actual, predicted, lower, upper });
    if (forecast.abstained) abstained += 1;
    for (const [name, value] of Object.entries(forecast.baselines)) (naive[name] ??= []).push(value);
  }
  if (records.length === 0) return { records, summary: null, reason: reasonFor(posts.length, trained, forecaster) };

  const actual = records.map((record) => record.actual);
  const accuracy = (predicted: readonly number[]) => ({
    ...accuracyOf(actual, predicted),
    medianAbsolutePercentageError: medianPercentageError(actual, { predicted, target }),
  });
  const summary: BacktestSummary = {
    ...accuracy(records.map((record) => record.predicted)),
    trained,
    target,
    coverage: records.filter(({ actual, lower, upper }) => actual >= lower && actual <= upper).length / records.length,
    nominalCoverage: coverage,
    abstained: abstained / records.length,
    baselines: Object.fromEntries(Object.entries(naive).map(([name, predicted]) => [name, accuracy(predicted)])),
    availability: assumed ? 'assumed' : 'as_read',
    ignored,
  };
  return { records, summary, reason: null };
}

interface WalkForecast {
  predicted: number;
  lower: number;
  upper: number;
  abstained: boolean;
  baselines: Record<string, number>;
}

/** The forecaster of a backtest: refitted now and then, its intervals learning from every outcome as it becomes known. */
class WalkingForecaster {
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

  constructor(
    posts: readonly PreparedPost[],
    { ageHours, coverage, target, earlyHours }: Required<Omit<BacktestOptions, 'train'>>,
  ) {
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
    const anchor = signs?.level ?? context.level;
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
        : { mean: this.#mean, recentLevel: context.level },
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

/** Whether most posts before the first test post had no reading by then: the history was collected later, all at once. */
function collectedInBulk(posts: readonly PreparedPost[], train: number): boolean {
  const first = posts[Math.floor(train * posts.length)];
  if (!first) return false;
  const earlier = posts.slice(0, Math.floor(train * posts.length));
  const readInTime = earlier.filter((post) => (post.readings[0]?.timeMs ?? Number.POSITIVE_INFINITY) <= first.timeMs);
  return readInTime.length < earlier.length / 2;
}

function readAfterADay(post: PreparedPost): PreparedPost {
  const readings = post.readings.map((reading) => {
    const ageHours = Math.min(reading.ageHours, ASSUMED_HOURS);
    return { ...reading, ageHours, timeMs: post.timeMs + ageHours * HOUR_MS };
  });
  return { ...post, readings };
}

function medianPercentageError(
  actual: readonly number[],
  { predicted, target }: { predicted: readonly number[]; target: ForecastTarget },
): number | null {
  const { inverse } = targetScales[target];
  const errors = actual
    .map((value, i) => Math.abs(inverse(predicted[i]!) - inverse(value)) / inverse(value))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (errors.length === 0) return null;
  const half = errors.length >> 1;
  return errors.length % 2 === 1 ? errors[half]! : (errors[half - 1]! + errors[half]!) / 2;
}

function reasonFor(posts: number, trained: number, forecaster: WalkingForecaster): string {
  if (posts - trained < 1) return `too few posts: ${posts} usable, of which none is left to test on`;
  if (!forecaster.isFitted)
    return `too little is known: ${trained} posts to learn from, with fewer than 10 known outcomes`;
  return `none of the ${posts - trained} later posts has an outcome to compare with`;
}
