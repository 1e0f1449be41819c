import { isMark, type Lexeme } from './lexeme.ts';
import { WILDCARD } from './token.ts';

/** What follows or precedes the name of a setting: `PORT must be …`, `the API_KEY environment variable`. */
const SAID_OF_SETTINGS = new Set(['must', 'is', 'should', 'environment', 'wants']);

/** A name in capitals of which something is demanded is the name of a setting, not a code. */
export function settings(tokens: Lexeme[]): Lexeme[] {
  return tokens.map((token, at) => {
    const named = SAID_OF_SETTINGS.has(tokens[at + 1]?.text ?? '') || tokens[at - 1]?.text === 'variable';
    return token.kind === 'locked' && named && /^[A-Z_]+$/.test(token.text) ? { ...token, kind: 'word' } : token;
  });
}

const TYPES_OF_SEVERAL_WORDS = [
  ['timestamp', 'with', 'time', 'zone'],
  ['timestamp', 'without', 'time', 'zone'],
  ['time', 'with', 'time', 'zone'],
  ['time', 'without', 'time', 'zone'],
  ['character', 'varying'],
  ['bit', 'varying'],
  ['double', 'precision'],
];

/** The names of SQL's types that are several words, and those of arrays, are one word each. */
export function sqlTypes(tokens: Lexeme[]): Lexeme[] {
  const out: Lexeme[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Lexeme;
    const type = TYPES_OF_SEVERAL_WORDS.find((words) => words.every((word, at) => tokens[i + at]?.text === word));
    let last = i + (type?.length ?? 1) - 1;
    let text = type?.join(' ') ?? token.text;
    if (token.kind === 'word' && isEmptyIndex(tokens, last + 1)) {
      text += '[]';
      last += 2;
    }
    out.push(last === i ? token : { ...token, text, end: (tokens[last] as Lexeme).end });
    i = last;
  }
  return out;
}

function isEmptyIndex(tokens: readonly Lexeme[], at: number): boolean {
  const [open, close] = [tokens[at], tokens[at + 1]];
  return isMark(open, '[') && isMark(close, ']') && !open?.spaceBefore && !close?.spaceBefore;
}

/** An identifier of several parts, `request ID B335:2F6A1:D42740`, is one value though some parts have no digit. */
export function identifiers(tokens: Lexeme[]): Lexeme[] {
  const out: Lexeme[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Lexeme;
    out.push(token);
    if (!/^(?:id|ID|\w*[a-z]I[dD])$/.test(token.text)) continue;
    const from = isMark(tokens[i + 1], ':') ? i + 2 : i + 1;
    let end = from;
    while (end < tokens.length && (end === from || !tokens[end]?.spaceBefore) && isIdentifierPart(tokens[end])) end++;
    while (isMark(tokens[end - 1], ':')) end--;
    const parts = tokens.slice(from, end);
    if (parts.length < 2 || !parts.some(({ kind }) => kind === 'wildcard' || kind === 'mixed')) continue;
    out.push(...tokens.slice(i + 1, from), {
      ...(parts[0] as Lexeme),
      kind: 'wildcard',
      text: WILDCARD,
      end: (parts.at(-1) as Lexeme).end,
    });
    i = end - 1;
  }
  return out;
}

function isIdentifierPart(token: Lexeme | undefined): boolean {
  return token !== undefined && (token.kind !== 'punctuation' || token.text === ':');
}
