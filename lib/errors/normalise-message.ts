import type { ErrorEvent } from './error-event.ts';
import { MAXIMUM_MESSAGE_LENGTH } from './signature-store.ts';

/** Control characters, NUL and lone surrogates would break databases and terminals. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r]|\ufeff/gu;

/** Text that every database and terminal takes: no control characters, no lone surrogates, at most `maximum` characters. */
export function cleanText(text: string, maximum = MAXIMUM_MESSAGE_LENGTH): string {
  return text.slice(0, maximum).toWellFormed().replace(UNPRINTABLE, ' ');
}

/** The lines of a message that say what happened, without the repeated name: at most the first three that are not empty. */
export function normaliseMessage({ type, message }: Pick<ErrorEvent, 'type' | 'message'>): string {
  const text = cleanText(message);
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^at .+[:)]\d*\)?$/.test(line));
  const joined = lines.slice(0, 3).join(' ');
  return type && joined.startsWith(`${type}: `) ? joined.slice(type.length + 2) : joined;
}
