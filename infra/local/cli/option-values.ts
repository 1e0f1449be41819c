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
