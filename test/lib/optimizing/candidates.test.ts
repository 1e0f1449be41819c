import { describe, expect, it } from 'vitest';
import type { LearningRow } from '../../../lib/learning/learning-rows.ts';
import { candidatesOf } from '../../../lib/optimizing/candidates.ts';
import { type AnalysisSettings, resolveSettings } from '../../../lib/optimizing/settings.ts';

const row = (generator: string, format: string, hour: string) => ({ generator, format, hour }) as LearningRow;
const candidates = (
  rows: LearningRow[],
  settings: AnalysisSettings = {},
  policy: Parameters<typeof candidatesOf>[1] = null,
) => candidatesOf(rows, policy, resolveSettings(settings));
const hoursWithout = (...gone: number[]) =>
  Array.from({ length: 24 }, (_, hour) => hour)
    .filter((hour) => !gone.includes(hour))
    .map(String);

describe('what may be chosen', () => {
  it('of an account about which nothing is known is everything', () => {
    const all = { generators: ['unknown'], formats: ['single', 'thread'], hours: hoursWithout() };
    expect(candidates([])).toEqual(all);
    expect(candidates([row('unknown', 'unknown', '9')])).toEqual({ ...all, hours: ['9'] });
  });

  it('is what was seen and what the policy has, in order', () => {
    const rows = [row('b', 'thread', '10'), row('a', 'unknown', '9'), row('b', 'thread', '10')];
    expect(candidates(rows)).toEqual({ generators: ['a', 'b'], formats: ['thread'], hours: ['9', '10'] });
    const policy = { generators: { c: 1 }, formats: { single: 1 }, hours: { '7': 1 } };
    expect(candidates(rows, {}, policy)).toEqual({
      generators: ['a', 'b', 'c'],
      formats: ['single', 'thread'],
      hours: ['7', '9', '10'],
    });
  });

  it('is what the operator says, in order', () => {
    const settings = { generators: ['z', 'y'], formats: ['thread', 'single'], hours: [10, 9] };
    expect(candidates([row('a', 'x', '1')], settings)).toEqual({
      generators: ['y', 'z'],
      formats: ['single', 'thread'],
      hours: ['9', '10'],
    });
  });

  it('is no forbidden hour, and every other one when all that were known are forbidden', () => {
    const rows = [row('a', 'single', '9'), row('a', 'single', '10')];
    expect(candidates(rows, { locks: { forbiddenHours: [9] } }).hours).toEqual(['10']);
    expect(candidates(rows, { locks: { forbiddenHours: [9, 10] } }).hours).toEqual(hoursWithout(9, 10));
    expect(candidates([], { locks: { forbiddenHours: [0] } }).hours).toEqual(hoursWithout(0));
  });

  it('must hold whatever is pinned', () => {
    const rows = [row('b', 'single', '9'), row('a', 'single', '10')];
    const pin = (weights: NonNullable<AnalysisSettings['locks']>['weights']) => () =>
      candidates(rows, { locks: { weights: weights! } });
    expect(pin({ generators: { a: 0.5 }, formats: { single: 1 }, hours: { '9': 0.1 } })).not.toThrow();
    expect(pin({ generators: { c: 0.5 } })).toThrow('locks.weights.generators must name a candidate (a, b), got "c"');
    expect(pin({ formats: { thread: 1 } })).toThrow(
      'locks.weights.formats must name a candidate (single), got "thread"',
    );
    expect(pin({ hours: { '8': 1 } })).toThrow('locks.weights.hours must name a candidate (9, 10), got "8"');
  });
});
