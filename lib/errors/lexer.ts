import { characterClass, DIGIT, isDigit, isHexDigit, JOINER, LETTER, PUNCTUATION, SPACE } from './character-class.ts';
import { isErrorCode, isStatusOrState } from './locked-words.ts';
import { addressEnd, isSourcePlace, isTrailingJoiner, opensAddress, spacedPathEnd, valueEnd } from './value-extent.ts';
import { hexColonAddressEnd, isHexIdentifier, isHostName, trailingUuid } from './word-shape.ts';

/** Kinds of lexical tokens, finer than a template's: `VALUE` is masked whole, `MIXED` in part. */
export const WORD = 0;
export const MIXED = 1;
export const VALUE = 2;
export const MARK = 3;
export const LOCKED = 4;

/** Longer runs of a mark count as this long: rulers and leaders vary. */
export const LONGEST_RUN = 3;

/** More tokens than this are cut off: no message is told from another by its thousandth word. */
const MAXIMUM_TOKENS = 512;

const SLASH = 47;
const BACKSLASH = 92;
const COLON = 58;
const DOT = 46;
const AT = 64;

/**
 * Splits a message into words, marks and values in one pass over its code units and hashes it on the way, with one slot per
 * value. Equal hashes mean an equal template, so that of a million lines only the few unseen ones are looked at again.
 * The arrays are reused from call to call; read them before the next.
 */
export class Lexer {
  readonly kinds = new Uint8Array(MAXIMUM_TOKENS);
  readonly starts = new Int32Array(MAXIMUM_TOKENS);
  readonly ends = new Int32Array(MAXIMUM_TOKENS);
  readonly spaces = new Uint8Array(MAXIMUM_TOKENS);
  count = 0;
  hashHigh = 0;
  hashLow = 0;
  private text = '';
  private space = 0;

  scan(text: string): void {
    this.text = text;
    this.count = 0;
    this.space = 0;
    this.hashHigh = 0x811c9dc5 | 0;
    this.hashLow = 0x2f0b4c47;
    const length = text.length;
    let i = 0;
    while (i < length && this.count < MAXIMUM_TOKENS - 1) {
      const kind = characterClass(text.charCodeAt(i));
      if (kind === SPACE) {
        this.space = 1;
        i++;
      } else if (kind === PUNCTUATION) i = this.mark(i, length);
      else i = this.word(i, length);
    }
  }

  private push(kind: number, start: number, end: number, hash: number): void {
    const at = this.count++;
    this.kinds[at] = kind;
    this.starts[at] = start;
    this.ends[at] = end;
    this.spaces[at] = this.space;
    const high = Math.imul(this.hashHigh ^ hash ^ this.space, 0x01000193);
    this.space = 0;
    this.hashHigh = high ^ (high >>> 15);
    this.hashLow = Math.imul(this.hashLow + hash, 0x85ebca6b) ^ (this.hashLow >>> 13);
  }

  /** A run of one punctuation mark is one token; a comparison sign glued to a number belongs to the number. */
  private mark(start: number, length: number): number {
    const text = this.text;
    const code = text.charCodeAt(start);
    let end = start + 1;
    if (code === COLON && text.charCodeAt(end) === COLON && opensAddress(text, start)) {
      const address = hexColonAddressEnd(text, start);
      if (address > 0) return this.extendValue(start, address);
    }
    if ((code === 60 || code === 62) && end < length && isDigit(text.charCodeAt(end))) return this.value(end, length);
    const bracket = code === 40 || code === 41 || code === 91 || code === 93 || code === 123 || code === 125;
    if (!bracket) while (end < length && text.charCodeAt(end) === code) end++;
    this.push(MARK, start, end, code + 256 * Math.min(end - start, LONGEST_RUN));
    return end;
  }

