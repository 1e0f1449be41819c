import type { HistoryPost } from '../learning/history.ts';
import { earlySigns } from './early-signs.ts';
import { type ForecastTarget, targetScales } from './forecast-target.ts';
import { outcomesKnownAt, readingsBy } from './outcome.ts';
import { type PreparedPost, preparePost, preparePosts } from './prepared-post.ts';
import { replay } from './timeline.ts';
import { type FittedModel, fitBefore, fitEarly, recentLevel } from './training.ts';

export interface ForecasterOptions {
  /** Nothing read or published after this is used. */
  now: string | number | Date;
  target?: ForecastTarget;
  /** Age in hours at which the target is meant, default 168; null for the last count. */
  ageHours?: number | null;
  /** Nominal coverage of the intervals, default .8. */
  coverage?: number;
}

/** A post to forecast: planned, or already out with what has been read of it. */
export type CandidatePost = Omit<HistoryPost, 'metrics' | 'tweet_id'> &
  Partial<Pick<HistoryPost, 'metrics' | 'tweet_id'>>;

export interface Forecast {
  target: ForecastTarget;
  ageHours: number | null;
  /** Median forecast and interval, in counts, or as a share for the rate. */
  value: number;
  lower: number;
  upper: number;
  /** Median of the account's last hundred posts at the same age, in counts or as a share, and the chance of more; null where it has none. */
  ownMedian: number | null;
  probabilityAboveMedian: number | null;
  /** What the account's last 20 posts would suggest for this age. */
  recentLevel: number;
  /** What it rests on: the post's own early counts, its features, or only the recent level (or usual growth). */
  basis: 'early_counts' | 'features' | 'recent_level';
  /** True where the features say nothing sure beyond the recent level: such a forecast must not rank candidates. */
  abstained: boolean;
  /** Out of sample: 1 − error / error of the recent level (or of no growth), and on how many posts. */
  skill: { againstRecentLevel: number; posts: number };
  /** How often intervals like this held, and how often they should. */
  calibration: { nominal: number; achieved: number; posts: number } | null;
}

export type ForecastAnswer = { forecast: Forecast; reason: null } | { forecast: null; reason: string };

export interface Forecaster {
  /**
   * Forecast of one post, well under a millisecond (the first at a new age fits the model of that age). Readings after `now` are
   * not used. A post of the history (by its id) is described with what was known when it was published.
   *
   * @throws RangeError when `posted_at` is not a time
   */
  predict(post: CandidatePost): ForecastAnswer;
  /** Posts it was fitted to, and records that could not be used. */
  learnedFrom: { posts: number; ignored: { badTime: number; duplicate: number; noReading: number } };
}

/** Changes whenever the same history would be forecast differently. */
export const FORECAST_MODEL = 'blend-3';

/** Ages for which a model of the early counts is fitted when first asked for. */
const EARLY_HOURS = [1, 3, 6, 24, 72];

/**
 * Learns from a history how posts of these accounts do.
 *
 * @throws RangeError when `now` is not a time, `ageHours` not positive or `coverage` not between 0 and 1
 * @example fitForecaster(history, { now }).predict({ posted_at: '2026-11-23T17:00:00Z', content: 'Look' }).forecast?.value
 */
