import { type Alert, type AlertKind, severityOf } from './alert.ts';
import { BlockExtremes } from './block-extremes.ts';
import { newestLevelShift } from './level-shift.ts';
import { createSeasonalBaseline, type SeasonalBaseline } from './seasonal-baseline.ts';
import { type SignedLog, signedLogFor } from './signed-log.ts';
import { slowDrift } from './slow-drift.ts';

export interface TrendSettings {
  /** A spike or drop is an alert when it is rarer than once in this many blocks. Default 14: at most about two a month. */
  returnPeriodBlocks?: number;
  /** Length of a block. Default a day, or seven values where those are more than a day apart. */
  blockMs?: number;
  /** Typical time between values. Default the median of the first differences. */
  stepMs?: number;
  /** Smallest relative change that may matter, default .02. */
  smallestChange?: number;
}

export interface TrendDetector {
  /** Takes the next value and says whether it, with what came before, is news. At most one alert per event. */
  push(timestamp: number | string | Date, value: number): Alert[];
  /** What has been taken and what could not be used, and why. */
  state(): { used: number; ignored: { notFinite: number; badTime: number; outOfOrder: number }; ready: boolean };
}

const DAY_MS = 86_400_000;
const WARM_UP_VALUES = 16;
const HALF_LIFE_BLOCKS = 21;
const BASELINE_BLOCKS = 5;
const QUARTERS = 4;
/** Means kept for level shifts and drift, one per day (or per value where those are rarer). */
const MEANS_KEPT = 56;
/** A value counts in its day's mean as at most so far from what was expected (log scale): a spike is no level. */
const LARGEST_IN_MEAN = 2;
const DRIFT_MEANS = 28;
const DRIFT_EVERY = 7;
/** Values are smoothed at four speeds (shares of the newest value) and the evidence is averaged: an event shows at all. */
const SPEEDS = [1, 0.5, 0.2, 0.1];
/** No second alert of the same family (extremes, levels) within so many blocks of the last one. */
const REFRACTORY_BLOCKS = 1.5;
/** How many times further out an extreme must be to break the silence after the last one. */
const DWARFS = 1.5;
/** Prior spread of block extremes, in mean absolute residuals: what an ordinary heavy-tailed series shows. */
const PRIOR_SPREAD = 0.625;

/**
 * Watches one series, value by value, in constant memory, and never looks ahead: an alert depends only on values up to it.
 *
 * Spikes and drops: residuals from a seasonal baseline on a log scale, judged by the return period of block extremes. Level
 * shifts: PELT on daily means. Slow drift: Mann–Kendall and Sen on daily means. A level shift may follow the spike or drop it began
 * with: the second alert says that it stayed.
 *
 * @throws RangeError when a setting is not a positive number
 * @example createTrendDetector().push('2026-11-22T10:00:00Z', 12) // => [] : it has only begun to learn
 */
export function createTrendDetector(settings: TrendSettings = {}): TrendDetector {
  for (const [name, value] of Object.entries(settings)) {
    if (value !== undefined && !(value > 0))
      throw new RangeError(`trend setting ${name} must be positive, got ${value}`);
  }
  const ignored = { notFinite: 0, badTime: 0, outOfOrder: 0 };
  let used = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  let waiting: { timeMs: number; value: number }[] | null = [];
  let watcher: SeriesWatcher | null = null;

  return {
    push(timestamp, value) {
      const timeMs = typeof timestamp === 'number' ? timestamp : new Date(timestamp).getTime();
      if (!Number.isFinite(timeMs)) ignored.badTime += 1;
      else if (!Number.isFinite(value)) ignored.notFinite += 1;
      else if (timeMs <= lastMs) ignored.outOfOrder += 1;
      else {
        used += 1;
        lastMs = timeMs;
        if (watcher) return watcher.push(timeMs, value);
        waiting!.push({ timeMs, value });
        if (waiting!.length < WARM_UP_VALUES) return [];
        watcher = new SeriesWatcher(waiting!, settings);
        const first = waiting!;
        waiting = null;
        return first.flatMap((point) => watcher!.push(point.timeMs, point.value));
      }
      return [];
    },
    state: () => ({ used, ignored: { ...ignored }, ready: watcher !== null }),
  };
}

