import type { RecordedError } from '../database/queries/error-events.ts';
import type { PatternSeries } from '../database/queries/error-frequency.ts';
import type { ErrorGroup } from '../errors/error-group.ts';
import { type FrequencyVerdict, judgeFrequency } from '../errors/judge-frequency.ts';
import { type CriticalReason, criticalReason } from './critical-errors.ts';
import { WINDOW_HOURS, windowEndingAt } from './error-windows.ts';

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
  groups: readonly ErrorGroup[];
  events: readonly RecordedError[];
  time: Date;
}): PatternVerdict[] {
  const { series, groups, events, time } = options;
  const windowStart = windowEndingAt(time);
  const hit = runsHit(groups, events, windowStart);
  return judgeFrequency(series, { windowStart, windowHours: WINDOW_HOURS }).map((verdict, index) => {
    const pattern = series[index]!;
    const critical = criticalReason({
      verdict,
      category: pattern.category,
      retryable: pattern.retryable,
      runs: pattern.runs.at(-1) ?? 0,
      runsHit: hit.get(verdict.fingerprint) ?? 0,
    });
    const criticalSince =
      critical === null ? null : ((pattern.critical === null ? null : pattern.criticalSince) ?? time);
    // Within the window, not at its start: a run that is repeated rings again, the next one does not.
    const turnedCritical = criticalSince !== null && criticalSince > windowStart;
    return { ...verdict, pattern, critical, criticalSince, turnedCritical };
  });
}

/** In how many runs each group happened since a moment. What could not even begin a run counts as one. */
function runsHit(
  groups: readonly ErrorGroup[],
  events: readonly RecordedError[],
  since: Date,
): ReadonlyMap<string, number> {
  const runOf = new Map(
    events.filter(({ occurredAt }) => occurredAt >= since).map(({ id, runId }) => [id, runId ?? id]),
  );
  return new Map(
    groups.map(({ fingerprint, eventIds }) => {
      const runs = new Set(eventIds.map((id) => runOf.get(id)).filter((run) => run !== undefined));
      return [fingerprint, runs.size];
    }),
  );
}