  private word(start: number, length: number): number {
    const text = this.text;
    let end = start;
    let hash = 0x811c9dc5;
    let code = 0;
    let kind = LETTER;
    for (; end < length; end++) {
      code = text.charCodeAt(end);
      kind = characterClass(code);
      if (kind !== LETTER) break;
      hash = Math.imul(hash ^ code, 0x01000193);
    }
    if (end - start === 9 && text.startsWith('localhost', start) && kind !== DIGIT && kind !== JOINER)
      return this.extendValue(start, end);
    if (end === length || kind === SPACE) {
      this.push(WORD, start, end, hash);
      return end;
    }
    if (kind === PUNCTUATION) {
      if (code === COLON) {
        const after = this.colonWord(start, end);
        if (after > 0) return after;
      }
      this.push(WORD, start, end, hash);
      return end;
    }
    return this.joined(start, end, length);
  }

  /** A word that a colon ends: a scheme (`https://…`), a drive (`C:\…`), an ARN or an address (`fe80::1`). 0 when it is neither. */
  private colonWord(start: number, colon: number): number {
    const text = this.text;
    const next = text.charCodeAt(colon + 1);
    if (next === SLASH && text.charCodeAt(colon + 2) === SLASH) return this.pushValueUntilBreak(start, colon + 3);
    if (colon - start === 1 && next === BACKSLASH) {
      const end = spacedPathEnd(text, addressEnd(text, colon + 2));
      this.push(VALUE, start, end, VALUE);
      return end;
    }
    if (colon - start === 3 && (text.startsWith('arn:', start) || text.startsWith('urn:', start)))
      return this.pushValueUntilBreak(start, colon + 1);
    if (colon - start <= 4 && (next === COLON || isHexDigit(next))) {
      const end = hexColonAddressEnd(text, start);
      if (end > 0) {
        this.push(VALUE, start, end, VALUE);
        return end;
      }
    }
    return 0;
  }

  private pushValueUntilBreak(start: number, from: number): number {
    const end = addressEnd(this.text, from);
    this.push(VALUE, start, end, VALUE);
    return end;
  }

