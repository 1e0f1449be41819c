/** Wall-clock time in one IANA zone, as the audience's habits follow it. */
export interface LocalTime {
  /** Days since 1970-01-01 of the local calendar date. */
  dayIndex: number;
  hour: number;
  minute: number;
  /** 0 is Sunday. */
  weekday: number;
}

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** @throws RangeError when `timeZone` is not an IANA zone. */
export function localTimeOf(instant: Date, timeZone: string): LocalTime {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(instant)) part[type] = Number(value);
  const dayIndex = Date.UTC(part.year!, part.month! - 1, part.day!) / DAY_MS;
  return { dayIndex, hour: part.hour!, minute: part.minute!, weekday: (((dayIndex + 4) % 7) + 7) % 7 };
}

/** The instant at which clocks in the zone show this time; in the hour that a clock change skips, the hour after. */
export function instantOfLocal(local: { dayIndex: number; hour: number; minute: number }, timeZone: string): Date {
  const asUtc = local.dayIndex * DAY_MS + (local.hour * 60 + local.minute) * 60_000;
  let guess = asUtc;
  for (let pass = 0; pass < 2; pass++) {
    const seen = localTimeOf(new Date(guess), timeZone);
    const shown = seen.dayIndex * DAY_MS + (seen.hour * 60 + seen.minute) * 60_000;
    guess += asUtc - shown;
  }
  return new Date(guess);
}