class SeriesWatcher {
  readonly #scale: SignedLog;
  readonly #baseline: SeasonalBaseline;
  readonly #blockMs: number;
  readonly #dayMs: number;
  readonly #stepMs: number;
  readonly #threshold: number;
  readonly #floor: number;
  readonly #smoothed = new Float64Array(SPEEDS.length);
  readonly #highs: BlockExtremes[];
  readonly #lows: BlockExtremes[];
  #meanAbsolute = 0;
  #valuesSeen = 0;
  #quarterStart: number;
  #dayStart: number;
  #daySum = 0;
  #dayCount = 0;
  #days: { startMs: number; mean: number }[] = [];
  #daysUntilDrift = DRIFT_MEANS;
  readonly #quietUntil = { extreme: Number.NEGATIVE_INFINITY, level: Number.NEGATIVE_INFINITY };
  #released = true;
  #toldPeak = 0;

  constructor(sample: readonly { timeMs: number; value: number }[], settings: TrendSettings) {
    const steps = sample.slice(1).map((point, i) => point.timeMs - sample[i]!.timeMs);
    this.#stepMs = settings.stepMs ?? steps.sort((a, b) => a - b)[steps.length >> 1]!;
    this.#blockMs = settings.blockMs ?? Math.max(DAY_MS, 7 * this.#stepMs);
    this.#dayMs = Math.max(DAY_MS, this.#stepMs);
    this.#threshold = Math.log(settings.returnPeriodBlocks ?? 14);
    this.#floor = Math.log1p(settings.smallestChange ?? 0.02);
    this.#scale = signedLogFor(sample.map((point) => point.value));
    this.#baseline = createSeasonalBaseline({
      stepMs: this.#stepMs,
      memoryMs: BASELINE_BLOCKS * this.#blockMs,
      firstValue: this.#scale.forward(sample[0]!.value),
    });
    this.#quarterStart = this.#dayStart = sample[0]!.timeMs;
    const extremes = () =>
      SPEEDS.map(() => new BlockExtremes({ halfLifeBlocks: HALF_LIFE_BLOCKS, quarters: QUARTERS, floor: this.#floor }));
    this.#highs = extremes();
    this.#lows = extremes();
  }

  push(timeMs: number, value: number): Alert[] {
    const alerts: Alert[] = [];
    if (timeMs - this.#quarterStart >= this.#blockMs / QUARTERS) {
      this.#quarterStart = timeMs;
      for (const extremes of [...this.#highs, ...this.#lows]) extremes.closeQuarter(PRIOR_SPREAD * this.#meanAbsolute);
    }
    if (timeMs - this.#dayStart >= this.#dayMs) this.#closeDay(timeMs, value, alerts);

    const level = this.#scale.forward(value);
    const expected = this.#baseline.expected(timeMs);
    const residual = level - expected;
    let high = 0;
    let low = 0;
    const prior = PRIOR_SPREAD * this.#meanAbsolute;
    for (let k = 0; k < SPEEDS.length; k++) {
      const smooth = (this.#smoothed[k] = this.#smoothed[k]! + SPEEDS[k]! * (residual - this.#smoothed[k]!));
      high += this.#highs[k]!.logReturnPeriod(smooth, prior) / SPEEDS.length;
      low += this.#lows[k]!.logReturnPeriod(-smooth, prior) / SPEEDS.length;
      this.#highs[k]!.observe(smooth);
      this.#lows[k]!.observe(-smooth);
    }
    this.#valuesSeen = Math.min(this.#valuesSeen + 1, (HALF_LIFE_BLOCKS * this.#blockMs) / this.#stepMs / 4);
    this.#meanAbsolute += (Math.abs(residual) - this.#meanAbsolute) / this.#valuesSeen;
    this.#baseline.learn(timeMs, level);
    this.#daySum += Math.max(expected - LARGEST_IN_MEAN, Math.min(expected + LARGEST_IN_MEAN, level));
    this.#dayCount += 1;

    const extreme = Math.max(high, low);
    if (extreme < this.#threshold / 2) this.#released = true;
    else if (!this.#released) this.#toldPeak = Math.max(this.#toldPeak, extreme);
    // Within the refractory period only a new event that dwarfs the last one is told: a small alarm must not hide it.
    const mayTell = timeMs >= this.#quietUntil.extreme || extreme > DWARFS * this.#toldPeak;
    if (extreme > this.#threshold && this.#released && mayTell) {
      this.#released = false;
      this.#toldPeak = extreme;
      this.#raise(alerts, {
        kind: high >= low ? 'spike' : 'drop',
        direction: high >= low ? 'up' : 'down',
        score: extreme / this.#threshold,
        timeMs,
        value,
        expected: this.#scale.inverse(expected),
        sinceMs: timeMs,
      });
    }
    return alerts;
  }

  #closeDay(timeMs: number, value: number, alerts: Alert[]): void {
    const complete = this.#dayCount >= this.#dayMs / this.#stepMs / 2;
    if (complete) this.#days.push({ startMs: this.#dayStart, mean: this.#daySum / this.#dayCount });
    if (this.#days.length > MEANS_KEPT) this.#days.shift();
    this.#dayStart = timeMs;
    this.#daySum = 0;
    this.#dayCount = 0;
    if (!complete) return;
    this.#daysUntilDrift -= 1;

    const means = this.#days.map((day) => day.mean);
    const shift = newestLevelShift(means, this.#floor);
    const quiet = timeMs < this.#quietUntil.level;
    if (shift) {
      if (!quiet)
        this.#raise(alerts, {
          kind: 'level_shift',
          direction: shift.shift > 0 ? 'up' : 'down',
          score: shift.score,
          timeMs,
          value,
          expected: this.#scale.inverse(shift.before),
          sinceMs: this.#days[shift.start]!.startMs,
        });
      // Told or not, it has happened: what lay before it is no longer what to compare with.
      this.#days = this.#days.slice(shift.start);
      this.#daysUntilDrift = DRIFT_MEANS;
    } else if (this.#daysUntilDrift <= 0) {
      this.#daysUntilDrift = DRIFT_EVERY;
      const window = this.#days.slice(-DRIFT_MEANS);
      const drift = slowDrift(
        window.map((day) => day.mean),
        this.#floor,
      );
      if (!drift || quiet) return;
      this.#daysUntilDrift = DRIFT_MEANS;
      this.#raise(alerts, {
        kind: 'drift',
        direction: drift.slope > 0 ? 'up' : 'down',
        score: drift.score,
        timeMs,
        value,
        expected: this.#scale.inverse(window[0]!.mean),
        sinceMs: window[0]!.startMs,
      });
    }
  }

  #raise(
    alerts: Alert[],
    event: Pick<Alert, 'direction' | 'score' | 'value' | 'expected'> & {
      kind: AlertKind;
      timeMs: number;
      sinceMs: number;
    },
  ): void {
    const { timeMs, sinceMs, ...rest } = event;
    const family = rest.kind === 'spike' || rest.kind === 'drop' ? 'extreme' : 'level';
    this.#quietUntil[family] = timeMs + REFRACTORY_BLOCKS * this.#blockMs;
    alerts.push({
      timestamp: new Date(timeMs).toISOString(),
      ...rest,
      severity: severityOf(rest.score),
      since: new Date(sinceMs).toISOString(),
    });
  }
}