  /** A word with digits or joiners in it. */
  private joined(start: number, from: number, length: number): number {
    const text = this.text;
    let end = from;
    let digits = 0;
    let slashes = 0;
    let dots = 0;
    let at = -1;
    let hash = 0x811c9dc5;
    for (let i = start; i < from; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    let inDigits = false;
    for (; end < length; end++) {
      const code = text.charCodeAt(end);
      const kind = characterClass(code);
      if (kind === SPACE || kind === PUNCTUATION) break;
      if (kind === DIGIT) {
        digits++;
        if (!inDigits) hash = Math.imul(hash ^ 2, 0x01000193);
        inDigits = true;
        continue;
      }
      inDigits = false;
      hash = Math.imul(hash ^ code, 0x01000193);
      if (code === SLASH || code === BACKSLASH) slashes++;
      else if (code === DOT) dots++;
      else if (code === AT) at = end;
    }
    const first = text.charCodeAt(start);
    // Joiners at the end are sentence marks, not part of the word.
    let tail = end;
    while (tail > start && isTrailingJoiner(text.charCodeAt(tail - 1))) tail--;
    if (tail === start) return this.pushMarks(start, end);
    const second = text.charCodeAt(start + 1);
    if (first === SLASH || ((first === DOT || first === 126) && (second === SLASH || second === DOT) && slashes > 0))
      return this.path(start, end);
    if (isDigit(first) || (characterClass(first) === JOINER && isDigit(second))) return this.number(start, tail);
    if (slashes > 1) return this.path(start, end);
    if (at > start && text.lastIndexOf('.', tail - 1) > at) return this.finish(VALUE, start, tail, end, VALUE);
    if (digits === 0) {
      if (
        tail - start >= 9 &&
        text.startsWith('localhost', tail - 9) &&
        (tail - start === 9 || text[tail - 10] === '.')
      )
        return this.finish(VALUE, start, tail, end, VALUE);
      if (dots > 0 && isHostName(text, start, tail)) return this.host(start, tail, end);
      if (tail !== end) return this.pushWordAndMarks(start, tail, end);
      if (dots > 0 && (this.hasPort(start, tail) || isSourcePlace(text, tail))) return this.extendValue(start, tail);
      this.push(WORD, start, tail, hash);
      return end;
    }
    if (tail - start <= 4 && text.charCodeAt(end) === COLON) {
      const address = hexColonAddressEnd(text, start);
      if (address > 0) {
        this.push(VALUE, start, address, VALUE);
        return address;
      }
    }
    if (isErrorCode(text, start, tail, this.previousWord())) {
      this.pushWordAndMarks(start, tail, end);
      this.kinds[this.count - 1] = LOCKED;
      return end;
    }
    if (isHexIdentifier(text, start, tail)) return this.finish(VALUE, start, tail, end, VALUE);
    const uuid = trailingUuid(text, start, tail);
    if (uuid > start) {
      this.pushWordAndMarks(start, uuid, uuid);
      return this.finish(VALUE, uuid, tail, end, VALUE);
    }
    if (dots > 0 && (isHostName(text, start, tail) || this.hasPort(start, tail))) return this.extendValue(start, tail);
    return this.finish(MIXED, start, tail, end, hash);
  }

  /** A path, with its query if it has one. */
  private path(start: number, end: number): number {
    if (this.text.charCodeAt(end) === 63) return this.pushValueUntilBreak(start, end);
    const to = spacedPathEnd(this.text, valueEnd(this.text, start, end));
    this.push(VALUE, start, to, VALUE);
    return to;
  }

  private host(start: number, tail: number, end: number): number {
    return tail === end ? this.extendValue(start, tail) : this.finish(VALUE, start, tail, end, VALUE);
  }

  private hasPort(start: number, end: number): boolean {
    const text = this.text;
    if (text.charCodeAt(end) !== COLON || !isDigit(text.charCodeAt(end + 1)) || !isDigit(text.charCodeAt(end + 2)))
      return false;
    for (let i = start; i < end; i++) if (text.charCodeAt(i) >= 65 && text.charCodeAt(i) <= 90) return false;
    return true;
  }

  private finish(kind: number, start: number, tail: number, end: number, hash: number): number {
    this.push(kind, start, tail, hash);
    return tail === end ? end : this.pushMarks(tail, end);
  }

  private pushWordAndMarks(start: number, tail: number, end: number): number {
    let hash = 0x811c9dc5;
    for (let i = start; i < tail; i++) hash = Math.imul(hash ^ this.text.charCodeAt(i), 0x01000193);
    return this.finish(WORD, start, tail, end, hash);
  }

  /** Sentence marks that the joined word swallowed; a run counts once. */
  private pushMarks(start: number, end: number): number {
    this.push(MARK, start, end, this.text.charCodeAt(start) + 256 * Math.min(end - start, LONGEST_RUN));
    return end;
  }

  private number(start: number, end: number): number {
    const text = this.text;
    const previous = end - start === 3 || end - start === 5 ? this.previousWord() : '';
    if (end - start === 3 && isStatusOrState(text, start, end, previous)) return this.pushLocked(start, end);
    if (
      end - start === 5 &&
      previous !== '' &&
      (isStatusOrState(text, start, end, previous) || isErrorCode(text, start, end, previous))
    )
      return this.pushLocked(start, end);
    return this.extendValue(start, end);
  }

  private pushLocked(start: number, end: number): number {
    this.pushWordAndMarks(start, end, end);
    this.kinds[this.count - 1] = LOCKED;
    return end;
  }

  private value(start: number, length: number): number {
    let end = start;
    while (end < length) {
      const kind = characterClass(this.text.charCodeAt(end));
      if (kind === SPACE || kind === PUNCTUATION) break;
      end++;
    }
    while (end > start + 1 && isTrailingJoiner(this.text.charCodeAt(end - 1))) end--;
    return this.extendValue(start, end);
  }

  private extendValue(start: number, from: number): number {
    const end = valueEnd(this.text, start, from);
    this.push(VALUE, start, end, VALUE);
    return end;
  }

  /** The last word before the token about to be pushed, unless more than two marks lie between. */
  private previousWord(): string {
    for (let at = this.count - 1; at >= 0 && at >= this.count - 3; at--) {
      if (this.kinds[at] !== MARK) return this.text.slice(this.starts[at] as number, this.ends[at] as number);
    }
    return '';
  }
}
