import { collapse, foldLists, foldRepeats } from './fold-lists.ts';
import { jsonValues } from './json-values.ts';
import type { Lexeme } from './lexeme.ts';
import { Lexer, LOCKED, LONGEST_RUN, MARK, MIXED, VALUE, WORD } from './lexer.ts';
import { isLockedWord } from './locked-words.ts';
import { identifiers, settings, sqlTypes } from './naming-phrases.ts';
import { codeSubjects, payloads } from './payload-phrases.ts';
import { escapedQuotes, quotedStrings } from './quoted-strings.ts';
import type { Token } from './token.ts';
import { WILDCARD } from './token.ts';
import { dates, emptySlots, receivedValues, redactions, selectors, units, wildcardHosts } from './value-phrases.ts';
import { MASK, maskWord } from './word-shape.ts';

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
  let lexemes = lexemesOf(message, lexer);
  for (const phrases of PHRASES) lexemes = phrases(lexemes);
  return foldLists(foldRepeats(collapse(lexemes)));
}

/** In this order: what is one value is found before its quotes and marks are looked at. */
const PHRASES = [
  escapedQuotes,
  codeSubjects,
  settings,
  sqlTypes,
  identifiers,
  selectors,
  receivedValues,
  payloads,
  jsonValues,
  quotedStrings,
  wildcardHosts,
  redactions,
  dates,
  units,
  emptySlots,
];

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
    else if (kind === MARK)
      lexemes.push({
        kind: 'punctuation',
        text: (text[0] as string).repeat(Math.min(text.length, LONGEST_RUN)),
        spaceBefore,
        start,
        end,
      });
    else {
      const locked = kind === LOCKED || (kind === WORD && isLockedWord(text));
      lexemes.push({ kind: locked ? 'locked' : 'word', text, spaceBefore, start, end });
    }
  }
  return lexemes;
}
