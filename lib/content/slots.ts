import type { LocalTime } from '../learning/local-time.ts';
import { keepsGap, type OccupiedTime, type Rails } from './rails.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const DAY_MS = 86_400_000;

/** One hour of a local day. Its quarters are real time: none for an hour that daylight saving leaves out, eight where it repeats one. */
export interface LocalHour {
  hour: number;
  quarters: readonly number[];
}

/** One day of the local calendar. */
export interface LocalDay {
  /** Days since 1970-01-01 on the local calendar. */
  dayNumber: number;
  weekday: number;
  startMs: number;
  hours: readonly LocalHour[];
}

/**
 * The local day that a moment falls on. Every zone's offset is a multiple of a quarter of an hour, so quarters never straddle hours.
 */
export function localDayOf(instantMs: number, clock: (instantMs: number) => LocalTime): LocalDay {
  const { dayNumber, weekday } = clock(instantMs);
  // A local day lies within 15 hours of the UTC day of that number.
  const from = dayNumber * DAY_MS - 15 * 60 * MINUTE_MS;
  const hours = Array.from({ length: 24 }, (_, hour): LocalHour & { quarters: number[] } => ({ hour, quarters: [] }));
  let startMs = Number.POSITIVE_INFINITY;
  for (let at = from; at < from + 2.5 * DAY_MS; at += QUARTER_MS) {
    const local = clock(at);
    if (local.dayNumber !== dayNumber) continue;
    startMs = Math.min(startMs, at);
    hours[local.hour]!.quarters.push(at);
  }
  return { dayNumber, weekday, startMs, hours: hours.filter(({ quarters }) => quarters.length > 0) };
}

/** The local days from the one of `fromMs` on that begin before `untilMs`. */
export function localDays(fromMs: number, untilMs: number, clock: (instantMs: number) => LocalTime): LocalDay[] {
  const days: LocalDay[] = [];
  for (let day = localDayOf(fromMs, clock); days.length === 0 || day.startMs < untilMs; ) {
    days.push(day);
    const { quarters } = day.hours.at(-1)!;
    day = localDayOf(quarters.at(-1)! + QUARTER_MS, clock);
  }
  return days;
}

/** The minutes of an hour at which one more post may go out: after `notBeforeMs`, and far enough from all others. */
export function openMinutes(
  { quarters }: LocalHour,
  context: { notBeforeMs: number; occupied: readonly OccupiedTime[]; rails: Rails },
): number[] {
  const { notBeforeMs, occupied, rails } = context;
  return quarters
    .flatMap((quarter) => Array.from({ length: 15 }, (_, minute) => quarter + minute * MINUTE_MS))
    .filter((at) => at >= notBeforeMs && keepsGap(at, occupied, rails));
}
