import { isMark, type Lexeme } from './lexeme.ts';
import { WILDCARD } from './token.ts';

/** What engines say of an expression: `page.waitFor is not a function`, `window is not defined`. */
const SAID_OF_CODE = new Set(['function', 'constructor', 'iterable', 'defined']);

/**
 * An expression that the engine complains about is code: its property, or a name that is not defined, is constant, for another one is
 * another mistake. The object before the property is not, for bundlers rename it.
 */
export function codeSubjects(tokens: Lexeme[]): Lexeme[] {
  const is = tokens.findIndex((token, at) => token.text === 'is' && tokens[at + 1]?.text === 'not');
  const article = tokens[is + 2]?.text === 'a' ? 1 : 0;
  const said = tokens[is + 2 + article]?.text ?? '';
  const subject = tokens[is - 1];
  if (!SAID_OF_CODE.has(said) || !subject || (subject.kind !== 'word' && subject.kind !== 'mixed')) return tokens;
  const dot = subject.text.lastIndexOf('.');
  if (dot < 0) {
    const begins = is === 1 || isMark(tokens[is - 2], ':');
    if (said !== 'defined' || !begins) return tokens;
    return tokens.with(is - 1, { ...subject, kind: 'locked' });
  }
  const property: Lexeme = { ...subject, kind: 'locked', text: subject.text.slice(dot) };
  if (dot === 0) return tokens.with(is - 1, property);
  const object: Lexeme = { ...subject, kind: 'wildcard', text: WILDCARD };
  return [...tokens.slice(0, is - 1), object, { ...property, spaceBefore: false }, ...tokens.slice(is)];
}

/**
 * Payloads that a message quotes without quotes, or with quotes inside: the excerpt of what is not valid JSON, a regular
 * expression, a command line, a text or value that was parsed.
 */
export function payloads(tokens: Lexeme[]): Lexeme[] {
  return commandLine(parsedValue(regularExpression(jsonExcerpt(tokens))));
}

function jsonExcerpt(tokens: Lexeme[]): Lexeme[] {
  const is = findWords(tokens, ['is', 'not', 'valid', 'JSON']);
  if (is < 0) return tokens;
  const from = tokens.findIndex(
    (token, at) => at < is && isQuote(token) && !(isMark(tokens[at - 1], "'") && isMark(tokens[at + 1], "'")),
  );
  let to = is - 1;
  while (to > from && !isQuote(tokens[to])) to--;
  return from < 0 || to <= from ? tokens : replaced(tokens, from, to + 1);
}

function isQuote(token: Lexeme | undefined): boolean {
  return token?.kind === 'punctuation' && token.text.startsWith('"');
}

function regularExpression(tokens: Lexeme[]): Lexeme[] {
  const at = findWords(tokens, ['regular', 'expression']);
  const from = at + 3;
  if (at < 0 || !isMark(tokens[at + 2], ':')) return tokens;
  const to = tokens.findLastIndex(
    (token, index) => index > from && isMark(token, ':') && tokens[index + 1]?.spaceBefore === true,
  );
  return to < 0 ? tokens : replaced(tokens, from, to);
}

/** `Value: {"a":1}. Error message: …`, `Text: … Error message: …`: what was parsed, up to what is wrong with it. */
function parsedValue(tokens: Lexeme[]): Lexeme[] {
  const at = tokens.findIndex(
    (token, index) => /^(?:Value|Text|Body|Response)$/.test(token.text) && isMark(tokens[index + 1], ':'),
  );
  if (at < 0) return tokens;
  const to = tokens.findIndex(
    (token, index) =>
      index > at + 2 &&
      /^(?:Error|Reason|Cause)$/.test(token.text) &&
      (isMark(tokens[index + 1], ':') || isMark(tokens[index + 2], ':')),
  );
  return to < 0 ? tokens : replaced(tokens, at + 2, to);
}

/** What was run and what it wrote: `Command failed: git clone …`. */
function commandLine(tokens: Lexeme[]): Lexeme[] {
  const at = tokens.findIndex(
    (token, index) =>
      /^[Cc]ommand$/.test(token.text) && tokens[index + 1]?.text === 'failed' && isMark(tokens[index + 2], ':'),
  );
  return at < 0 || at + 3 >= tokens.length ? tokens : replaced(tokens, at + 3, tokens.length);
}

function findWords(tokens: readonly Lexeme[], words: readonly string[]): number {
  return tokens.findIndex((_, at) => words.every((word, offset) => tokens[at + offset]?.text === word));
}

function replaced(tokens: Lexeme[], from: number, to: number): Lexeme[] {
  const first = tokens[from] as Lexeme;
  const last = tokens[to - 1] as Lexeme;
  return [...tokens.slice(0, from), { ...first, kind: 'wildcard', text: WILDCARD, end: last.end }, ...tokens.slice(to)];
}
