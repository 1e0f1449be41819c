import { isMark, type Lexeme } from './lexeme.ts';
import { HTTP_METHODS, KIND_KEYS, NAMING_WORDS, SAYING_KEYS } from './locked-words.ts';
import { WILDCARD } from './token.ts';

/** Replaces what stands between quotes by one wildcard, but for names that say what is broken and JSON's keys. */
export function quotedStrings(tokens: Lexeme[]): Lexeme[] {
  const out: Lexeme[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Lexeme;
    out.push(token);
    if (ESCAPED.test(token.text)) {
      i = escapedString(tokens, i, out);
      continue;
    }
    if (token.kind !== 'punctuation' || !/["'`]/.test(token.text)) continue;
    const previous = tokens[i - 1];
    const opens = token.spaceBefore || previous === undefined || previous.kind === 'punctuation';
    if (!opens) continue;
    if (token.end - token.start === 2 || token.end - token.start === 3) {
      const mark = { ...token, text: token.text.slice(0, 1) };
      out.pop();
      out.push(
        mark,
        { ...mark, kind: 'wildcard', text: WILDCARD, spaceBefore: false },
        { ...mark, spaceBefore: false },
      );
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

/** A quote behind a backslash, as `escapedQuotes` makes it: within a string of JSON it neither opens nor closes it. */
const ESCAPED = /^\\["'`]$/;

/** Quotes behind backslashes are words until what they stand in is known; the rest of a run of quotes stays a mark. */
export function escapedQuotes(tokens: Lexeme[]): Lexeme[] {
  const out: Lexeme[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Lexeme;
    const next = tokens[i + 1];
    if (!next || !isMark(token, '\\') || next.spaceBefore || !/^["'`]/.test(next.text)) {
      out.push(token);
      continue;
    }
    out.push({ ...token, kind: 'word', text: `\\${next.text[0]}`, end: next.start + 1 });
    if (next.text.length > 1) out.push({ ...next, text: next.text.slice(1), start: next.start + 1 });
    i++;
  }
  return out;
}

/** Writes the quotation between two escaped quotes, outside of any other, as its wildcard; returns where it closes. */
function escapedString(tokens: readonly Lexeme[], open: number, out: Lexeme[]): number {
  const token = tokens[open] as Lexeme;
  const close = tokens.findIndex(({ text }, at) => at > open && text === token.text);
  const mark: Lexeme = { ...token, kind: 'punctuation', text: token.text.slice(1) };
  out[out.length - 1] = mark;
  if (close < 0) return open;
  out.push({ ...mark, kind: 'wildcard', text: WILDCARD, spaceBefore: false }, { ...mark, spaceBefore: false });
  return close;
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
  if (quotedKey && isMark(tokens[open - 1], ':') && SAYING_KEYS.has(keyBefore(tokens, open - 1)))
    return quotedStrings(content);
  const first = content[0] as Lexeme;
  if (HTTP_METHODS.has(first.text)) {
    const rest: Lexeme[] = [];
    if (content.length > 1) rest.push({ ...first, kind: 'wildcard', text: WILDCARD, spaceBefore: true });
    return [{ ...first, kind: 'locked' }, ...rest];
  }
  if (isStatement(tokens[open - 1], content)) return content;
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

/** Loggers that quote everything put the statement behind the place it comes from: `controller.go:114] "Starting controller"`. */
function isStatement(before: Lexeme | undefined, content: readonly Lexeme[]): boolean {
  return isMark(before, ']') && content.filter((token) => token.kind === 'word').length > 1;
}
