/**
 * What a position of a message holds.
 * - `word`: a constant that the merge may still find to be a value.
 * - `mixed`: a word whose varying characters are already masked, e.g. `blk_<*>`.
 * - `punctuation`: never varies.
 * - `locked`: a word that carries the meaning of an error (ECONNRESET, 429, P2002) and must never become a wildcard.
 * - `wildcard`: a value.
 */
export type TokenKind = 'word' | 'mixed' | 'punctuation' | 'locked' | 'wildcard';

/** One position of a parameterised message. */
export interface Token {
  kind: TokenKind;
  /** What identifies the token; `<*>` stands for masked characters. */
  text: string;
  /** Whether white space stood before it: for display, no part of the identity. */
  spaceBefore: boolean;
}

export const WILDCARD = '<*>';

/** The identity of a sequence of tokens, white space left out. Kinds are part of it: a literal `<*>` is not a wildcard. */
export function signatureKey(tokens: readonly Token[]): string {
  let key = '';
  for (const token of tokens) {
    if (key !== '') key += '\u0001';
    key += token.kind === 'wildcard' ? '\u0002' : token.kind === 'locked' ? `\u0003${token.text}` : token.text;
  }
  return key;
}

/** The template as people read it. */
export function renderTemplate(tokens: readonly Token[]): string {
  let text = '';
  for (const token of tokens) {
    if (token.spaceBefore && text !== '') text += ' ';
    text += token.kind === 'wildcard' ? WILDCARD : token.text;
  }
  return text;
}

const KIND_LETTERS: Record<TokenKind, string> = { word: 'w', mixed: 'm', punctuation: 'p', locked: 'l', wildcard: 'v' };
const KINDS = new Map(Object.entries(KIND_LETTERS).map(([kind, letter]) => [letter, kind as TokenKind]));

/** Tokens as one line of text for storage: kind (upper case after white space) and text, between tabs. */
export function encodeSignature(tokens: readonly Token[]): string {
  return tokens
    .map(({ kind, text, spaceBefore }) => {
      const letter = KIND_LETTERS[kind];
      return (spaceBefore ? letter.toUpperCase() : letter) + (kind === 'wildcard' ? '' : text);
    })
    .join('\t');
}

/**
 * Tokens from `encodeSignature`.
 * @throws RangeError on text it did not write
 */
export function decodeSignature(encoded: string): Token[] {
  if (encoded === '') return [];
  return encoded.split('\t').map((part) => {
    const letter = part.slice(0, 1);
    const kind = KINDS.get(letter.toLowerCase());
    if (kind === undefined) throw new RangeError(`a stored signature holds the token "${part}" of no known kind`);
    return { kind, text: kind === 'wildcard' ? WILDCARD : part.slice(1), spaceBefore: letter !== letter.toLowerCase() };
  });
}
