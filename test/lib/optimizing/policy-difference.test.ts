import { describe, expect, it } from 'vitest';
import { policyChanges, policyDistance } from '../../../lib/optimizing/policy-difference.ts';

const before = { generators: { a: 0.5, b: 0.5 }, formats: { single: 1 }, hours: { '9': 0.25, '10': 0.75 } };
const after = {
  generators: { a: 0.625, b: 0.25, c: 0.125 },
  formats: { single: 1 },
  hours: { '9': 0.7, '10': 0.3 },
  topics: { t: 1 },
};

describe('what changes between two policies', () => {
  it('is every level whose weight differs, the largest change first, absent levels at nothing', () => {
    expect(policyChanges(before, after)).toEqual([
      { dimension: 'topics', level: 't', from: 0, to: 1 },
      { dimension: 'hours', level: '10', from: 0.75, to: 0.3 },
      { dimension: 'hours', level: '9', from: 0.25, to: 0.7 },
      { dimension: 'generators', level: 'b', from: 0.5, to: 0.25 },
      { dimension: 'generators', level: 'a', from: 0.5, to: 0.625 },
      { dimension: 'generators', level: 'c', from: 0, to: 0.125 },
    ]);
    expect(policyChanges(after, before)[0]).toEqual({ dimension: 'topics', level: 't', from: 1, to: 0 });
    expect(policyChanges(before, before)).toEqual([]);
  });

  it('is as large as the most changed dimension, in total variation', () => {
    expect(policyDistance(before, { ...after, topics: {} })).toBeCloseTo(0.45, 12);
    expect(policyDistance(before, { ...before, generators: { a: 0.2, c: 0.8 } })).toBeCloseTo(0.8, 12);
    expect(policyDistance(before, before)).toBe(0);
  });
});
