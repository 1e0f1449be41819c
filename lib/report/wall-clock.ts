const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * The clock on the wall of a time zone, as a Date whose UTC fields hold the local time: made for axes and for asking
 * weekday and hour, not for arithmetic across a change of daylight saving time.
 * @throws RangeError when the time zone is unknown.
 * @example wallClock(new Date('2026-07-01T22:30Z'), 'Europe/Berlin').toISOString() // => '2026-07-02T00:30:00.000Z'
 */
export function wallClock(at: Date, timeZone: string): Date {
  const parts = Object.fromEntries(
    formatterOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
  return new Date(Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second));
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-u-ca-iso8601', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}
