import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalMs, nextRuns, parseSchedule, slotAt } from '../../infra/schedule.ts';

const at = (iso: string) => new Date(iso);
const iso = (dates: Date[]) => dates.map((date) => date.toISOString());
const HOUR_MS = 3_600_000;

const everyFourHours = parseSchedule('cron(0 3/4 * * ? *)');
const everySixHours = parseSchedule('cron(0 2/6 * * ? *)');
const everyTenMinutes = parseSchedule('rate(10 minutes)');

describe('a schedule', () => {
  it('of every four hours, offset by three, runs at 03, 07, 11, 15, 19 and 23 UTC', () => {
    expect(iso(nextRuns(everyFourHours, { after: at('2026-02-03T00:00:00Z'), count: 7 }))).toEqual([
      '2026-02-03T03:00:00.000Z',
      '2026-02-03T07:00:00.000Z',
      '2026-02-03T11:00:00.000Z',
      '2026-02-03T15:00:00.000Z',
      '2026-02-03T19:00:00.000Z',
      '2026-02-03T23:00:00.000Z',
      '2026-02-04T03:00:00.000Z',
    ]);
  });

  it('of every six hours, offset by two, runs at 02, 08, 14 and 20 UTC', () => {
    expect(iso(nextRuns(everySixHours, { after: at('2026-02-03T02:00:00Z'), count: 4 }))).toEqual([
      '2026-02-03T08:00:00.000Z',
      '2026-02-03T14:00:00.000Z',
      '2026-02-03T20:00:00.000Z',
      '2026-02-04T02:00:00.000Z',
    ]);
  });

  it('of a rate is counted from the epoch', () => {
    expect(iso(nextRuns(everyTenMinutes, { after: at('2026-02-03T10:07:31Z'), count: 2 }))).toEqual([
      '2026-02-03T10:10:00.000Z',
      '2026-02-03T10:20:00.000Z',
    ]);
  });

  it('knows the shortest time between its runs', () => {
    expect(intervalMs(everyTenMinutes)).toBe(600_000);
    expect(intervalMs(everyFourHours)).toBe(4 * HOUR_MS);
    expect(intervalMs(everySixHours)).toBe(6 * HOUR_MS);
    expect(intervalMs(parseSchedule('cron(0 0/5 * * ? *)'))).toBe(4 * HOUR_MS); // 20:00 to midnight
    expect(intervalMs(parseSchedule('cron(30 6 * * ? *)'))).toBe(24 * HOUR_MS);
  });

  it.each([
    ['rate(1 hour)', { kind: 'rate', intervalMs: HOUR_MS }],
    ['rate(2 days)', { kind: 'rate', intervalMs: 48 * HOUR_MS }],
    ['cron(0/20 * * * ? *)', { kind: 'daily', minutes: [0, 20, 40], hours: Array.from({ length: 24 }, (_, h) => h) }],
    ['cron(5,35 6,18 * * ? *)', { kind: 'daily', minutes: [5, 35], hours: [6, 18] }],
  ])('reads %s', (expression, schedule) => {
    expect(parseSchedule(expression)).toEqual(schedule);
  });

  it.each([
    'rate(0 minutes)',
    'rate(10 seconds)',
    '10 minutes',
    'cron(60 3 * * ? *)',
    'cron(0 24 * * ? *)',
    'cron(0 3/0 * * ? *)',
    'cron(0 9 1 * ? *)',
    'cron(0 9 ? * MON *)',
    'cron(a b * * ? *)',
  ])('refuses %s, naming it', (expression) => {
    expect(() => parseSchedule(expression)).toThrow(expression);
  });
});

describe('a slot', () => {
  it.each([
    ['2026-02-03T10:00:00.000Z', '2026-02-03T10:00:00.000Z'],
    ['2026-02-03T10:09:59.999Z', '2026-02-03T10:00:00.000Z'],
    ['2026-02-03T10:10:00.000Z', '2026-02-03T10:10:00.000Z'],
  ])('of ten minutes: %s belongs to %s', (time, slot) => {
    expect(slotAt(everyTenMinutes, at(time)).toISOString()).toBe(slot);
  });

  it.each([
    ['2026-02-03T02:59:59.999Z', '2026-02-02T23:00:00.000Z'],
    ['2026-02-03T03:00:00.000Z', '2026-02-03T03:00:00.000Z'],
    ['2026-02-03T23:59:59.000Z', '2026-02-03T23:00:00.000Z'],
  ])('of four hours: %s belongs to %s', (time, slot) => {
    expect(slotAt(everyFourHours, at(time)).toISOString()).toBe(slot);
  });

  const schedules = fc.constantFrom(
    everyTenMinutes,
    everyFourHours,
    everySixHours,
    parseSchedule('cron(7 0/5 * * ? *)'),
  );
  const times = fc.date({ min: at('2000-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z'), noInvalidDate: true });

  it('is at or before its moment, and the next run is after it, with nothing between the two', () => {
    fc.assert(
      fc.property(schedules, times, (schedule, time) => {
        const slot = slotAt(schedule, time);
        const [next] = nextRuns(schedule, { after: slot, count: 1 });
        expect(slot.getTime()).toBeLessThanOrEqual(time.getTime());
        expect(next!.getTime()).toBeGreaterThan(time.getTime());
        expect(nextRuns(schedule, { after: time, count: 1 })).toEqual([next]);
      }),
    );
  });

  it('of a slot is the slot itself', () => {
    fc.assert(
      fc.property(schedules, times, (schedule, time) => {
        const slot = slotAt(schedule, time);
        expect(slotAt(schedule, slot)).toEqual(slot);
      }),
    );
  });
});
