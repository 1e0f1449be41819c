import { isMark, type Lexeme } from './lexeme.ts';
import { MONTHS, UNITS, WEEKDAYS } from './locked-words.ts';
import { WILDCARD } from './token.ts';

const SELECTOR_ENDS = new Set(['failed', 'exceeded', 'timed', 'did', 'was', 'is', 'to', 'within', 'after', 'in']);

/** A CSS or XPath selector is a value up to the verb behind it, whatever quotes and brackets it holds. */
export function selectors(tokens: Lexeme[]): Lexeme[] {
  const at = tokens.findIndex((token) => /^(?:selector|locator|xpath)$/i.test(token.text));
  if (at < 0) return tokens;
  const quoted = (index: number) => tokens[index]?.kind === 'punctuation' && /["'`(]/.test(tokens[index]?.text ?? '');
  const colon = isMark(tokens[at + 1], ':') ? 1 : 0;
  const introduced = colon === 1 || quoted(at + 1) || /^(?:for|matching)$/.test(tokens[at - 1]?.text ?? '');
  const from = at + 1 + colon;
  let end = from;
  let open = 0;
  for (; end < tokens.length; end++) {
    const { text, spaceBefore } = tokens[end] as Lexeme;
    if (text === '(') open++;
    else if (text === ')') open--;
    else if (open <= 0 && spaceBefore && SELECTOR_ENDS.has(text)) break;
  }
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
export function receivedValues(tokens: Lexeme[]): Lexeme[] {
  const at = tokens.findIndex(
    (token, index) => /^(?:received|got)$/i.test(token.text) && /^[.,;]$/.test(tokens[index - 1]?.text ?? ''),
  );
  const first = tokens[at + 1];
  if (at < 0 || first === undefined) return tokens;
  return [...tokens.slice(0, at + 1), { ...first, kind: 'wildcard', text: WILDCARD }];
}

/** Month names beside a number, and weekdays before them, are part of the date. */
export function dates(tokens: Lexeme[]): Lexeme[] {
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
export function units(tokens: Lexeme[]): Lexeme[] {
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
export function emptySlots(tokens: Lexeme[]): Lexeme[] {
  const out: Lexeme[] = [];
  for (const token of tokens) {
    const open = out.at(-1);
    const closes = (isMark(token, ')') && isMark(open, '(')) || (isMark(token, ']') && isMark(open, '['));
    if (closes && open?.spaceBefore) out.push({ ...token, kind: 'wildcard', text: WILDCARD, spaceBefore: false });
    out.push(token);
  }
  return out;
}

/** A secret of which some characters are starred out, `sk-e2f1****91ab`, is a value. */
export function redactions(tokens: Lexeme[]): Lexeme[] {
  const out: Lexeme[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Lexeme;
    if (isMark(token, '***') && !token.spaceBefore && isMark(out.at(-1), '-')) out.pop();
    const before = out.at(-1);
    if (!isMark(token, '***') || token.spaceBefore || !before || before.kind === 'punctuation') {
      out.push(token);
      continue;
    }
    out[out.length - 1] = { ...before, kind: 'wildcard', text: WILDCARD };
    const next = tokens[i + 1];
    if (next && !next.spaceBefore && next.kind !== 'punctuation') i++;
  }
  return out;
}

/** The star of a wildcard certificate belongs to the host behind it: `*.example.com`. */
export function wildcardHosts(tokens: Lexeme[]): Lexeme[] {
  return tokens.filter((token, at) => {
    const next = tokens[at + 1];
    return !(isMark(token, '*') && next?.kind === 'wildcard' && !next.spaceBefore);
  });
}

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
