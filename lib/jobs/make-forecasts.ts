import type { Sql } from '../database/client.ts';
import {
  insertForecasts,
  type MadeForecast,
  type UnforecastDecision,
  unforecastDecisions,
} from '../database/queries/forecasts.ts';
import { loadPosts } from '../database/queries/history.ts';
import { FORECAST_MODEL, type Forecast, type Forecaster, fitForecaster } from '../forecasting/forecast.ts';
import type { ForecastTarget } from '../forecasting/forecast-target.ts';
import type { HistoryPost } from '../learning/history.ts';
import { toMilliseconds } from '../learning/snapshot.ts';
import { toHistoryPosts } from './history-posts.ts';
import { judgeForecasts } from './judge-forecasts.ts';

interface Kind {
  target: ForecastTarget;
  ageHours: number;
  /** Whether it is forecast again from the early counts: their models are dearer, and not every count tells more of them. */
  early?: boolean;
}

/** What is forecast of every decision, the most telling first: time may not suffice for all. */
const STORED: readonly Kind[] = [
  { target: 'engagements', ageHours: 24, early: true },
  { target: 'engagement_rate', ageHours: 24, early: true },
  { target: 'impressions', ageHours: 24, early: true },
  { target: 'engagements', ageHours: 168, early: true },
  { target: 'engagement_rate', ageHours: 168 },
  { target: 'impressions', ageHours: 168 },
  { target: 'engagements', ageHours: 72 },
  { target: 'engagements', ageHours: 6 },
  { target: 'follows', ageHours: 24 },
  { target: 'follows', ageHours: 168 },
];
const COVERAGE = 0.8;
const HOUR_MS = 3_600_000;
/** What an account was half a year ago says nothing about its next post. */
const HISTORY_DAYS = 180;
const MOST_AT_ONCE = 200;
/** A fit of two thousand posts takes a fifth of a second; with less time than this left none is begun. */
const LEAST_TIME_MS = 10_000;
/** A reading this close to the age of an early forecast stands for it. */
const SAME_AGE = 0.99;

export interface ForecastUpdate {
  made: number;
  judged: number;
}

/**
 * Judges what has matured, and forecasts what was planned or published since: planned decisions from what they are, posts of
 * one and of six hours from their early counts as well. Only what had been read and published by `now` takes part, and of the
 * post itself only its readings so far. Twice is once.
 */
export async function makeForecasts(
  sql: Sql,
  input: { accountId: string; now: Date; timeLeft: () => number },
): Promise<ForecastUpdate> {
  const { accountId, now, timeLeft } = input;
  const judged = await judgeForecasts(sql, { accountId, now });
  const decisions = await unforecastDecisions(sql, { accountId, now, limit: MOST_AT_ONCE });
  if (decisions.length === 0) return { made: 0, judged };

  const since = new Date(now.getTime() - HISTORY_DAYS * 24 * HOUR_MS);
  const history = toHistoryPosts(await loadPosts(sql, { accountId, since, until: now }));
  const ready = decisions.filter((decision) => isReady(decision, history));
  const forecasts: MadeForecast[] = [];
  for (const kind of STORED) {
    const { target, ageHours } = kind;
    const asked = ready.filter((decision) => isAsked(decision, { kind, now }));
    if (asked.length === 0) continue;
    if (timeLeft() < LEAST_TIME_MS) break;
    const forecaster = fitForecaster(history, { now, target, ageHours, coverage: COVERAGE });
    for (const decision of asked) {
      const forecast = forecastOf(decision, { history, forecaster, accountId });
      if (forecast === null) continue;
      const { decisionId, earlyHours, described } = decision;
      const learnedFrom = forecaster.learnedFrom.posts;
      forecasts.push({ decisionId, earlyHours, described, learnedFrom, forecast: { ...forecast, ageHours } });
    }
  }
  const made = await insertForecasts(sql, { accountId, at: now, coverage: COVERAGE, model: FORECAST_MODEL, forecasts });
  return { made, judged };
}

/** An early forecast waits for the reading at its age. */
function isReady({ earlyHours, tweetId, postedAt }: UnforecastDecision, history: readonly HistoryPost[]): boolean {
  if (earlyHours === 0) return true;
  const own = history.find((post) => post.tweet_id === tweetId);
  const readAt = own?.metrics.map(({ collected_at }) => toMilliseconds(collected_at)) ?? [];
  return readAt.some((at) => at - postedAt.getTime() >= SAME_AGE * earlyHours * HOUR_MS);
}

function forecastOf(
  decision: UnforecastDecision,
  { history, forecaster, accountId }: { history: readonly HistoryPost[]; forecaster: Forecaster; accountId: string },
): Forecast | null {
  const { earlyHours, tweetId, postedAt } = decision;
  const own = earlyHours === 0 ? undefined : history.find((post) => post.tweet_id === tweetId);
  const { forecast } = forecaster.predict({
    tweet_id: tweetId ?? '',
    posted_at: postedAt,
    author: accountId,
    generator_name: decision.generatorName,
    decision_type: decision.decisionType,
    topic: decision.topic,
    content: decision.content,
    metrics: own?.metrics ?? [],
  });
  return forecast;
}

/** An age that the post has reached already is no forecast any more. */
function isAsked({ earlyHours, postedAt }: UnforecastDecision, { kind, now }: { kind: Kind; now: Date }): boolean {
  const isAhead = now.getTime() - postedAt.getTime() < kind.ageHours * HOUR_MS;
  return isAhead && (earlyHours === 0 || kind.early === true);
}
