import { benjaminiHochberg } from '../statistics/multiple-testing.ts';
import { spikeTail } from './spike-test.ts';

/** One pattern's counts on a zero-filled grid of windows. */
export interface FrequencySeries {
  fingerprint: string;
  firstSeen: Date;
  /** Of its latest event, the current window included. */
  lastSeen: Date;
  /** When an operator (or a run before) declared it resolved. */
  resolvedAt: Date | null;
  /** Latest success of the job it happens in, if known: a later success than the last error is a recovery. */
  lastSuccessAt?: Date | null;
  /** Oldest first, the current window last: 28 before it, or as many as there are. Windows without an event hold 0. */
  counts: readonly number[];
  /** Runs of the job per window, like `counts`; empty when not known. */
  runs: readonly number[];
}

export interface FrequencyOptions {
  /** Start of the current window. */
  windowStart: Date;
  windowHours?: number;
}

export type ErrorState = 'new' | 'ongoing' | 'regressed' | 'resolved';

/** What a pattern's frequency says at the end of the current window. */
export interface FrequencyVerdict {
  fingerprint: string;
  state: ErrorState;
  /** A spike of a pattern that was there before. */
  escalating: boolean;
  /** The job it happens in has succeeded since. Null when the success is not known. */
  recovered: boolean | null;
  count: number;
  /** Of all errors of the window; null when there were none. */
  share: number | null;
  /** Errors per 1,000 runs of the job in the window; null without runs. */
  perThousandRuns: number | null;
  /** Change of the last day against the day before: absolute, and relative (null when the day before had none). */
  dayOverDay: { last24h: number; previous24h: number; relative: number | null };
  /** Least-squares slope of the counts, errors per window and window, over the last 28. */
  slope: number;
  /** 1 for the most frequent; equal counts share a rank. */
  rank: number;
  spike: SpikeVerdict | null;
}

/** The test for a spike; null where the history is too short to know what is usual. */
export interface SpikeVerdict {
  /** Expected errors in the window. */
  expected: number;
  /** P(this many or more) of a negative binomial with the pattern's mean and pooled dispersion. */
  pValue: number;
  /** Benjamini-Hochberg over the patterns tested. */
  qValue: number;
  isSpike: boolean;
}

/** Windows without an error after which it counts as resolved, and its return as a regression: a week of 6 hours each. */
export const SILENT_WINDOWS = 28;
const MINIMUM_HISTORY = 8;
const SPIKE_P = 0.001;
const SPIKE_Q = 0.05;
const MINIMUM_COUNT = 5;
const MINIMUM_RATIO = 2;
/** Standard errors added to a pooled dispersion that is clearly above a Poisson's. */
const INFLATION = 2;
const HOUR_MS = 3_600_000;

/**
 * Verdicts on the frequency of every pattern in the current window. They belong together: share, rank, pooled dispersion and
 * the correction for many tests need all patterns of the run.
 *
 * @throws RangeError when a series is empty or holds something that is no count
 */
export function judgeFrequency(series: readonly FrequencySeries[], options: FrequencyOptions): FrequencyVerdict[] {
  const windowHours = options.windowHours ?? 6;
  for (const { fingerprint, counts } of series) {
    const wrong =
      counts.length === 0 ? 'no window at all' : counts.find((count) => !Number.isInteger(count) || count < 0);
    if (wrong !== undefined)
      throw new RangeError(`counts of ${fingerprint} must be whole numbers from 0, one per window, got ${wrong}`);
  }
  const current = series.map(({ counts }) => counts.at(-1) as number);
  const total = current.reduce((sum, count) => sum + count, 0);
  const spikes = judgeSpikes(series, options.windowStart, windowHours);
  return series.map((one, index) => {
    const count = current[index] as number;
    const state = stateOf(one, options.windowStart, windowHours);
    const runs = one.runs.at(-1) ?? 0;
    const spike = spikes[index] ?? null;
    return {
      fingerprint: one.fingerprint,
      state,
      escalating: spike?.isSpike === true && state !== 'new' && state !== 'resolved',
      recovered: one.lastSuccessAt ? one.lastSuccessAt > one.lastSeen : null,
      count,
      share: total === 0 ? null : count / total,
      perThousandRuns: runs > 0 ? (1000 * count) / runs : null,
      dayOverDay: dayOverDay(one.counts, Math.max(1, Math.round(24 / windowHours))),
      slope: slopeOf(one.counts.slice(-SILENT_WINDOWS)),
      rank: 1 + current.filter((other) => other > count).length,
      spike,
    };
  });
}