export function fitForecaster(history: readonly HistoryPost[], options: ForecasterOptions): Forecaster {
  const { target = 'engagements', ageHours = 168, coverage = 0.8 } = options;
  const nowMs = new Date(options.now).getTime();
  if (!Number.isFinite(nowMs)) throw new RangeError(`now must be a time, got ${String(options.now)}`);
  if (ageHours !== null && !(ageHours > 0)) throw new RangeError(`ageHours must be positive or null, got ${ageHours}`);
  if (!(coverage > 0 && coverage < 1)) throw new RangeError(`coverage must lie between 0 and 1, got ${coverage}`);

  const scale = targetScales[target];
  const { posts, ignored } = preparePosts(history, target);
  const timeline = replay(posts, { nowMs, ageHours });
  const contexts = timeline.contexts;
  const placeOf = new Map(posts.slice(0, contexts.length).map(({ id }, index) => [id, index]));
  const outcomes = outcomesKnownAt(posts.slice(0, contexts.length), { ageHours, nowMs });
  const visible = posts
    .slice(0, contexts.length)
    .map((post) => (post.readings.length === 0 ? post : { ...post, readings: [...readingsBy(post, nowMs)] }));
  const training = { posts: visible, contexts, outcomes, coverage, scale };
  const before = fitBefore(training);
  const earlyModels = new Map<number, FittedModel | null>();
  const earlyModel = (hours: number) => {
    if (!earlyModels.has(hours)) earlyModels.set(hours, fitEarly(training, hours));
    return earlyModels.get(hours) ?? null;
  };

  return {
    learnedFrom: { posts: before?.examples ?? 0, ignored },
    predict(candidate) {
      const post = preparePost({ tweet_id: '', ...candidate, metrics: candidate.metrics ?? [] }, target);
      if (!post) throw new RangeError(`posted_at must be a time, got ${String(candidate.posted_at)}`);
      post.readings = [...readingsBy(post, nowMs)];
      if (!before) return { forecast: null, reason: 'fewer than 10 outcomes of earlier posts are known' };
      const place = placeOf.get(post.id);
      const context = place === undefined ? timeline.now.describe(post) : contexts[place]!;
      const early = earlyAgeOf(post, ageHours);
      const fitted = early === null ? null : earlyModel(early);
      // The course is read up to its last count, however far beyond the fitted age that is.
      const signs = fitted && earlySigns(post, context, post.readings.at(-1)!.ageHours);
      const { model, intervals } = signs ? fitted! : before;
      const recent = recentLevel(context, outcomes);
      const anchor = signs ? signs.level : recent;
      const floor = scale.cumulative
        ? (post.readings.at(-1)?.level ?? Number.NEGATIVE_INFINITY)
        : Number.NEGATIVE_INFINITY;
      const level = Math.max(floor, model.predict(signs ? signs.row : context.row, anchor));
      const [lower, upper] = intervals.around(level)!;
      const medianLevel = timeline.now.medianOf(post.author);
      const median = medianLevel === null ? null : medianLevel + outcomes.levelGrowth;
      const achieved = intervals.achieved;
      return {
        reason: null,
        forecast: {
          target,
          ageHours,
          value: scale.inverse(level),
          lower: scale.inverse(Math.max(floor, lower)),
          upper: scale.inverse(Math.max(floor, upper)),
          ownMedian: median === null ? null : scale.inverse(median),
          probabilityAboveMedian:
            median === null ? null : median < floor ? 1 : intervals.probabilityAbove(median, level),
          recentLevel: scale.inverse(recent),
          basis: signs ? 'early_counts' : model.skill.abstains ? 'recent_level' : 'features',
          abstained: model.skill.abstains,
          skill: { againstRecentLevel: model.skill.againstAnchor, posts: model.skill.examples },
          calibration: achieved && { nominal: coverage, achieved: achieved.coverage, posts: achieved.judged },
        },
      };
    },
  };
}

/** Learns and forecasts one post; for several posts fit once with `fitForecaster`. */
export function forecast(
  history: readonly HistoryPost[],
  post: CandidatePost,
  options: ForecasterOptions,
): ForecastAnswer {
  return fitForecaster(history, options).predict(post);
}

/** The oldest fitted age that the post has reached by its last reading; null where it is not out, or has hardly begun. */
function earlyAgeOf(post: PreparedPost, ageHours: number | null): number | null {
  const last = post.readings.at(-1)?.ageHours ?? 0;
  const reached = EARLY_HOURS.filter((hours) => hours <= last * 1.01 && hours < (ageHours ?? Number.POSITIVE_INFINITY));
  return reached.at(-1) ?? null;
}
