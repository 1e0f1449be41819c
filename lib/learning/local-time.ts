/** Where an instant falls on the wall clock of a place. */
export interface LocalTime {
  /** 0 to 23. */
  hour: number;
  /** 0 is Monday. */
  weekday: number;
  /** Days since 1970-01-01 on the local calendar. */
  dayNumber: number;
}

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The wall clock of an IANA zone, daylight saving included. Offsets are asked of Intl once per UTC day and only per
 * instant on the days when the offset changes.
 *
 * @throws RangeError when the zone is unknown
 * @example localClock('Europe/Berlin')(Date.parse('2026-03-29T01:30:00Z')).hour // => 3, the hour 2 does not exist
 */
export function localClock(timeZone: string): (instantMs: number) => LocalTime {
  const offsetAt = offsetReader(timeZone);
  const dayOffsets = new Map<number, number | null>();
  return (instantMs) => {
    const utcDay = Math.floor(instantMs / DAY_MS);
    let offset = dayOffsets.get(utcDay);
    if (offset === undefined) {
      const start = offsetAt(utcDay * DAY_MS);
      offset = start === offsetAt((utcDay + 1) * DAY_MS - 1) ? start : null;
      dayOffsets.set(utcDay, offset);
    }
    const local = instantMs + (offset ?? offsetAt(instantMs));
    const dayNumber = Math.floor(local / DAY_MS);
    return {
      hour: Math.floor((local - dayNumber * DAY_MS) / HOUR_MS),
      // 1970-01-01 was a Thursday.
      weekday: (((dayNumber + 3) % 7) + 7) % 7,
      dayNumber,
    };
  };
}

function offsetReader(timeZone: string): (instantMs: number) => number {
  if (timeZone === 'UTC') return () => 0;
  const format = formatOf(timeZone);
  return (instantMs) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instantMs)) part[type] = Number(value);
    const wall = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
    return wall - Math.floor(instantMs / 1000) * 1000;
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format) return format;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    const wanted = 'an IANA name such as Europe/Berlin or UTC';
    throw new RangeError(`timeZone must be ${wanted}, got ${JSON.stringify(timeZone)}`, { cause });
  }
  formats.set(timeZone, format);
  return format;
}
