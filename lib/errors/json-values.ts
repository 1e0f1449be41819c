import { isMark, type Lexeme } from './lexeme.ts';
import { WILDCARD } from './token.ts';

/** Objects with one of these keys say what went wrong; all others are values, whatever their structure. */
const TELLING_KEYS = new Set(
  'message title detail error errors reason description msg code errorcode error_code errortype __type errno issues'.split(
    ' ',
  ),
);

/** Objects as JSON and `util.inspect` write them, and what is between the brackets of a list of them, are values. */
export function jsonValues(tokens: Lexeme[]): Lexeme[] {
  if (!tokens.some((token) => isMark(token, '{') || isMark(token, '['))) return tokens;
  const out: Lexeme[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Lexeme;
    const end = isMark(token, '{') ? valueObjectEnd(tokens, i) : arrayEnd(tokens, i);
    if (end < 0) {
      out.push(token);
      continue;
    }
    out.push({ ...token, kind: 'wildcard', text: WILDCARD, end: (tokens[end] as Lexeme).end });
    i = end;
  }
  return out;
}

/** Where the object that opens at `open` closes; -1 if it is none, is cut off or tells what went wrong. */
function valueObjectEnd(tokens: readonly Lexeme[], open: number): number {
  let depth = 0;
  let keys = 0;
  for (let i = open; i < tokens.length; i++) {
    const token = tokens[i] as Lexeme;
    if (token.kind !== 'punctuation') continue;
    if (token.text === '{') depth++;
    else if (token.text === '}' && --depth === 0) return keys > 0 ? i : -1;
    else if (token.text === ':') {
      const key = keyBefore(tokens, i);
      if (TELLING_KEYS.has(key)) return -1;
      if (key !== '') keys++;
    }
  }
  return -1;
}

/** Where the array that opens at `open` closes; -1 if it is an index, a label or a list of what went wrong. */
function arrayEnd(tokens: readonly Lexeme[], open: number): number {
  const before = tokens[open - 1];
  if (!isMark(tokens[open], '[') || (before && before.kind !== 'punctuation' && !tokens[open]?.spaceBefore)) return -1;
  const quote = before && !tokens[open]?.spaceBefore && /^["']$/.test(before.text) ? before.text : null;
  let json = isMark(before, ':');
  let inString = false;
  for (let i = open, depth = 0; i < tokens.length; i++) {
    const { kind, text } = tokens[i] as Lexeme;
    if (kind === 'punctuation' && text.startsWith('"')) {
      json = true;
      if (text.length % 2 === 1) inString = !inString;
    } else if (inString) continue;
    else if (text === '[') depth++;
    else if (text === ']') {
      if (--depth > 0) continue;
      return quote === null ? (json ? i : -1) : tokens[i + 1]?.text.startsWith(quote) ? i : -1;
    } else if (text === '{' || (kind === 'word' && quote === null && !/^(?:true|false|null)$/.test(text))) return -1;
  }
  return -1;
}

function keyBefore(tokens: readonly Lexeme[], colon: number): string {
  const before = tokens[colon - 1];
  const key = before?.kind === 'punctuation' && /["']/.test(before.text) ? tokens[colon - 2] : before;
  return key?.text.toLowerCase() ?? '';
}
