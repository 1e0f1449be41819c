import type { Forecast } from '../forecasting/forecast.ts';
import { FEWEST_JUDGED, type ForecastKind } from '../forecasting/forecast-record.ts';
import { formatCompact, formatProbability, formatShare, plural } from './format.ts';
import type { ForecastStanding } from './report-data.ts';

const TARGET_WORDS = {
  engagements: 'engagements',
  impressions: 'impressions',
  engagement_rate: 'engagement rate',
  follows: 'new follows',
} as const;

/** What is forecast, and when: "engagements at 24 h, before publishing". */
export function forecastName({ kind }: ForecastStanding): string {
  return kindName(kind);
}

/** One forecast of one post, what it rests on, and what came of it where that is known. */
export function forecastSentence(forecast: PostForecast): string {
  const { value, lower, upper, nominalCoverage, madeFrom, ownMedian, probabilityAboveMedian, actual } = forecast;
  const size = forecast.target === 'engagement_rate' ? formatShare : formatCompact;
  const range = `${size(lower)} to ${size(upper)} in ${formatShare(nominalCoverage, 0)} of cases`;
  const chance =
    ownMedian === null || probabilityAboveMedian === null
      ? ''
      : `; ${formatProbability(probabilityAboveMedian)} to beat your median of ${size(ownMedian)}`;
  const basis = madeFrom === 'recent_level' ? '; knows no more than the recent level' : '';
  return `${kindName(forecast)}: ${size(value)}, ${range}${chance}${basis}${actual === null ? '' : `; ${size(actual)} came`}`;
}

interface PostForecast extends ForecastKind {
  value: number;
  lower: number;
  upper: number;
  nominalCoverage: number;
  madeFrom: Forecast['basis'];
  ownMedian: number | null;
  probabilityAboveMedian: number | null;
  actual: number | null;
}

function kindName({ target, ageHours, earlyHours }: ForecastKind): string {
  return `${TARGET_WORDS[target]} at ${ageHours} h, ${earlyHours === 0 ? 'before publishing' : `from the first ${earlyHours === 1 ? 'hour' : `${earlyHours} hours`}`}`;
}

/** How its intervals held: "80% intervals held 78% (65% to 87%) of 60". */
export function calibrationWords({ record: { coverage, calibrated } }: ForecastStanding): string {
  if (coverage === null) return 'none has come true yet';
  const { nominal, achieved, interval, n } = coverage;
  const range = `${formatShare(interval[0], 0)} to ${formatShare(interval[1], 0)}`;
  const held = `${formatShare(nominal, 0)} intervals held ${formatShare(achieved, 0)} (${range}) of ${n}`;
  return calibrated === false ? `${held}: they do not hold` : held;
}

/** What it is worth beside the recent level, in words where nothing can be said. */
export function skillWords({ record: { skill, verdict, judged } }: ForecastStanding): string {
  if (verdict === 'unknown' || skill === null) {
    return `not enough judged to say what it is worth: ${judged} of ${FEWEST_JUDGED}`;
  }
  const percent = Math.round(100 * skill.againstRecentLevel);
  const margin = Math.round(100 * skill.standardError);
  const side = percent < 0 ? 'above' : 'below';
  const measured = `error ${Math.abs(percent)}% (± ${margin}) ${side} that of the recent level, ${plural(skill.n, 'post')}`;
  if (verdict === 'skilled') return measured;
  return verdict === 'lost'
    ? `has lost its skill: ${measured}; it ranks nothing`
    : `knows no more than the recent level: ${measured}; it ranks nothing`;
}
