import { characterClass, DIGIT, isDigit, isHexDigit, JOINER, LETTER } from './character-class.ts';
import { hexColonAddressEnd } from './word-shape.ts';

const COLON = 58;
const COMMA = 44;
const SEMICOLON = 59;
const DOT = 46;
/** What a URL or a path never holds unescaped: quotes, angle brackets and closing brackets. */
const BREAKS = new Set(Array.from('"\'`<>)]}', (character) => character.charCodeAt(0)));

/** Where a URL or path that is read up to `from` ends: at white space, a quote, a bracket or a list separator. */
export function addressEnd(text: string, from: number): number {
  let end = from;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code <= 32 || BREAKS.has(code)) break;
    if ((code === COMMA || code === SEMICOLON) && characterClass(text.charCodeAt(end + 1)) !== LETTER) break;
  }
  for (; end > from; end--) {
    const last = text.charCodeAt(end - 1);
    if (last !== DOT && last !== COLON && last !== COMMA) break;
  }
  return end;
}

/** Where a value that is read up to `from` ends: it goes on over `:` and a digit (times, ports, line:column) and over IPv6. */
export function valueEnd(text: string, start: number, from: number): number {
  let end = from;
  while (end < text.length - 1 && text.charCodeAt(end) === COLON) {
    const next = text.charCodeAt(end + 1);
    if (!isDigit(next)) {
      const address = isHexDigit(next) || next === COLON ? hexColonAddressEnd(text, start) : -1;
      if (address > end) end = address;
      break;
    }
    end++;
    for (; end < text.length; end++) {
      const kind = characterClass(text.charCodeAt(end));
      if (kind !== DIGIT && kind !== LETTER && kind !== JOINER) break;
    }
  }
  while (end > start + 1 && isTrailingJoiner(text.charCodeAt(end - 1))) end--;
  return end;
}

/** The rest of a path whose folder has a space in its name: `/a/my files/b.json`. Only words with a slash and a file's extension. */
const PATH_TAIL = / [A-Za-z_][\w-]*(?:[/\\][\w.-]+)*[/\\][\w-]*\.[a-z]{1,6}\b/y;

/** Where a path read up to `end` really ends. */
export function spacedPathEnd(text: string, end: number): number {
  if (text.charCodeAt(end) !== 32) return end;
  PATH_TAIL.lastIndex = end;
  return PATH_TAIL.test(text) ? PATH_TAIL.lastIndex : end;
}

/** An address may begin with two colons where a word may begin: `::1`, `[::1]:80`. */
export function opensAddress(text: string, start: number): boolean {
  const before = start === 0 ? 32 : text.charCodeAt(start - 1);
  return before <= 32 || before === 40 || before === 91 || before === 34 || before === 39;
}

/** Line and column behind a file's name: `Post.ts:54:18`. */
const PLACE = /:\d+:\d+/y;

export function isSourcePlace(text: string, end: number): boolean {
  PLACE.lastIndex = end;
  return text.charCodeAt(end) === COLON && PLACE.test(text);
}

/** Joiners that end a sentence rather than a word when nothing follows: full stop, dash, tilde, backslash. */
export function isTrailingJoiner(code: number): boolean {
  return code === DOT || code === 45 || code === 126 || code === 92;
}
