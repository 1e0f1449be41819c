import type { HistoryPost } from '../learning/history.ts';
import { type Accuracy, accuracyOf } from './accuracy.ts';
import { collectedInBulk, readAfterADay } from './bulk-history.ts';
import { type ForecastTarget, targetScales } from './forecast-target.ts';
import { outcomesKnownAt } from './outcome.ts';
import { preparePosts } from './prepared-post.ts';
import { WalkingForecaster } from './walking-forecaster.ts';

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

/** Posts between refits, as a share of those learned from at first: often enough to follow an account, seldom enough to wait for. */
const REFIT_SHARE = 1 / 80;
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
