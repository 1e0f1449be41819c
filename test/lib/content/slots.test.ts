import { describe, expect, it } from 'vitest';
import { railsWith } from '../../../lib/content/rails.ts';
import { localDayOf, localDays, openMinutes } from '../../../lib/content/slots.ts';
import { localClock } from '../../../lib/learning/local-time.ts';

const berlin = localClock('Europe/Berlin');
const at = (iso: string) => Date.parse(iso);

describe('a local day', () => {
  it('has 24 hours of four quarters, and begins at local midnight', () => {
    const day = localDayOf(at('2026-11-22T10:00:00Z'), berlin);
    expect(new Date(day.startMs).toISOString()).toBe('2026-11-21T23:00:00.000Z');
    expect(day.weekday).toBe(6);
    expect(day.hours.map(({ hour, quarters }) => [hour, quarters.length])).toEqual(
      Array.from({ length: 24 }, (_, hour) => [hour, 4]),
    );
  });

  it('lacks the hour that daylight saving leaves out', () => {
    const { hours } = localDayOf(at('2026-03-29T10:00:00Z'), berlin);
    expect(hours.map(({ hour }) => hour)).not.toContain(2);
    expect(hours).toHaveLength(23);
  });

  it('has one long hour where daylight saving repeats it', () => {
    const { hours } = localDayOf(at('2026-10-25T10:00:00Z'), berlin);
    expect(hours[2]!.quarters).toHaveLength(8);
    expect(hours).toHaveLength(24);
  });

  it('has half an hour less where clocks move by half an hour', () => {
    const day = localDayOf(at('2026-10-03T20:00:00Z'), localClock('Australia/Lord_Howe'));
    expect(day.hours.reduce((sum, { quarters }) => sum + quarters.length, 0)).toBe(94);
  });

  it('follows the one before, across a day that a zone skipped', () => {
    const apia = localClock('Pacific/Apia'); // went from 29 to 31 December 2011
    const days = localDays(at('2011-12-29T20:00:00Z'), at('2012-01-01T20:00:00Z'), apia);
    const names = days.map(({ dayNumber }) => new Date(dayNumber * 86_400_000).toISOString().slice(0, 10));
    expect(names).toEqual(['2011-12-29', '2011-12-31', '2012-01-01', '2012-01-02']);
  });
});

describe('open minutes', () => {
  const hour = localDayOf(at('2026-11-22T10:00:00Z'), localClock('UTC')).hours[12]!;

  it('keep their distance, to the minute', () => {
    const occupied = [{ atMs: at('2026-11-22T11:10:00Z'), format: 'single' as const }];
    const open = openMinutes(hour, { notBeforeMs: 0, occupied, rails: railsWith() });
    expect(new Date(open[0]!).toISOString()).toBe('2026-11-22T12:10:00.000Z');
    expect(open).toHaveLength(50);
  });

  it('are not in the past', () => {
    const open = openMinutes(hour, { notBeforeMs: at('2026-11-22T12:45:00Z'), occupied: [], rails: railsWith() });
    expect(open).toHaveLength(15);
  });
});
