import { mannKendall } from '../statistics/mann-kendall.ts';
import { senSlope } from '../statistics/sen-slope.ts';
import { autocorrelation, deviations } from './autocorrelation.ts';

export interface SlowDrift {
  /** Sen's slope per value. */
  slope: number;
  pValue: number;
  /** |z| over the z that is needed: 1 just reaches it. */
  score: number;
}

/** Two-sided p of .001: one false drift in some twenty years of weekly looks. */
const NEEDED_Z = 3.2905;

/**
 * A slow, steady rise or fall by Mann–Kendall, with Sen's slope. Days resemble their neighbours, which makes the plain test
 * see trends everywhere: its variance is widened by the first autocorrelation of the detrended values, and a drift must
 * also amount to more over the window than a typical day strays.
 *
 * @param values one value per block, in order
 * @param floor smallest spread that is believed
 * @see Hamed and Rao (1998), Journal of Hydrology 204:182
 * @returns null where there is none, or fewer than 10 values
 */
export function slowDrift(values: readonly number[], floor: number): SlowDrift | null {
  const n = values.length;
  if (n < 10) return null;
  const slope = senSlope(values);
  const residuals = deviations(values.map((value, i) => value - slope * i));
  const spread = Math.max(floor, Math.sqrt(residuals.reduce((sum, r) => sum + r * r, 0) / n));
  if (Math.abs(slope) * (n - 1) < 2 * spread) return null;
  const rho = autocorrelation(residuals);
  const test = mannKendall(values);
  const z = test.z / Math.sqrt((1 + rho) / (1 - rho));
  const score = Math.abs(z) / NEEDED_Z;
  return score >= 1 ? { slope, pValue: test.pValue, score } : null;
}
