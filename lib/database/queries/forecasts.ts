import type { JSONValue } from 'postgres';
import type { Forecast } from '../../forecasting/forecast.ts';
import type { ForecastTarget } from '../../forecasting/forecast-target.ts';
import type { DecisionType } from '../../learning/history.ts';
import type { Queryable } from '../client.ts';

/** A decision that has no forecast yet for what it is now. */
export interface UnforecastDecision {
  decisionId: string;
  /** Null while it is planned. */
  tweetId: string | null;
  /** When it appeared, or is planned to. */
  postedAt: Date;
  generatorName: string | null;
  decisionType: DecisionType;
  topic: string | null;
  content: string | null;
  /** Hash of what is forecast: another text, hour or generator is another plan. */
  described: string;
  /** 0: nothing of its own readings takes part; else the age whose early counts are used. */
  earlyHours: 0 | 1 | 6;
}

/**
 * Decisions to forecast at a moment: planned ones that changed since their last forecast (or never had one), and posts in their
 * first hour, from one to three hours old, and from six to twelve, once each.
 */
export async function unforecastDecisions(
  sql: Queryable,
  query: { accountId: string; now: Date; limit: number },
): Promise<UnforecastDecision[]> {
  const { accountId, now, limit } = query;
  return sql<UnforecastDecision[]>`
    with decisions as (
      select c.decision_id, c.tweet_id, c.generator_name, c.decision_type, c.topic_cluster, c.content,
        greatest(c.scheduled_at, ${now}::timestamptz) as posted_at, 0 as early_hours,
        md5(concat_ws('|', c.scheduled_at, c.generator_name, c.decision_type, c.topic_cluster, c.content)) as described
      from content_metadata c
      where c.account_id = ${accountId} and c.status in ('draft', 'pending_approval', 'queued')
        and c.scheduled_at is not null and c.tweet_id is null and c.created_at <= ${now}
      union all
      select c.decision_id, c.tweet_id, c.generator_name, c.decision_type, c.topic_cluster, c.content, c.posted_at,
        case when ${now}::timestamptz - c.posted_at < interval '1 hour' then 0
          when ${now}::timestamptz - c.posted_at < interval '3 hours' then 1 else 6 end,
        'posted'
      from content_metadata c
      where c.account_id = ${accountId} and c.status = 'posted' and c.generation_source = 'real'
        and (c.posted_at > ${now}::timestamptz - interval '3 hours'
          or c.posted_at between ${now}::timestamptz - interval '12 hours' and ${now}::timestamptz - interval '6 hours')
        and c.posted_at <= ${now}
    )
    select d.decision_id as "decisionId", d.tweet_id as "tweetId", d.posted_at as "postedAt",
      d.generator_name as "generatorName", d.decision_type as "decisionType", d.topic_cluster as topic, d.content,
      d.described, d.early_hours as "earlyHours"
    from decisions d
    where not exists (
      select from forecasts f where f.decision_id = d.decision_id and f.early_hours = d.early_hours
        and (d.described = 'posted' or f.described = d.described))
    order by d.posted_at, d.decision_id limit ${limit}`;
}

/** One forecast to keep. */
export interface MadeForecast {
  decisionId: string;
  earlyHours: number;
  described: string;
  learnedFrom: number;
  forecast: Forecast & { ageHours: number };
}

/** Keeps forecasts; those of the same moment are kept once. Returns how many were new. */
export async function insertForecasts(
  sql: Queryable,
  made: { accountId: string; at: Date; coverage: number; model: string; forecasts: readonly MadeForecast[] },
): Promise<number> {
  const { accountId, at, coverage, model, forecasts } = made;
  if (forecasts.length === 0) return 0;
  const rows = forecasts.map(({ decisionId, earlyHours, described, learnedFrom, forecast }) => ({
    decision_id: decisionId,
    early_hours: earlyHours,
    described,
    learned_from: learnedFrom,
    target: forecast.target,
    age_hours: forecast.ageHours,
    made_from: forecast.basis,
    value: forecast.value,
    lower: Math.min(forecast.lower, forecast.value),
    upper: Math.max(forecast.upper, forecast.value),
    recent_level: forecast.recentLevel,
    own_median: forecast.ownMedian,
    p_beats_median: forecast.probabilityAboveMedian,
  }));
  const inserted = await sql`
    insert into forecasts (decision_id, target, age_hours, made_at, account_id, early_hours, made_from, described, value, lower,
      upper, nominal_coverage, recent_level, own_median, p_beats_median, model_version, learned_from)
    select r.decision_id, r.target, r.age_hours, ${at}, ${accountId}, r.early_hours, r.made_from, r.described, r.value, r.lower,
      r.upper, ${coverage}, r.recent_level, r.own_median, r.p_beats_median, ${model}, r.learned_from
    from jsonb_to_recordset(${sql.json(rows as unknown as JSONValue)}) as r (decision_id uuid, target text, age_hours integer,
      early_hours integer, made_from text, described text, value double precision, lower double precision,
      upper double precision, recent_level double precision, own_median double precision, p_beats_median double precision,
      learned_from integer)
    on conflict do nothing returning 1`;
  return inserted.length;
}

