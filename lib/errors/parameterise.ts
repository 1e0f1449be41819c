import { Lexer, LOCKED, MARK, MIXED, VALUE, WORD } from './lexer.ts';
import {
  HTTP_METHODS,
  isLockedWord,
  KIND_KEYS,
  MONTHS,
  NAMING_WORDS,
  SAYING_KEYS,
  UNITS,
  WEEKDAYS,
} from './locked-words.ts';
import type { Token, TokenKind } from './token.ts';
import { WILDCARD } from './token.ts';
import { MASK, maskWord } from './word-shape.ts';

interface Lexeme extends Token {
  start: number;
  end: number;
}

/**
 * The positions of a message with every value replaced by a wildcard: numbers, times, dates, addresses, paths, URLs,
 * identifiers, quoted strings and empty slots. One set of rules for every kind of text.
 * @example renderTemplate(parameterise('connect ECONNREFUSED 10.0.0.1:5432')) // => 'connect ECONNREFUSED <*>'
 */
export function parameterise(message: string): Token[] {
  const lexer = new Lexer();
  lexer.scan(message);
  return tokensOf(message, lexer);
}

/** The tokens of the message the lexer scanned last. */
export function tokensOf(message: string, lexer: Lexer): Token[] {
  const lexemes = quotedStrings(receivedValues(selectors(lexemesOf(message, lexer))));
  return foldRepeats(collapse(emptySlots(units(dates(lexemes)))));
}

/** Hexadecimal numbers of 32 bits and more by whose luck no digit is in them. */
const HEX_WITHOUT_DIGIT = /^(?:[a-f]{8}|[a-f]{16}|[A-F]{8}|[A-F]{16})$/;

function lexemesOf(message: string, lexer: Lexer): Lexeme[] {
  const lexemes: Lexeme[] = [];
  for (let at = 0; at < lexer.count; at++) {
    const start = lexer.starts[at] as number;
    const end = lexer.ends[at] as number;
    const spaceBefore = lexer.spaces[at] === 1;
    const text = message.slice(start, end);
    const kind = lexer.kinds[at];
    if (kind === MIXED) {
      const masked = maskWord(message, start, end);
      if (masked.constant)
        lexemes.push({ kind: 'mixed', text: masked.text.replaceAll(MASK, WILDCARD), spaceBefore, start, end });
      else lexemes.push({ kind: 'wildcard', text: WILDCARD, spaceBefore, start, end });
    } else if (kind === VALUE || (kind === WORD && HEX_WITHOUT_DIGIT.test(text)))
      lexemes.push({ kind: 'wildcard', text: WILDCARD, spaceBefore, start, end });
    else if (kind === MARK) lexemes.push({ kind: 'punctuation', text: text[0] as string, spaceBefore, start, end });
    else {
      const locked = kind === LOCKED || (kind === WORD && isLockedWord(text));
      lexemes.push({ kind: locked ? 'locked' : 'word', text, spaceBefore, start, end });
    }
  }
  return lexemes;
}

const isMark = (token: Token | undefined, text: string) => token?.kind === 'punctuation' && token.text === text;

const SELECTOR_ENDS = new Set(['failed', 'exceeded', 'timed', 'did', 'was', 'is', 'to', 'within', 'after', 'in']);

