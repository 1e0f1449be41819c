import type { Lexeme } from './lexeme.ts';
import type { Token } from './token.ts';

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

/** A sequence with a masked part that follows itself is a list: `blk_<*> blk_<*>` counts as one `blk_<*>`. */
export function foldRepeats(tokens: Token[]): Token[] {
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
