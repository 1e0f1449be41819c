import { describe, expect, it } from 'vitest';
import { wallClock } from '../../../lib/report/wall-clock.ts';

const local = (iso: string, timeZone: string) => wallClock(new Date(iso), timeZone).toISOString();

describe('wallClock', () => {
  it('gives the local day and hour, across midnight and half-hour zones', () => {
    expect(local('2026-07-01T22:30:00Z', 'Europe/Berlin')).toBe('2026-07-02T00:30:00.000Z');
    expect(local('2026-07-01T22:30:00Z', 'America/Los_Angeles')).toBe('2026-07-01T15:30:00.000Z');
    expect(local('2026-07-01T22:30:00Z', 'Asia/Kolkata')).toBe('2026-07-02T04:00:00.000Z');
  });

  it('follows daylight saving time', () => {
    expect(local('2026-10-25T00:30:00Z', 'Europe/Berlin')).toBe('2026-10-25T02:30:00.000Z');
    expect(local('2026-10-25T01:30:00Z', 'Europe/Berlin')).toBe('2026-10-25T02:30:00.000Z');
    expect(local('2026-10-25T02:30:00Z', 'Europe/Berlin')).toBe('2026-10-25T03:30:00.000Z');
  });

  it('refuses a time zone that does not exist', () => {
    expect(() => local('2026-07-01T22:30:00Z', 'Mars/Olympus')).toThrow(RangeError);
  });
});
