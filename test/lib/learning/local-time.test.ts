import { describe, expect, it } from 'vitest';
import { localClock } from '../../../lib/learning/local-time.ts';

const at = (zone: string, iso: string) => localClock(zone)(Date.parse(iso));

describe('the wall clock of a zone', () => {
  it('counts hours and weekdays where the account lives', () => {
    expect(at('UTC', '2026-11-22T23:30:00Z')).toMatchObject({ hour: 23, weekday: 6 });
    expect(at('America/New_York', '2026-11-22T23:30:00Z')).toMatchObject({ hour: 18, weekday: 6 });
    expect(at('Asia/Kolkata', '2026-11-22T23:30:00Z')).toMatchObject({ hour: 5, weekday: 0 });
  });

  it('skips the hour that daylight saving skips and repeats the one it repeats', () => {
    expect(at('Europe/Berlin', '2026-03-29T00:59:59Z').hour).toBe(1);
    expect(at('Europe/Berlin', '2026-03-29T01:00:00Z').hour).toBe(3);
    expect(at('Europe/Berlin', '2026-10-25T00:30:00Z').hour).toBe(2);
    expect(at('Europe/Berlin', '2026-10-25T01:30:00Z').hour).toBe(2);
    expect(at('Australia/Lord_Howe', '2026-04-04T15:10:00Z').hour).toBe(1);
  });

  it('numbers the days of its own calendar, before 1970 as well', () => {
    expect(at('UTC', '1970-01-01T00:00:00Z')).toEqual({ hour: 0, weekday: 3, dayNumber: 0 });
    expect(at('UTC', '1969-12-28T23:59:59Z')).toEqual({ hour: 23, weekday: 6, dayNumber: -4 });
    expect(at('Asia/Tokyo', '1970-01-01T15:00:00Z')).toEqual({ hour: 0, weekday: 4, dayNumber: 1 });
    expect(at('America/New_York', '1970-01-01T04:59:59.999Z')).toEqual({ hour: 23, weekday: 2, dayNumber: -1 });
  });

  it('is the same at every instant of a day, whichever was asked for first', () => {
    const clock = localClock('Europe/Berlin');
    const hours = ['22:30', '00:30', '01:30', '23:30'].map(
      (time) => clock(Date.parse(`2026-03-29T${time}:00.500Z`)).hour,
    );
    expect(hours).toEqual([0, 1, 3, 1]);
    const autumn = ['2026-10-25T00:59:59.999Z', '2026-10-25T01:00:00Z', '2026-10-24T21:59:59Z', '2026-10-24T22:00:00Z'];
    expect(autumn.map((iso) => clock(Date.parse(iso)).hour)).toEqual([2, 2, 23, 0]);
  });

  it('names an unknown zone', () => {
    expect(() => localClock('Mars/Olympus')).toThrow(
      'timeZone must be an IANA name such as Europe/Berlin or UTC, got "Mars/Olympus"',
    );
  });
});
