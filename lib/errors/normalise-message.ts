import type { ErrorEvent } from './error-event.ts';

/** Longer messages are cut before anything looks at them. */
export const MAXIMUM_MESSAGE_LENGTH = 4_096;

/** Control characters, NUL and lone surrogates would break databases and terminals. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r]|\ufeff/gu;

const PLAIN = /^[\x20-\x7e]*$/;

/** Text that every database and terminal takes: no control characters, no lone surrogates, at most `maximum` characters. */
export function cleanText(text: string, maximum = MAXIMUM_MESSAGE_LENGTH): string {
  const capped = text.slice(0, maximum);
  return PLAIN.test(capped) ? capped : capped.toWellFormed().replace(UNPRINTABLE, ' ');
}

/**
 * The lines of a message that say what happened, without the repeated name: at most the first three that are not empty. A message
 * that is a list of issues in JSON, as zod writes it, is told by its issues.
 */
export function normaliseMessage({ type, message }: Pick<ErrorEvent, 'type' | 'message'>): string {
  const issues = issueSummary(message);
  if (issues !== null) return cleanText(issues);
  const text = cleanText(message);
  const lines = !text.includes('\n')
    ? [text.trim()]
    : text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '' && !/^at .+[:)]\d*\)?$/.test(line));
  const joined = lines.slice(0, 3).join(' ');
  return type && joined.startsWith(`${type}: `) ? joined.slice(type.length + 2) : joined;
}

const MAXIMUM_JSON = 65_536;

/** `code: message` of the distinct kinds of issue in a JSON list of issues, sorted; null if the message is none. */
function issueSummary(message: string): string | null {
  if (message.length > MAXIMUM_JSON || !/^\s*\[\s*\{/.test(message)) return null;
  let issues: unknown;
  try {
    issues = JSON.parse(message);
  } catch {
    return null;
  }
  const kinds = new Map<string, string>();
  for (const issue of issues as Record<string, unknown>[]) {
    if (typeof issue?.code !== 'string') return null;
    const kind = `${issue.code} ${issue.expected ?? issue.format ?? ''}`;
    if (!kinds.has(kind)) kinds.set(kind, `${issue.code}: ${typeof issue.message === 'string' ? issue.message : ''}`);
  }
  return [...kinds]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => text)
    .join('; ');
}
