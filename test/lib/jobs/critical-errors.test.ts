import { describe, expect, it } from 'vitest';
import { type CriticalInput, criticalReason } from '../../../lib/jobs/critical-errors.ts';

const quiet: CriticalInput = {
  verdict: { count: 3, state: 'ongoing', escalating: false, recovered: false },
  category: 'network',
  retryable: true,
  runs: 36,
  runsHit: 3,
};
const reasonFor = (more: Partial<CriticalInput>, verdict: Partial<CriticalInput['verdict']> = {}) =>
  criticalReason({ ...quiet, ...more, verdict: { ...quiet.verdict, ...verdict } });

describe('a pattern is critical', () => {
  it('when access is refused and nothing has succeeded since', () => {
    expect(reasonFor({ category: 'auth' })).toBe('access');
    expect(reasonFor({ category: 'auth' }, { recovered: null })).toBe('access');
  });

  it('when every run ends with it and a retry will not help', () => {
    expect(reasonFor({ retryable: false, runsHit: 36 })).toBe('every_run');
    expect(reasonFor({ retryable: false, runs: 0, runsHit: 1 })).toBe('every_run');
  });

  it('when it escalates, though runs succeed in between', () => {
    expect(reasonFor({}, { escalating: true, recovered: true })).toBe('escalating');
  });
});

describe('a pattern is not critical', () => {
  it.each([
    ['a retry may help', { runsHit: 36 }, {}],
    ['some runs go well', { retryable: false, runsHit: 35 }, {}],
    ['it has recovered', { category: 'auth', retryable: false, runsHit: 36 }, { recovered: true }],
    ['it did not happen in this window', { category: 'auth' }, { count: 0 }],
    ['it is resolved', { category: 'auth' }, { state: 'resolved' as const }],
  ])('when %s', (_why, more, verdict) => {
    expect(reasonFor(more, verdict)).toBeNull();
  });
});
