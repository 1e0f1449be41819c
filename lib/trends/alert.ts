export type AlertKind = 'spike' | 'drop' | 'level_shift' | 'drift' | 'visibility_limit';

export interface Alert {
  /** When it was noticed, ISO 8601 in UTC: the time of the value that gave it away, never a later one. */
  timestamp: string;
  kind: AlertKind;
  direction: 'up' | 'down';
  /** How far past the alarm threshold, as a ratio: 1 just reaches it. Comparable across kinds and series. */
  score: number;
  severity: 'warning' | 'critical';
  /** What was seen and what the baseline expected, in the units of the series. */
  value: number;
  expected: number;
  /** When the change began where that is earlier than it was noticed (level shifts, drifts), else the timestamp. */
  since: string;
}

/** Alerts at twice the threshold are critical: for extremes that is the return period squared. */
const CRITICAL_SCORE = 2;

export function severityOf(score: number): Alert['severity'] {
  return score >= CRITICAL_SCORE ? 'critical' : 'warning';
}
