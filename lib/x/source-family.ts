import type { ObservationSource } from './observation.ts';

/**
 * Sources whose counters mean the same and may stand in one series. X's JSON endpoints agree with each other (measured on
 * 1,064 pairs); the page's DOM counts quotes among reposts; the analytics page counts organic metrics only.
 */
export type SourceFamily = 'json' | 'analytics' | 'dom';

const FAMILY: Record<ObservationSource, SourceFamily> = {
  analytics_page: 'analytics',
  timeline_json: 'json',
  status_json: 'json',
  batch_json: 'json',
  ssr_store: 'json',
  api_v2: 'json',
  import: 'json',
  dom_aria: 'dom',
};

export function sourceFamily(source: ObservationSource): SourceFamily {
  return FAMILY[source];
}

const TRUST: readonly SourceFamily[] = ['analytics', 'json', 'dom'];

/** The readings of the one family that has most of them (the more trusted one on a tie): series are never mixed. */
export function oneSeries<T extends { source: ObservationSource }>(readings: readonly T[]): T[] {
  const families = TRUST.map((family) => readings.filter((reading) => sourceFamily(reading.source) === family));
  return families.reduce((best, series) => (series.length > best.length ? series : best));
}
