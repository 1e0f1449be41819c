import type { ErrorCategory } from '../errors/error-event.ts';
import type { FrequencyVerdict } from '../errors/judge-frequency.ts';

/**
 * Why a pattern wants a person now:
 * - `access`: a session, login or permission is refused, and nothing has succeeded since. It stays refused until somebody acts.
 * - `every_run`: every run of its jobs in the window failed so, a retry will not help, and nothing has succeeded since.
 * - `escalating`: far more frequent than it was, beyond chance (the spike test), whether or not runs succeed in between.
 */
export type CriticalReason = 'access' | 'every_run' | 'escalating';

export interface CriticalInput {
  verdict: Pick<FrequencyVerdict, 'count' | 'state' | 'escalating' | 'recovered'>;
  category: ErrorCategory | string;
  /** Whether doing the same again later may succeed. */
  retryable: boolean;
  /** Runs of its jobs in the window, and in how many of them (or instead of them) it happened. */
  runs: number;
  runsHit: number;
}

/** The reason why a pattern is critical in the current window; null when it can wait for the next look at the report. */
export function criticalReason({ verdict, category, retryable, runs, runsHit }: CriticalInput): CriticalReason | null {
  if (verdict.count === 0 || verdict.state === 'resolved') return null;
  if (verdict.escalating) return 'escalating';
  if (verdict.recovered === true) return null;
  if (category === 'auth') return 'access';
  return !retryable && runsHit >= Math.max(1, runs) ? 'every_run' : null;
}
