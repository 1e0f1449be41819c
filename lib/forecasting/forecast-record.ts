import type { ForecastTarget } from './forecast-target.ts';
import type { ForecastJudgement } from './judge-forecast.ts';

/** A forecast that has been judged. */
export interface JudgedForecast extends Pick<ForecastJudgement, 'error' | 'recentLevelError' | 'covered' | 'actual'> {
  /** When it was made. */
  madeAt: Date;
  nominalCoverage: number;
  ownMedian: number | null;
  probabilityAboveMedian: number | null;
}

/** Which forecasts belong together: of one target at one age, made at one stage of a post's life. */
export interface ForecastKind {
  target: ForecastTarget;
  ageHours: number;
  /** 0 before anything was read of the post, else the age at which its early counts were used. */
  earlyHours: number;
}

/**
 * `skilled`: nearer to what came than the recent level, by more than the standard error of that gain. `lost`: it was once, and
 * is not any more. `none`: it never was. `unknown`: too few forecasts have been judged.
 */
export type SkillVerdict = 'skilled' | 'lost' | 'none' | 'unknown';

export interface ForecastRecord {
  judged: number;
  /** Share of outcomes inside their intervals with its 95% interval (Wilson), of the newest; null before the first. */
  coverage: { nominal: number; achieved: number; interval: [number, number]; n: number } | null;
  /** Whether what the intervals promise is among what the record allows; null with too few. */
  calibrated: boolean | null;
  /** 1 − (mean absolute error) / (that of the recent level), of the newest; null before the first. */
  skill: { againstRecentLevel: number; standardError: number; n: number } | null;
  verdict: SkillVerdict;
  /** How often posts beat the account's own median, by the chance they were given. */
  reliability: { from: number; to: number; forecast: number; observed: number; n: number }[];
  /** Whether such forecasts are good enough to rank candidates: calibrated, and skilled. */
  mayRank: boolean;
}

/** Which forecasts choose between texts: made before publishing, of an age at which skill shows within days. */
export const RANKING = { ageHours: 24, earlyHours: 0 } as const;

/** Fewer judged forecasts than this say nothing. */
export const FEWEST_JUDGED = 20;
/** The newest so many are the present. */
const PRESENT = 60;
/** Gains of this many standard errors count as skill; what is said to have been lost must have been surer. */
const SKILLED_ERRORS = 1;
const SURELY_SKILLED_ERRORS = 2;
/** Forecasts between two looks at what was once the present. */
const LOOK_EVERY = 10;
const BINS = 5;

/**
 * How forecasts of one kind have held so far: calibration of the intervals, reliability of the chances, and skill against the
 * recent level, which has to be shown and can be lost. The order of the forecasts does not matter.
 *
 * @example forecastRecord([]).verdict // => 'unknown'
 */
export function forecastRecord(forecasts: readonly JudgedForecast[]): ForecastRecord {
  const ordered = forecasts.toSorted((a, b) => a.madeAt.getTime() - b.madeAt.getTime() || a.error - b.error);
  const present = ordered.slice(-PRESENT);
  const coverage = coverageOf(present);
  const enough = present.length >= FEWEST_JUDGED;
  const calibrated =
    enough && coverage ? coverage.interval[0] <= coverage.nominal && coverage.nominal <= coverage.interval[1] : null;
  const verdict = verdictOf(ordered);
  return {
    judged: ordered.length,
    coverage,
    calibrated,
    skill: skillOf(present),
    verdict,
    reliability: reliabilityOf(ordered),
    mayRank: calibrated === true && verdict === 'skilled',
  };
}

function coverageOf(forecasts: readonly JudgedForecast[]): ForecastRecord['coverage'] {
  const n = forecasts.length;
  if (n === 0) return null;
  const achieved = forecasts.filter(({ covered }) => covered).length / n;
  const nominal = mean(forecasts.map(({ nominalCoverage }) => nominalCoverage));
  return { nominal, achieved, interval: wilson(achieved, n), n };
}

/** Wilson's 95% interval of a share. */
function wilson(share: number, n: number): [number, number] {
  const z2 = 1.959964 ** 2;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Math.sqrt(z2) / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return [centre - half, centre + half];
}

function skillOf(forecasts: readonly JudgedForecast[]): ForecastRecord['skill'] {
  const n = forecasts.length;
  if (n === 0) return null;
  const gains = gainsOf(forecasts);
  const before = mean(forecasts.map(({ recentLevelError }) => Math.abs(recentLevelError)));
  const gain = mean(gains);
  // A recent level that was always right leaves nothing to gain.
  if (before === 0) return { againstRecentLevel: gain < 0 ? -1 : 0, standardError: 0, n };
  return { againstRecentLevel: gain / before, standardError: standardErrorOf(gains) / before, n };
}

/** Skilled now, or at an earlier look. */
function verdictOf(ordered: readonly JudgedForecast[]): SkillVerdict {
  if (ordered.length < FEWEST_JUDGED) return 'unknown';
  if (gainInErrors(ordered.slice(-PRESENT)) >= SKILLED_ERRORS) return 'skilled';
  for (let end = ordered.length - LOOK_EVERY; end >= FEWEST_JUDGED; end -= LOOK_EVERY) {
    if (gainInErrors(ordered.slice(Math.max(0, end - PRESENT), end)) >= SURELY_SKILLED_ERRORS) return 'lost';
  }
  return 'none';
}

/** The mean gain over its standard error; 0 where nothing was gained. */
function gainInErrors(forecasts: readonly JudgedForecast[]): number {
  const gains = gainsOf(forecasts);
  const gain = mean(gains);
  return gain > 0 ? gain / standardErrorOf(gains) : 0;
}

/** By how much each forecast was nearer than the recent level. */
function gainsOf(forecasts: readonly JudgedForecast[]): number[] {
  return forecasts.map(({ error, recentLevelError }) => Math.abs(recentLevelError) - Math.abs(error));
}

function reliabilityOf(forecasts: readonly JudgedForecast[]): ForecastRecord['reliability'] {
  const bins = Array.from({ length: BINS }, (_, bin) => ({
    from: bin / BINS,
    to: (bin + 1) / BINS,
    sum: 0,
    beat: 0,
    n: 0,
  }));
  for (const { probabilityAboveMedian: chance, ownMedian, actual } of forecasts) {
    if (chance === null || ownMedian === null) continue;
    const bin = bins[Math.min(BINS - 1, Math.floor(chance * BINS))]!;
    bin.sum += chance;
    bin.beat += actual > ownMedian ? 1 : 0;
    bin.n += 1;
  }
  return bins
    .filter(({ n }) => n > 0)
    .map(({ from, to, sum, beat, n }) => ({ from, to, forecast: sum / n, observed: beat / n, n }));
}

function standardErrorOf(values: readonly number[]): number {
  const n = values.length;
  if (n < 2) return Number.POSITIVE_INFINITY;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (n - 1) / n);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
