import { type ForecastTarget, type TargetReading, targetScales } from './forecast-target.ts';

/** What was said of one post. Values are counts, or a share for the rate. */
export interface ForecastClaim {
  target: ForecastTarget;
  value: number;
  lower: number;
  upper: number;
  /** What the account's last posts suggested. */
  recentLevel: number;
}

export interface ForecastJudgement {
  /** What came: a count, or a share for the rate. */
  actual: number;
  /** Actual minus forecast on the scale of the target: ln(1 + count), or log-odds. */
  error: number;
  /** The same error of the recent level: what would have been said without a model. */
  recentLevelError: number;
  /** Whether the interval held what came. */
  covered: boolean;
}

/** Interval bounds are whole numbers, outcomes between two readings are not: half a millionth is no miss. */
const ROUNDING = 5e-7;

/**
 * Compares a forecast with the outcome at its age; null where the outcome does not tell about the target.
 *
 * @example judgeForecast({ target: 'engagements', value: 9, lower: 4, upper: 20, recentLevel: 4 }, { engagements: 19 })
 *   // => { actual: 19, error: 0.693, recentLevelError: 1.386, covered: true }
 */
export function judgeForecast(claim: ForecastClaim, outcome: TargetReading): ForecastJudgement | null {
  const scale = targetScales[claim.target];
  const level = scale.of(outcome);
  if (level === null) return null;
  return {
    actual: scale.inverse(level),
    error: level - scale.forward(claim.value),
    recentLevelError: level - scale.forward(claim.recentLevel),
    covered: level >= scale.forward(claim.lower) - ROUNDING && level <= scale.forward(claim.upper) + ROUNDING,
  };
}
