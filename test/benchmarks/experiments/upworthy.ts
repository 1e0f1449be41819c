import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { DatedExperiment } from '../../../lib/experiments/arm-prior.ts';
import { describeArms } from '../../../lib/experiments/describe-arms.ts';
import { sampleRatioPValue } from '../../../lib/statistics/sample-ratio.ts';
import { parseCsv } from '../support/csv.ts';

export interface UpworthyTest extends DatedExperiment {
  id: string;
  /** Whether it was created while the randomisation was broken. */
  broken: boolean;
  sampleRatioPValue: number;
}

const BROKEN_FROM = Date.UTC(2013, 5, 25);
const BROKEN_TO = Date.UTC(2014, 0, 11);

/**
 * The tests of the Upworthy archive with two arms or more. What is known of an arm is what was known before the test: headline,
 * picture and place in the list; never `significance`, `winner` or `first_place`, which are results.
 */
export function upworthyTests(dataPath: string): UpworthyTest[] {
  const text = gunzipSync(readFileSync(join(dataPath, 'upworthy', 'tests_visible_half.csv.gz'))).toString('utf8');
  const tests = Map.groupBy(parseCsv(text), (row) => row.clickability_test_id!);
  return [...tests].flatMap(([id, rows]) => {
    if (rows.length < 2) return [];
    const features = describeArms(rows.map((row) => ({ text: row.headline!, image: row.eyecatcher_id! })));
    const arms = rows.map((row, k) => ({
      trials: Number(row.impressions),
      successes: Number(row.clicks),
      features: features[k]!,
    }));
    const created = Number(rows[0]!.test_created_unix) * 1000;
    return {
      id,
      startedAt: new Date(created),
      arms,
      broken: created >= BROKEN_FROM && created < BROKEN_TO,
      sampleRatioPValue: sampleRatioPValue({
        counts: arms.map(({ trials }) => trials),
        weights: arms.map(() => 1),
      }),
    };
  });
}

/** Whether a test's arms can be compared: outside the broken period, in equal shares. */
export function isValid({ broken, sampleRatioPValue: p }: UpworthyTest): boolean {
  return !broken && p >= 0.001;
}