/** A forecast beside what is known of its outcome by now. */
export interface ForecastToJudge {
  decisionId: string;
  target: ForecastTarget;
  ageHours: number;
  madeAt: Date;
  value: number;
  lower: number;
  upper: number;
  recentLevel: number;
  /** Null while it has not matured, or where its reading is not believed any more. */
  outcome: { engagements: number | null; impressions: number | null; new_follows: number | null } | null;
}

/** Forecasts whose outcome was reached, changed or withdrawn since they were judged. Projections are no outcomes. */
export async function forecastsToJudge(
  sql: Queryable,
  query: { accountId: string; now: Date },
): Promise<ForecastToJudge[]> {
  return sql<ForecastToJudge[]>`
    select f.decision_id as "decisionId", f.target, f.age_hours as "ageHours", f.made_at as "madeAt", f.value, f.lower, f.upper,
      f.recent_level as "recentLevel",
      case when o.decision_id is not null then jsonb_build_object('engagements', o.engagements, 'impressions', o.impressions,
        'new_follows', o.followers_gained) end as outcome
    from forecasts f
    left join outcomes o on o.decision_id = f.decision_id and o.age_hours = f.age_hours and o.method = 'interpolated'
      and o.observed_at <= ${query.now}
    where f.account_id = ${query.accountId} and f.made_at <= ${query.now}
      and case when f.judged_at is null then o.decision_id is not null
        else o.decision_id is null or o.updated_at > f.judged_at end`;
}

/** A judgement to keep; null takes an earlier one back. */
export interface KeptJudgement {
  decisionId: string;
  target: ForecastTarget;
  ageHours: number;
  madeAt: Date;
  judgement: { actual: number; error: number; recentLevelError: number; covered: boolean } | null;
}

export async function keepJudgements(
  sql: Queryable,
  kept: { at: Date; judgements: readonly KeptJudgement[] },
): Promise<void> {
  if (kept.judgements.length === 0) return;
  const rows = kept.judgements.map(({ decisionId, target, ageHours, madeAt, judgement }) => ({
    decision_id: decisionId,
    target,
    age_hours: ageHours,
    made_at: madeAt.toISOString(),
    ...judgement,
    recent_level_error: judgement?.recentLevelError ?? null,
  }));
  await sql`
    update forecasts f set actual = r.actual, error = r.error, recent_level_error = r.recent_level_error, covered = r.covered,
      judged_at = case when r.actual is not null then greatest(f.judged_at, ${kept.at}::timestamptz) end
    from jsonb_to_recordset(${sql.json(rows as unknown as JSONValue)}) as r (decision_id uuid, target text, age_hours integer,
      made_at timestamptz, actual double precision, error double precision, recent_level_error double precision, covered boolean)
    where f.decision_id = r.decision_id and f.target = r.target and f.age_hours = r.age_hours and f.made_at = r.made_at`;
}

export interface StoredJudgement {
  target: ForecastTarget;
  ageHours: number;
  earlyHours: number;
  madeAt: Date;
  nominalCoverage: number;
  ownMedian: number | null;
  probabilityAboveMedian: number | null;
  actual: number;
  error: number;
  recentLevelError: number;
  covered: boolean;
}

/** Judged forecasts of an account: of each post, target, age and stage the last one made. */
export async function judgedForecasts(
  sql: Queryable,
  window: { accountId: string; since: Date; until: Date },
): Promise<StoredJudgement[]> {
  return sql<StoredJudgement[]>`
    select distinct on (f.decision_id, f.target, f.age_hours, f.early_hours) f.target, f.age_hours as "ageHours",
      f.early_hours as "earlyHours", f.made_at as "madeAt", f.nominal_coverage as "nominalCoverage",
      f.own_median as "ownMedian", f.p_beats_median as "probabilityAboveMedian", f.actual, f.error,
      f.recent_level_error as "recentLevelError", f.covered
    from forecasts f
    where f.account_id = ${window.accountId} and f.judged_at <= ${window.until}
      and f.made_at between ${window.since} and ${window.until}
    order by f.decision_id, f.target, f.age_hours, f.early_hours, f.made_at desc`;
}

/** What is said of one post at one age, and what came of it. */
export interface ForecastOfPost {
  target: ForecastTarget;
  ageHours: number;
  earlyHours: number;
  madeAt: Date;
  madeFrom: Forecast['basis'];
  nominalCoverage: number;
  value: number;
  lower: number;
  upper: number;
  ownMedian: number | null;
  probabilityAboveMedian: number | null;
  /** Null while it has not come of age. */
  actual: number | null;
}

/** The newest forecasts of a post, by age and target. */
export async function forecastsOfPost(sql: Queryable, decisionId: string): Promise<ForecastOfPost[]> {
  return sql<ForecastOfPost[]>`
    select distinct on (age_hours, target) target, age_hours as "ageHours", early_hours as "earlyHours", made_at as "madeAt",
      made_from as "madeFrom", nominal_coverage as "nominalCoverage", value, lower, upper, own_median as "ownMedian",
      p_beats_median as "probabilityAboveMedian", actual
    from forecasts where decision_id = ${decisionId} order by age_hours, target, made_at desc`;
}
