import type { HistoryMetrics } from '../learning/history.ts';

/** What can be forecast: counts on the scale ln(1 + count), the rate on the log-odds scale. */
export type ForecastTarget = 'engagements' | 'impressions' | 'engagement_rate' | 'follows';

/** The counters of a reading or of an outcome, without its time. */
export type TargetReading = Omit<HistoryMetrics, 'collected_at'>;

export interface TargetScale {
  /** The reading on the scale on which errors are symmetric; null where the reading does not tell. */
  of(reading: TargetReading): number | null;
  /** A count, or a share between 0 and 1, on that scale. */
  forward(value: number): number;
  /** Back to counts, or to a share between 0 and 1. */
  inverse(level: number): number;
  /** An interval to the nearest possible values outside: counts are whole numbers and not negative. */
  widen(interval: [number, number]): [number, number];
  /** Counts cannot fall below what has been read; a rate can. */
  cumulative: boolean;
}

/** Engagements as the record brings them, else the sum of the counters that are known; null where none is. */
export function engagementsOf(reading: TargetReading): number | null {
  if (isCount(reading.engagements)) return reading.engagements;
  const known = [reading.likes, reading.retweets, reading.replies, reading.quotes, reading.bookmarks].filter(isCount);
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
}

export const targetScales: Record<ForecastTarget, TargetScale> = {
  engagements: {
    of: (reading) => logCount(engagementsOf(reading)),
    forward: Math.log1p,
    inverse: Math.expm1,
    widen: wholeNumbers,
    cumulative: true,
  },
  impressions: {
    of: (reading) => logCount(reading.impressions),
    forward: Math.log1p,
    inverse: Math.expm1,
    widen: wholeNumbers,
    cumulative: true,
  },
  follows: {
    of: (reading) => logCount(reading.new_follows),
    forward: Math.log1p,
    inverse: Math.expm1,
    widen: wholeNumbers,
    cumulative: true,
  },
  engagement_rate: {
    of(reading) {
      const engagements = engagementsOf(reading);
      const { impressions } = reading;
      if (engagements === null || !isCount(impressions) || impressions === 0) return null;
      const counted = Math.min(engagements, impressions);
      return Math.log((counted + 0.5) / (impressions - counted + 0.5));
    },
    forward: (share) => Math.log(share / (1 - share)),
    inverse: (level) => 1 / (1 + Math.exp(-level)),
    widen: (interval) => interval,
    cumulative: false,
  },
};

/** Logarithms of whole numbers come back a rounding error off. */
const ROUNDING = 1e-9;

function wholeNumbers([lower, upper]: [number, number]): [number, number] {
  const floor = Math.max(0, Math.floor(Math.expm1(lower) * (1 + ROUNDING)));
  const ceiling = Math.max(0, Math.ceil(Math.expm1(upper) * (1 - ROUNDING)));
  return [Math.log1p(floor), Math.log1p(ceiling)];
}

function isCount(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value) && value >= 0;
}

function logCount(count: number | null | undefined): number | null {
  return isCount(count) ? Math.log1p(count) : null;
}
