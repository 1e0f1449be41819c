import type { Alert } from './alert.ts';
import { createTrendDetector, type TrendSettings } from './trend-detector.ts';

export interface SeriesPoint {
  timestamp: string | number | Date;
  value: number | null;
}

export interface TrendScan {
  alerts: Alert[];
  /** Values that were used, and how many could not be and why. */
  used: number;
  ignored: { notFinite: number; badTime: number; duplicates: number };
  /** Why nothing could be said, where that is so. */
  reason: string | null;
}

/**
 * Alerts of a whole series, as they would have come value by value: no alert depends on anything after it. Points may
 * come in any order; of several at one time the last given counts; null is unknown, not zero.
 *
 * @throws RangeError when a setting is not a positive number
 * @example detectTrends([{ timestamp: '2026-11-22T10:00:00Z', value: 3 }]) // => []
 */
export function detectTrends(series: readonly SeriesPoint[], settings: TrendSettings = {}): Alert[] {
  return scanTrends(series, settings).alerts;
}

/** As `detectTrends`, with an account of what was used and why nothing could be said where that is so. */
export function scanTrends(series: readonly SeriesPoint[], settings: TrendSettings = {}): TrendScan {
  const ignored = { notFinite: 0, badTime: 0, duplicates: 0 };
  const points: { timeMs: number; value: number }[] = [];
  for (const { timestamp, value } of series) {
    const timeMs = typeof timestamp === 'number' ? timestamp : new Date(timestamp).getTime();
    if (!Number.isFinite(timeMs)) ignored.badTime += 1;
    else if (value === null || !Number.isFinite(value)) ignored.notFinite += 1;
    else points.push({ timeMs, value });
  }
  points.sort((a, b) => a.timeMs - b.timeMs);
  const detector = createTrendDetector(settings);
  const alerts: Alert[] = [];
  for (let i = 0; i < points.length; i++) {
    const point = points[i]!;
    if (points[i + 1]?.timeMs === point.timeMs) ignored.duplicates += 1;
    else for (const alert of detector.push(point.timeMs, point.value)) alerts.push(alert);
  }
  const { used, ready } = detector.state();
  return {
    alerts,
    used,
    ignored,
    reason: ready ? null : `too few values: ${used} usable of ${series.length}, 16 needed`,
  };
}
