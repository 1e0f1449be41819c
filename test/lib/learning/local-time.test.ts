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

  it('names an unknown zone', () => {
    expect(() => localClock('Mars/Olympus')).toThrow(
      'timeZone must be an IANA name such as Europe/Berlin or UTC, got "Mars/Olympus"',
    );
  });
});
