const SHAPE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * An ISO 8601 time in a file, null when it is none. A time without an offset is UTC, as X's own are; never the time zone
 * of the machine that happens to read the file.
 * @example momentOf('2026-11-22 10:00')?.toISOString() // => '2026-11-22T10:00:00.000Z'
 */
export function momentOf(value: unknown): Date | null {
  const [, day, time = '00:00', offset = 'Z'] = (typeof value === 'string' && SHAPE.exec(value)) || [];
  const at = new Date(`${day}T${time}${offset}`);
  return Number.isNaN(at.getTime()) ? null : at;
}
