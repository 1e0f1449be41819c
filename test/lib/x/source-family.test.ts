import { describe, expect, test } from 'vitest';
import { OBSERVATION_SOURCES } from '../../../lib/x/observation.ts';
import { oneSeries, sourceFamily } from '../../../lib/x/source-family.ts';

describe('sources whose counters mean the same', () => {
  test('are X’s JSON, its analytics, and its rendered page', () => {
    expect(OBSERVATION_SOURCES.map((source) => [source, sourceFamily(source)])).toEqual([
      ['analytics_page', 'analytics'],
      ['timeline_json', 'json'],
      ['status_json', 'json'],
      ['batch_json', 'json'],
      ['dom_aria', 'dom'],
      ['ssr_store', 'json'],
      ['api_v2', 'json'],
      ['import', 'json'],
    ]);
  });

  const readings = (...sources: (typeof OBSERVATION_SOURCES)[number][]) => sources.map((source) => ({ source }));

  test('make one series: that of which there is most, the more trusted on a tie', () => {
    const seen = (...given: Parameters<typeof readings>) => oneSeries(readings(...given)).map(({ source }) => source);
    expect(seen('dom_aria', 'api_v2', 'dom_aria')).toEqual(['dom_aria', 'dom_aria']);
    expect(seen('dom_aria', 'timeline_json', 'analytics_page')).toEqual(['analytics_page']);
    expect(seen('dom_aria', 'import')).toEqual(['import']);
    expect(seen('analytics_page', 'import', 'ssr_store')).toEqual(['import', 'ssr_store']);
    expect(seen()).toEqual([]);
  });
});
