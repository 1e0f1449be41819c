import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { FinishedArm } from '../../../lib/experiments/replay.ts';
import { sampleRatioPValue } from '../../../lib/statistics/sample-ratio.ts';
import { parseCsv } from '../support/csv.ts';

export interface UpworthyTest {
  id: string;
  /** Whether it was created while the randomisation was broken. */
  broken: boolean;
  arms: FinishedArm[];
  sampleRatioPValue: number;
}

const BROKEN_FROM = Date.UTC(2013, 5, 25) / 1000;
const BROKEN_TO = Date.UTC(2014, 0, 11) / 1000;

/** The tests of the Upworthy archive with two arms or more. */
export function upworthyTests(dataPath: string): UpworthyTest[] {
  const text = gunzipSync(readFileSync(join(dataPath, 'upworthy', 'tests_visible_half.csv.gz'))).toString('utf8');
  const tests = new Map<string, { created: number; arms: FinishedArm[] }>();
  for (const row of parseCsv(text)) {
    const test = tests.get(row.clickability_test_id!) ?? { created: Number(row.test_created_unix), arms: [] };
    test.arms.push({ trials: Number(row.impressions), successes: Number(row.clicks) });
    tests.set(row.clickability_test_id!, test);
  }
  return [...tests].flatMap(([id, { created, arms }]) =>
    arms.length < 2
      ? []
      : {
          id,
          arms,
          broken: created >= BROKEN_FROM && created < BROKEN_TO,
          sampleRatioPValue: sampleRatioPValue({
            counts: arms.map(({ trials }) => trials),
            weights: arms.map(() => 1),
          }),
        },
  );
}

/** Tests whose arms can be compared: outside the broken period, in equal shares. */
export function validTests(tests: readonly UpworthyTest[]): UpworthyTest[] {
  return tests.filter(({ broken, sampleRatioPValue: p }) => !broken && p >= 0.001);
}