/** A CSS or XPath selector is a value up to the verb behind it, whatever quotes and brackets it holds. */
function selectors(tokens: Lexeme[]): Lexeme[] {
  const at = tokens.findIndex((token) => /^(?:selector|locator|xpath)$/i.test(token.text));
  if (at < 0) return tokens;
  const quoted = (index: number) => tokens[index]?.kind === 'punctuation' && /["'`(]/.test(tokens[index]?.text ?? '');
  const colon = isMark(tokens[at + 1], ':') ? 1 : 0;
  const introduced = colon === 1 || quoted(at + 1) || /^(?:for|matching)$/.test(tokens[at - 1]?.text ?? '');
  const from = at + 1 + colon;
  let end = from;
  while (end < tokens.length && !(tokens[end]?.spaceBefore && SELECTOR_ENDS.has(tokens[end]?.text ?? ''))) end++;
  if (!introduced || end === from) return tokens;
  const first = tokens[from] as Lexeme;
  const value: Lexeme = {
    ...first,
    kind: 'wildcard',
    text: WILDCARD,
    spaceBefore: true,
    end: (tokens[end - 1] as Lexeme).end,
  };
  return [...tokens.slice(0, from), value, ...tokens.slice(end)];
}

/** "… must be a string. Received null": what was received instead is a value up to the end. */
function receivedValues(tokens: Lexeme[]): Lexeme[] {
  const at = tokens.findIndex(
    (token, index) => /^(?:received|got)$/i.test(token.text) && /^[.,;]$/.test(tokens[index - 1]?.text ?? ''),
  );
  const first = tokens[at + 1];
  if (at < 0 || first === undefined) return tokens;
  return [...tokens.slice(0, at + 1), { ...first, kind: 'wildcard', text: WILDCARD }];
}

/** Replaces what stands between quotes by one wildcard, but for names that say what is broken and JSON's keys. */
function quotedStrings(tokens: Lexeme[]): Lexeme[] {
  const out: Lexeme[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Lexeme;
    out.push(token);
    if (token.kind !== 'punctuation' || !/["'`]/.test(token.text)) continue;
    const previous = tokens[i - 1];
    const opens = token.spaceBefore || previous === undefined || previous.kind === 'punctuation';
    if (!opens) continue;
    if (token.end - token.start === 2) {
      out.push({ kind: 'wildcard', text: WILDCARD, spaceBefore: false, start: token.start, end: token.end }, token);
      continue;
    }
    const close = closingQuote(tokens, i);
    if (close < 0) continue;
    const kept = keptContent(tokens, i, close);
    if (kept !== null) out.push(...kept);
    else
      out.push({
        kind: 'wildcard',
        text: WILDCARD,
        spaceBefore: false,
        start: token.end,
        end: (tokens[close] as Lexeme).start,
      });
    out.push(tokens[close] as Lexeme);
    i = close;
  }
  return out;
}

/** Looks at most 100 tokens ahead, so that unbalanced quotes stay cheap. */
function closingQuote(tokens: Lexeme[], open: number): number {
  const quote = (tokens[open] as Lexeme).text;
  for (let i = open + 1; i < tokens.length && i < open + 100; i++) {
    const token = tokens[i] as Lexeme;
    if (!isMark(token, quote)) continue;
    const next = tokens[i + 1];
    const closes = next === undefined || next.spaceBefore || next.kind === 'punctuation';
    if (closes && i > open + 1) return i;
  }
  return -1;
}

function keptContent(tokens: Lexeme[], open: number, close: number): Lexeme[] | null {
  const content = tokens.slice(open + 1, close);
  const quotedKey = /["']/.test(tokens[open - 2]?.text ?? '');
  if (quotedKey && isMark(tokens[open - 1], ':') && SAYING_KEYS.has(keyBefore(tokens, open - 1))) return content;
  const first = content[0] as Lexeme;
  if (HTTP_METHODS.has(first.text)) {
    const rest: Lexeme[] = [];
    if (content.length > 1) rest.push({ ...first, kind: 'wildcard', text: WILDCARD, spaceBefore: true });
    return [{ ...first, kind: 'locked' }, ...rest];
  }
  if (content.length > 1 || first.kind === 'wildcard') return null;
  if (isMark(tokens[close + 1], ':')) return content;
  if (NAMING_WORDS.has(tokens[open - 1]?.text.toLowerCase() ?? '')) return [{ ...first, kind: 'locked' }];
  if (isMark(tokens[open - 1], ':') && KIND_KEYS.has(keyBefore(tokens, open - 1)))
    return [{ ...first, kind: 'locked' }];
  return null;
}

/** The key before a colon, quoted or not. */
function keyBefore(tokens: Lexeme[], colon: number): string {
  const before = tokens[colon - 1];
  const key = before?.kind === 'punctuation' && /["']/.test(before.text) ? tokens[colon - 2] : before;
  return key?.text.toLowerCase() ?? '';
}

/** Month names beside a number, and weekdays before them, are part of the date. */
function dates(tokens: Lexeme[]): Lexeme[] {
  const out = tokens.slice();
  for (let i = 0; i < out.length; i++) {
    const token = out[i] as Lexeme;
    if (!MONTHS.has(token.text)) continue;
    if (out[i - 1]?.kind !== 'wildcard' && out[i + 1]?.kind !== 'wildcard') continue;
    out[i] = { ...token, kind: 'wildcard', text: WILDCARD };
    for (let back = i - 1; back >= i - 3 && back >= 0; back--) {
      const before = out[back] as Lexeme;
      if (WEEKDAYS.has(before.text)) out[back] = { ...before, kind: 'wildcard', text: WILDCARD };
      else if (before.kind === 'word') break;
    }
  }
  return out;
}

/** A unit after a number belongs to it, and so does the same size said again: `1293 bytes (1.26 KB)`. */
function units(tokens: Lexeme[]): Lexeme[] {
  const out: Lexeme[] = [];
  let sized = false;
  for (const token of tokens) {
    if (token.kind === 'word' && out.at(-1)?.kind === 'wildcard' && UNITS.has(token.text)) {
      sized = true;
      continue;
    }
    out.push(token);
    if (isMark(token, ')') && sized && isMark(out.at(-3), '(') && /^bytes?$/.test(out.at(-4)?.text ?? ''))
      out.length -= 3;
    if (token.kind !== 'wildcard') sized = false;
  }
  return out;
}

/** Empty brackets that belong to no name are a slot without a value: `from 10.0.0.1 () at`. */
function emptySlots(tokens: Lexeme[]): Lexeme[] {
  const out: Lexeme[] = [];
  for (const token of tokens) {
    const open = out.at(-1);
    const closes = (isMark(token, ')') && isMark(open, '(')) || (isMark(token, ']') && isMark(open, '['));
    if (closes && open?.spaceBefore) out.push({ ...token, kind: 'wildcard', text: WILDCARD, spaceBefore: false });
    out.push(token);
  }
  return out;
}

const SEPARATORS = new Set([',', ';', ':', '|', '/', '-', '.', '#', '+', '~', '_']);

/** Values next to each other, with or without separators, count as one, so that lists of any length are alike. */
function collapse(tokens: Lexeme[]): Token[] {
  const out: Token[] = [];
  for (const { kind, text, spaceBefore } of tokens) {
    if (kind === 'wildcard') {
      let last = out.length - 1;
      while (
        last >= 0 &&
        last >= out.length - 2 &&
        out[last]?.kind === 'punctuation' &&
        SEPARATORS.has(out[last]?.text ?? '')
      )
        last--;
      if (last >= 0 && out[last]?.kind === 'wildcard') {
        out.length = last + 1;
        continue;
      }
    }
    out.push({ kind: kind as TokenKind, text, spaceBefore });
  }
  return out;
}

const LONGEST_REPEAT = 6;

/** A sequence with a masked part that follows itself is a list: `blk_<*> blk_<*>` counts as one `blk_<*>`. */
function foldRepeats(tokens: Token[]): Token[] {
  const out: Token[] = [];
  for (const token of tokens) {
    out.push(token);
    if (token.kind === 'punctuation' && token.text === ',') continue;
    for (let length = 1; length <= LONGEST_REPEAT && 2 * length <= out.length; length++) {
      const at = out.length - length;
      let masked = false;
      let same = true;
      for (let i = at; i < out.length && same; i++) {
        const [a, b] = [out[i] as Token, out[i - length] as Token];
        same = a.text === b.text && a.kind === b.kind;
        masked ||= a.kind === 'mixed' || a.kind === 'wildcard';
      }
      if (same && masked) {
        out.length = at;
        break;
      }
    }
  }
  return out;
}
