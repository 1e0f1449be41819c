import type { PatternSeries } from '../database/queries/error-frequency.ts';
import { type FrequencyVerdict, judgeFrequency } from '../errors/judge-frequency.ts';
import { type CriticalReason, criticalReason } from './critical-errors.ts';
import { WINDOW_HOURS, windowEndingAt } from './error-windows.ts';
import type { FoundPattern } from './find-patterns.ts';

/** What a run says about a pattern. */
export interface PatternVerdict extends FrequencyVerdict {
  pattern: PatternSeries;
  critical: CriticalReason | null;
  /** The analysis that first called it critical. */
  criticalSince: Date | null;
  /** It was not critical at the end of the window before. */
  turnedCritical: boolean;
}

/** Verdicts on every live pattern at the end of the current window. */
export function judgePatterns(options: {
  series: readonly PatternSeries[];
  found: readonly FoundPattern[];
  time: Date;
}): PatternVerdict[] {
  const { series, found, time } = options;
  const windowStart = windowEndingAt(time);
  const runsHit = new Map(found.map((pattern) => [pattern.fingerprint, pattern.runsHit.size]));
  return judgeFrequency(series, { windowStart, windowHours: WINDOW_HOURS }).map((verdict, index) => {
    const pattern = series[index]!;
    const critical = criticalReason({
      verdict,
      category: pattern.category,
      retryable: pattern.retryable,
      runs: pattern.runs.at(-1) ?? 0,
      runsHit: runsHit.get(verdict.fingerprint) ?? 0,
    });
    const criticalSince =
      critical === null ? null : ((pattern.critical === null ? null : pattern.criticalSince) ?? time);
    // Within the window, not at its start: a run that is repeated rings again, the next one does not.
    const turnedCritical = criticalSince !== null && criticalSince > windowStart;
    return { ...verdict, pattern, critical, criticalSince, turnedCritical };
  });
}
