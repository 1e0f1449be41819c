import { describe, expect, it } from 'vitest';
import { analysisTime } from '../../../lib/runtime/analysis-time.ts';

const wallClock = new Date('2026-11-22T10:00:00Z');
const at = (eventTime: unknown) =>
  analysisTime({ eventTime, wallClock, notBefore: new Date('2026-01-01T00:00:00Z') }).toISOString();

describe('analysisTime', () => {
  it('is the time of the event', () => {
    expect(at('2026-11-20T03:00:00Z')).toBe('2026-11-20T03:00:00.000Z');
  });

  it.each([[undefined], [null], [42], ['yesterday'], ['2026-11-22T11:00:00Z'], ['2025-12-31T23:59:59Z'], [{}]])(
    'is the wall clock when the event says %j',
    (eventTime) => {
      expect(at(eventTime)).toBe(wallClock.toISOString());
    },
  );

  it('forgives a clock that runs a little ahead', () => {
    expect(at('2026-11-22T10:00:30Z')).toBe('2026-11-22T10:00:30.000Z');
  });
});
