import { describe, expect, test } from 'vitest';
import { scoreJavascriptErrors, scoreLoghub } from '../../benchmarks/errors/accuracy.ts';
import { readLoghub } from '../../benchmarks/errors/loghub.ts';
import { sharedPath, skipNotice } from '../../support/shared.ts';
import { DEVELOPMENT_SHAPES } from './javascript-errors/development-shapes.ts';
import { HELD_OUT_SHAPES } from './javascript-errors/held-out-shapes.ts';
import { UNSEEN_SHAPES } from './javascript-errors/unseen-shapes.ts';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const loghub = sharedPath('data', 'loghub-2k', 'loghub_2k');

describe.skipIf(!loghub)(`labelled logs of eight systems, one configuration${skipNotice(loghub)}`, () => {
  test('group accuracy .96 and F1 of groups .94, whatever the order and the number of runs', () => {
    const scores = readLoghub(loghub as string).map(scoreLoghub);
    expect(mean(scores.map(({ miner }) => miner.groupAccuracy))).toBeGreaterThanOrEqual(0.96);
    expect(mean(scores.map(({ miner }) => miner.groupF1))).toBeGreaterThanOrEqual(0.94);
    expect(scores.filter(({ orderFree, sameInFourRuns }) => !orderFree || !sameInFourRuns)).toEqual([]);
  });
});

test('there are at least 120 shapes of JavaScript errors, each of its own', () => {
  const ids = [...DEVELOPMENT_SHAPES, ...HELD_OUT_SHAPES].map(({ library, id }) => `${library}/${id}`);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThanOrEqual(120);
});

test.each([
  ['the libraries looked at', DEVELOPMENT_SHAPES],
  ['the libraries held out', HELD_OUT_SHAPES],
  ['a third set of libraries', UNSEEN_SHAPES],
])('JavaScript errors of %s: group accuracy .95, category macro-F1 .95', (_, shapes) => {
  const scores = scoreJavascriptErrors(shapes, { count: 2_000, seed: 11 });
  expect(scores.events.groupAccuracy).toBeGreaterThanOrEqual(0.95);
  expect(scores.lines.groupAccuracy).toBeGreaterThanOrEqual(0.95);
  expect(scores.categoryMacroF1).toBeGreaterThanOrEqual(0.95);
  expect(scores.lineCategoryMacroF1).toBeGreaterThanOrEqual(0.95);
});
