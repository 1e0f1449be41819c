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
  const points = new SeriesPoints();
  for (const point of series) points.add(point);
  return points.scan(settings);
}

const FIRST_ROOM = 1024;

/** The points of a series as they come, sixteen bytes each, until all of them are there to be scanned in order. */
export class SeriesPoints {
  #times = new Float64Array(FIRST_ROOM);
  #values = new Float64Array(FIRST_ROOM);
  #count = 0;
  #given = 0;
  #inOrder = true;
  readonly #unusable = { notFinite: 0, badTime: 0 };

  add({ timestamp, value }: SeriesPoint): void {
    this.#given += 1;
    const timeMs = typeof timestamp === 'number' ? timestamp : new Date(timestamp).getTime();
    if (!Number.isFinite(timeMs)) this.#unusable.badTime += 1;
    else if (value === null || !Number.isFinite(value)) this.#unusable.notFinite += 1;
    else this.#keep(timeMs, value);
  }

  /** @throws RangeError when a setting is not a positive number */
  scan(settings: TrendSettings = {}): TrendScan {
    const order = this.#inOrder ? null : this.#order();
    const detector = createTrendDetector(settings);
    const alerts: Alert[] = [];
    let duplicates = 0;
    for (let k = 0; k < this.#count; k++) {
      const i = order === null ? k : order[k]!;
      const next = order === null ? k + 1 : order[k + 1];
      const isLast = k + 1 === this.#count;
      if (!isLast && this.#times[next!] === this.#times[i]) duplicates += 1;
      else for (const alert of detector.push(this.#times[i]!, this.#values[i]!)) alerts.push(alert);
    }
    const { used, ready } = detector.state();
    return {
      alerts,
      used,
      ignored: { ...this.#unusable, duplicates },
      reason: ready ? null : `too few values: ${used} usable of ${this.#given}, 16 needed`,
    };
  }

  #keep(timeMs: number, value: number): void {
    if (this.#count === this.#times.length) {
      this.#times = withRoom(this.#times);
      this.#values = withRoom(this.#values);
    }
    if (this.#count > 0 && timeMs < this.#times[this.#count - 1]!) this.#inOrder = false;
    this.#times[this.#count] = timeMs;
    this.#values[this.#count] = value;
    this.#count += 1;
  }

  /** Positions in the order of time; of equal times the one given last comes last. */
  #order(): Uint32Array {
    const order = new Uint32Array(this.#count);
    for (let i = 0; i < order.length; i++) order[i] = i;
    return order.sort((a, b) => this.#times[a]! - this.#times[b]! || a - b);
  }
}

function withRoom(full: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * full.length);
  larger.set(full);
  return larger;
}
