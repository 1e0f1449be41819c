import { characterClass, DIGIT, isDigit, isHexDigit, JOINER, LETTER } from './character-class.ts';

const UNDERSCORE = 95;
const DASH = 45;
const DOT = 46;

/** Top-level domains that nothing else ends with: two labels make a host name. */
const PLAIN_DOMAINS = new Set('com net org edu gov mil internal localdomain lan corp'.split(' '));
/** Those that properties, files and packages end with too (`user.id`, `main.rs`): three labels make a host name. */
const OTHER_DOMAINS = new Set(
  'int io dev app cloud ai co me info biz name tv local home uk de fr nl eu us ca au nz jp cn hk tw kr in id my sg th vn ph pk ir br ar cl mx pe ve ru ua by kz it es pt se no dk fi pl cz sk hu ro bg gr tr il sa ae za ng eg ch at be ie lt lv ee si hr'.split(
    ' ',
  ),
);
/** First labels that say "reversed domain", as package and class names have it: com.example.Thing. */
const PACKAGE_ROOTS = new Set(
  'com org net java javax io edu gov android androidx sun scala kotlin mapred mapreduce'.split(' '),
);

/** Whether [start, end) reads like a host name: dotted lower-case labels with a known top-level domain at the end. */
export function isHostName(text: string, start: number, end: number): boolean {
  let firstDot = -1;
  let dots = 0;
  let lastDot = -1;
  if (text.charCodeAt(start) === DOT) start++; // what a wildcard certificate leaves: *.example.com
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (firstDot < 0) firstDot = i;
      lastDot = i;
      dots++;
    } else if (!((code >= 97 && code <= 122) || isDigit(code) || code === DASH)) return false;
  }
  if (firstDot <= start || lastDot >= end - 2) return false;
  const domain = text.slice(lastDot + 1, end);
  if (!PLAIN_DOMAINS.has(domain) && (dots < 2 || !OTHER_DOMAINS.has(domain))) return false;
  return !PACKAGE_ROOTS.has(text.slice(start, firstDot));
}

/** Hexadecimal with a digit and six or more characters, dashes allowed: object ids, hashes, UUIDs. */
export function isHexIdentifier(text: string, start: number, end: number): boolean {
  if (end - start < 6) return false;
  let digits = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (isDigit(code)) digits++;
    else if (code === DASH ? i === start || i === end - 1 : !isHexDigit(code)) return false;
  }
  return digits > 0;
}

/** Where a UUID at the end of [start, end) begins, or -1. */
export function trailingUuid(text: string, start: number, end: number): number {
  const from = end - 36;
  if (from < start) return -1;
  for (let i = 0; i < 36; i++) {
    const code = text.charCodeAt(from + i);
    if (i === 8 || i === 13 || i === 18 || i === 23 ? code !== DASH : !isHexDigit(code)) return -1;
  }
  return from;
}

/**
 * End of an address written in groups of hexadecimal digits between colons (IPv6, MAC) that starts at `start`, or -1.
 * At least three colons, or a double one, so that `ab:12` stays a word and a number.
 */
export function hexColonAddressEnd(text: string, start: number): number {
  let colons = 0;
  let double = false;
  let group = 0;
  let decimal = true;
  let i = start;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 58) {
      if (i > start && text.charCodeAt(i - 1) === 58) double = true;
      colons++;
      group = 0;
      decimal = true;
    } else if (isHexDigit(code)) {
      decimal &&= isDigit(code);
      // The last group may be a port: five decimal digits.
      if (++group > 4 && !(decimal && group === 5 && colons >= 2)) return -1;
    } else break;
  }
  if (i < text.length && characterClass(text.charCodeAt(i)) === LETTER) return -1;
  if (text.charCodeAt(i - 1) === 58) i--;
  return colons >= 3 || (double && colons >= 2 && i - start > 4) ? i : -1;
}

export interface MaskedWord {
  /** The word with `*` (U+0002 in `text`) for what varies. */
  text: string;
  /** Whether any constant letter remains. */
  constant: boolean;
}

/** Stands for masked characters inside a mixed word until it is displayed. */
export const MASK = '\u0002';

/**
 * Masks what varies inside one word: pieces between joiners (and underscores) that are numbers, hexadecimal or have several
 * runs of digits go as a whole, a piece with one run of digits keeps its letters: `blk_-12` -> `blk_*`, `R02-M1` -> `R*-M*`,
 * `attempt_2008_0001_m_07` -> `attempt_*_m_*`. Joiners between two masks go too.
 */
export function maskWord(text: string, start: number, end: number): MaskedWord {
  let out = '';
  let constant = false;
  let joiners = '';
  let i = start;
  while (i < end) {
    let code = text.charCodeAt(i);
    if (code === UNDERSCORE || characterClass(code) === JOINER) {
      joiners += text[i];
      i++;
      continue;
    }
    const from = i;
    let runs = 0;
    let inDigits = false;
    for (; i < end; i++) {
      code = text.charCodeAt(i);
      if (code === UNDERSCORE) break;
      const kind = characterClass(code);
      if (kind === JOINER) break;
      if (kind === DIGIT && !inDigits) runs++;
      inDigits = kind === DIGIT;
    }
    let piece: string;
    if (runs === 0) {
      piece = text.slice(from, i);
      constant = true;
    } else if (runs > 1 || isDigit(text.charCodeAt(from)) || isHexIdentifier(text, from, i)) piece = MASK;
    else {
      piece = text.slice(from, i).replace(/[0-9]+/, MASK);
      constant = true;
    }
    if (piece.startsWith(MASK)) {
      if (!out.endsWith(MASK)) out += joiners.slice(0, 1) + piece;
      else out += piece.slice(1);
    } else out += joiners + piece;
    joiners = '';
  }
  return { text: out + joiners, constant };
}
