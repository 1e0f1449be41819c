import { describe, expect, it } from 'vitest';
import { freshnessOf } from '../../../lib/report/freshness.ts';

const now = new Date('2026-11-22T10:00:00Z');
const minutesAfter = (minutes: number | null) =>
  freshnessOf(
    {
      job: 'metrics_scraper',
      everyMinutes: 10,
      lastSuccessAt: minutes === null ? null : new Date(now.getTime() - minutes * 60_000),
      lastRun: null,
      nextRunAt: null,
    },
    now,
  );

describe('freshnessOf', () => {
  it("counts in the job's own intervals since its last success", () => {
    expect([minutesAfter(0), minutesAfter(15), minutesAfter(16), minutesAfter(30), minutesAfter(31)]).toEqual([
      'fresh',
      'fresh',
      'late',
      'late',
      'stale',
    ]);
  });

  it('does not call a job that never succeeded stale', () => {
    expect(minutesAfter(null)).toBe('never');
  });
});
