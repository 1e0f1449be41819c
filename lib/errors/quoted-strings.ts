import { isMark, type Lexeme } from './lexeme.ts';
import { HTTP_METHODS, KIND_KEYS, NAMING_WORDS, SAYING_KEYS } from './locked-words.ts';
import { WILDCARD } from './token.ts';

/** Replaces what stands between quotes by one wildcard, but for names that say what is broken and JSON's keys. */
export function quotedStrings(tokens: Lexeme[]): Lexeme[] {
  const out: Lexeme[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Lexeme;
    out.push(token);
    if (token.kind !== 'punctuation' || !/["'`]/.test(token.text) || isEscaped(tokens, i)) continue;
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

/** Looks at most 100 tokens ahead, so that unbalanced quotes stay cheap. */
function closingQuote(tokens: Lexeme[], open: number): number {
  const quote = (tokens[open] as Lexeme).text;
  for (let i = open + 1; i < tokens.length && i < open + 100; i++) {
    const token = tokens[i] as Lexeme;
    if (!isMark(token, quote) || isEscaped(tokens, i)) continue;
    const next = tokens[i + 1];
    const closes = next === undefined || next.spaceBefore || next.kind === 'punctuation';
    if (closes && i > open + 1) return i;
  }
  return -1;
}

/** Within a string of JSON, a quote behind a backslash neither opens nor closes it. */
function isEscaped(tokens: readonly Lexeme[], at: number): boolean {
  const quote = tokens[at];
  return isMark(tokens[at - 1], '\\') && quote?.spaceBefore === false && /^["'`]/.test(quote.text);
}

function keptContent(tokens: Lexeme[], open: number, close: number): Lexeme[] | null {
  const content = tokens.slice(open + 1, close);
  const quotedKey = /["']/.test(tokens[open - 2]?.text ?? '');
  if (quotedKey && isMark(tokens[open - 1], ':') && SAYING_KEYS.has(keyBefore(tokens, open - 1)))
    return quotedStrings(content.filter((_, at) => !isEscaped(content, at + 1)));
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
