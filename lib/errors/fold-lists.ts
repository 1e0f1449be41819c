import type { Lexeme } from './lexeme.ts';
import { type Token, WILDCARD } from './token.ts';

const SEPARATORS = new Set([',', ';', ':', '|', '/', '-', '.', '#', '+', '~', '_']);

/** Values next to each other, with or without separators, count as one, so that lists of any length are alike. */
export function collapse(tokens: Lexeme[]): Token[] {
  const out: Token[] = [];
  for (const { kind, text, spaceBefore } of tokens) {
    if (kind === 'wildcard') {
      let last = out.length - 1;
      while (
        last >= 0 &&
        last >= out.length - 2 &&
        out[last]?.kind === 'punctuation' &&
        SEPARATORS.has(out[last]?.text[0] ?? '')
      )
        last--;
      if (last >= 0 && out[last]?.kind === 'wildcard') {
        out.length = last + 1;
        continue;
      }
    }
    out.push({ kind, text, spaceBefore });
  }
  return out;
}

const LONGEST_REPEAT = 6;

/** A sequence with a masked part that follows itself is a list: `blk_<*> blk_<*>` counts as one `blk_<*>`, `a: <*>, a: <*>` as one `a: <*>`. */
export function foldRepeats(tokens: Token[]): Token[] {
  const out: Token[] = [];
  for (const token of tokens) {
    out.push(token);
    if (token.kind === 'punctuation' && token.text === ',') continue;
    if (token.kind === 'punctuation' && token.text === '}') dropRepeatedObject(out);
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
      if (repeatsBehindSeparator(out, length)) {
        out.length = at - 1;
        break;
      }
    }
  }
  return out;
}

/** An object that is like the one before it, however long, is one more element of the same list. */
function dropRepeatedObject(out: Token[]): void {
  let depth = 0;
  let open = out.length - 1;
  for (; open >= 0; open--) {
    if (out[open]?.kind !== 'punctuation') continue;
    if (out[open]?.text === '}') depth++;
    else if (out[open]?.text === '{' && --depth === 0) break;
  }
  const length = out.length - open;
  if (open < length + 1 || out[open - 1]?.text !== ',') return;
  for (let i = open; i < out.length; i++) {
    const [a, b] = [out[i] as Token, out[i - length - 1] as Token];
    if (a.text !== b.text || a.kind !== b.kind) return;
  }
  out.length = open - 1;
}

/** Whether the last `length` tokens are those before a comma or bar, with a mask among them. */
function repeatsBehindSeparator(tokens: readonly Token[], length: number): boolean {
  const at = tokens.length - length;
  const separator = tokens[at - 1];
  if (at - 1 < length || separator?.kind !== 'punctuation' || !/^[,|]$/.test(separator.text)) return false;
  let masked = false;
  for (let i = at; i < tokens.length; i++) {
    const [a, b] = [tokens[i] as Token, tokens[i - length - 1] as Token];
    if (a.text !== b.text || a.kind !== b.kind) return false;
    masked ||= a.kind === 'mixed' || a.kind === 'wildcard';
  }
  return masked;
}

const CLOSING: Record<string, string> = { '[': ']', '(': ')' };

/** A list of two or more single words within brackets, or behind a colon up to the end of the sentence, is a value. */
export function foldLists(tokens: Token[]): Token[] {
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    out.push(token);
    if (token.kind !== 'punctuation' || !/^[[(:]$/.test(token.text)) continue;
    const end = listEnd(tokens, i + 1);
    const behind = tokens[end]?.text;
    const closes =
      token.text === ':'
        ? behind === undefined || (behind === '.' && end === tokens.length - 1)
        : behind === CLOSING[token.text];
    if (end < 0 || !closes) continue;
    out.push({ kind: 'wildcard', text: WILDCARD, spaceBefore: (tokens[i + 1] as Token).spaceBefore });
    i = end - 1;
  }
  return out;
}

/** Behind the last word of `word, word, …` that begins at `from`; -1 if fewer than two stand there or one carries meaning. */
function listEnd(tokens: readonly Token[], from: number): number {
  let at = from;
  for (let words = 1; ; words++) {
    const { kind } = tokens[at] ?? { kind: 'punctuation' };
    if (kind === 'punctuation' || kind === 'locked') return -1;
    const separator = tokens[at + 1];
    if (separator?.kind !== 'punctuation' || separator.text !== ',') return words < 2 ? -1 : at + 1;
    at += 2;
  }
}
