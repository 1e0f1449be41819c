import { InvalidArgumentError } from 'commander';

/** Readers for values on the command line: each says what it wants when it gets something else. */

export function userIdValue(text: string): string {
  if (!/^\d{1,20}$/.test(text)) throw new InvalidArgumentError("Wanted X's numeric user id, e.g. 2244994945.");
  return text;
}

/** A handle with or without @, in lower case. */
export function handleValue(text: string): string {
  const handle = text.replace(/^@/, '').toLowerCase();
  if (!/^[a-z0-9_]{1,15}$/.test(handle)) {
    throw new InvalidArgumentError('Wanted a handle of 1 to 15 letters, digits and underscores, e.g. @your_handle.');
  }
  return handle;
}

export function timeZoneValue(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError('Wanted an IANA time zone, e.g. Europe/Berlin or America/New_York.');
  }
}

/** A moment with its offset; a date alone would mean midnight in a zone that nobody said. */
export function momentValue(text: string): Date {
  const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
  const moment = new Date(shape.test(text) ? text : Number.NaN);
  if (Number.isNaN(moment.getTime())) {
    throw new InvalidArgumentError('Wanted an ISO 8601 moment with its offset, e.g. 2026-11-22T10:00:00Z.');
  }
  return moment;
}

/** An id or how it begins; four characters at least, so that it means something. */
export function idValue(text: string): string {
  if (!/^[0-9a-f-]{4,36}$/i.test(text)) {
    throw new InvalidArgumentError('Wanted an id or its first characters (four at least), e.g. 3f2a91bc.');
  }
  return text.toLowerCase();
}

export function versionValue(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Wanted the number of a version, e.g. 3.');
  return Number(text);
}

export function dayCountValue(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError('Wanted a whole number of days, 0 to 999.');
  return Number(text);
}

/** How much something is worth against something else, or none. */
export function worthValue(text: string): number | 'none' {
  if (text === 'none') return text;
  const worth = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(worth <= 1e6)) throw new InvalidArgumentError('Wanted a worth from 0 to 1000000, e.g. 1 or 0.5, or none.');
  return worth;
}

/** A whole number from `least` to `most`. */
export function countValue(most: number, least = 0): (text: string) => number {
  return (text) => {
    const count = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
    if (!(count >= least && count <= most)) {
      throw new InvalidArgumentError(`Wanted a whole number from ${least} to ${most}.`);
    }
    return count;
  };
}

/** Names with commas between them; "none" is an empty list. */
export function namesValue(text: string): string[] {
  if (text === 'none') return [];
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Wanted names with commas between them, or none.');
  return [...new Set(names)];
}

export function numberValue(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('Wanted a number, e.g. 0.25.');
  return Number(text);
}

/** Hours and spans of hours; "none" is an empty list. @example hoursValue('22-1,5') // => [22, 23, 0, 1, 5] */
export function hoursValue(text: string): number[] {
  if (text === 'none') return [];
  const hours = text.split(',').flatMap((part) => {
    const [, first, last] = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(part.trim()) ?? [];
    const [from, to] = [Number(first), Number(last ?? first)];
    if (!(from <= 23 && to <= 23)) {
      throw new InvalidArgumentError('Wanted local hours from 0 to 23 and spans of them, e.g. 0-5,23, or none.');
    }
    return Array.from({ length: ((to - from + 24) % 24) + 1 }, (_, i) => (from + i) % 24);
  });
  return [...new Set(hours)];
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Weekdays by name, 0 is Monday; "none" is an empty list. */
export function weekdaysValue(text: string): number[] {
  if (text === 'none') return [];
  const days = text.split(',').map((name) => WEEKDAYS.indexOf(name.trim().toLowerCase()));
  if (days.includes(-1)) throw new InvalidArgumentError('Wanted weekdays, e.g. saturday,sunday, or none.');
  return [...new Set(days)];
}

/** `dimension.level=share`, or `dimension.level` where no share is wanted. */
export function pinValue(
  withShare: boolean,
): (text: string) => { dimension: 'generators' | 'formats' | 'hours'; level: string; weight: number } {
  return (text) => {
    const [, dimension, level, weight] = /^(generators|formats|hours)\.([^=]+?)(?:=(\d*\.?\d+))?$/.exec(text) ?? [];
    if (level === undefined || (weight !== undefined) !== withShare) {
      const wanted = withShare ? 'generators.how_to=0.3, formats.thread=0.2 or hours.9=0.1' : 'generators.how_to';
      throw new InvalidArgumentError(`Wanted ${wanted}.`);
    }
    return { dimension: dimension as 'generators' | 'formats' | 'hours', level, weight: Number(weight) };
  };
}
