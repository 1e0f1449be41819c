import { type ParsePageOptions, parsePage } from './parse-page.ts';
import type { ParsedPayload } from './parse-x.ts';
import { parseX } from './parse-x.ts';

/**
 * Reads a recorded file, a page or a payload, whichever it is.
 *
 * @throws {SyntaxError} when it is neither: the message says what was found and what was expected.
 */
export function parseText(text: string, options: ParsePageOptions): ParsedPayload {
  const start = text.trimStart().replace(/^\u{feff}/u, '');
  if (start.startsWith('<')) return parsePage(start, options);
  if (start === '') throw new SyntaxError('the file is empty; expected JSON that X sent, or a page of X as HTML');
  let payload: unknown;
  try {
    payload = JSON.parse(start);
  } catch (cause) {
    const found = JSON.stringify(start.slice(0, 40));
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SyntaxError(`neither JSON nor HTML (it begins ${found}): ${why}. Is the file complete?`, { cause });
  }
  return parseX(payload, options);
}