function stateOf(series: FrequencySeries, windowStart: Date, windowHours: number): ErrorState {
  const { firstSeen, lastSeen, resolvedAt, counts } = series;
  const silentMs = SILENT_WINDOWS * windowHours * HOUR_MS;
  const seenNow = (counts.at(-1) as number) > 0;
  if (resolvedAt) {
    // An event from before the resolution that is only counted now is no regression.
    if (lastSeen <= resolvedAt) return 'resolved';
    if (seenNow) return 'regressed';
  }
  if (!seenNow) return windowStart.getTime() - lastSeen.getTime() >= silentMs ? 'resolved' : 'ongoing';
  if (firstSeen >= windowStart) return 'new';
  const before = counts.slice(0, -1).slice(-SILENT_WINDOWS);
  return before.length >= SILENT_WINDOWS && before.every((count) => count === 0) ? 'regressed' : 'ongoing';
}

function judgeSpikes(
  series: readonly FrequencySeries[],
  windowStart: Date,
  windowHours: number,
): (SpikeVerdict | null)[] {
  const histories = series.map(({ counts, firstSeen }) => {
    const age = Math.floor((windowStart.getTime() - firstSeen.getTime()) / (windowHours * HOUR_MS)) + 1;
    const length = Math.max(0, Math.min(counts.length - 1, SILENT_WINDOWS, age));
    return length < MINIMUM_HISTORY ? null : counts.slice(counts.length - 1 - length, -1);
  });
  const moments = histories.map((history) => (history === null ? null : momentsOf(history)));
  const pooled = pooledDispersion(moments.flatMap((of) => of ?? []));
  const tested = moments.flatMap((of, index) => {
    const history = histories[index];
    if (!of || !history) return [];
    const count = series[index]?.counts.at(-1) as number;
    const own = of.mean > 0 ? of.variance / of.mean : 1;
    const dispersion = Math.max((own + pooled) / 2, pooled);
    return [
      {
        index,
        count,
        ...spikeTail({ count, historySum: of.mean * history.length, windows: history.length, dispersion }),
      },
    ];
  });
  const qValues = benjaminiHochberg(tested.map(({ pValue }) => pValue));
  const verdicts: (SpikeVerdict | null)[] = series.map(() => null);
  tested.forEach(({ index, count, expected, pValue }, at) => {
    const qValue = qValues[at] as number;
    const isSpike =
      pValue < SPIKE_P && qValue <= SPIKE_Q && count >= MINIMUM_COUNT && count >= MINIMUM_RATIO * expected;
    verdicts[index] = { expected, pValue, qValue, isSpike };
  });
  return verdicts;
}

interface Moments {
  mean: number;
  variance: number;
  degreesOfFreedom: number;
}

/**
 * Variance over mean of counts, 1 or more. Where it is clearly above 1 (by two standard errors of a Poisson's) it is raised by its
 * own uncertainty, so that a short noisy history is not mistaken for a quiet one.
 */
function pooledDispersion(moments: readonly Moments[]): number {
  let [variance, mean, degreesOfFreedom] = [0, 0, 0];
  for (const of of moments) {
    variance += of.variance;
    mean += of.mean;
    if (of.mean > 0) degreesOfFreedom += of.degreesOfFreedom;
  }
  if (mean === 0) return 1;
  const estimate = variance / mean;
  const standardError = Math.sqrt(2 / degreesOfFreedom);
  return estimate > 1 + 2 * standardError ? estimate * (1 + INFLATION * standardError) : Math.max(1, estimate);
}

function momentsOf(history: readonly number[]): Moments {
  const mean = history.reduce((sum, count) => sum + count, 0) / history.length;
  const squares = history.reduce((sum, count) => sum + (count - mean) ** 2, 0);
  return { mean, variance: squares / (history.length - 1), degreesOfFreedom: history.length - 1 };
}

function dayOverDay(counts: readonly number[], windowsPerDay: number): FrequencyVerdict['dayOverDay'] {
  const sum = (values: readonly number[]) => values.reduce((total, count) => total + count, 0);
  const last24h = sum(counts.slice(-windowsPerDay));
  const previous24h = sum(counts.slice(-2 * windowsPerDay, -windowsPerDay));
  return { last24h, previous24h, relative: previous24h === 0 ? null : last24h / previous24h - 1 };
}

/** Ordinary least squares of the counts on the number of the window; 0 for fewer than two. */
function slopeOf(counts: readonly number[]): number {
  const n = counts.length;
  if (n < 2) return 0;
  const meanAt = (n - 1) / 2;
  const mean = counts.reduce((sum, count) => sum + count, 0) / n;
  const covariance = counts.reduce((sum, count, at) => sum + (at - meanAt) * (count - mean), 0);
  return covariance / ((n * (n * n - 1)) / 12);
}
