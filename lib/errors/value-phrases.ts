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
  if (at < 0 || first === undefined) return receivedKinds(tokens);
  return [...tokens.slice(0, at + 1), { ...first, kind: 'wildcard', text: WILDCARD }];
}

/** How a message names what it received: the kind of a value, or a value that is a word. */
const RECEIVED = new Set(
  'null undefined NaN true false string number boolean object array function symbol bigint integer float a an instance of type empty'.split(
    ' ',
  ),
);

/** "… but got an integer instead": what stands between is a value. */
function receivedKinds(tokens: Lexeme[]): Lexeme[] {
  const at = tokens.findIndex(
    (token, index) => /^(?:received|got)$/.test(token.text) && tokens[index - 1]?.text === 'but',
  );
  let end = at + 1;
  while (at >= 0 && RECEIVED.has(tokens[end]?.text ?? '')) end++;
  if (at < 0 || end === at + 1) return tokens;
  return [
    ...tokens.slice(0, at + 1),
    { ...(tokens[at + 1] as Lexeme), kind: 'wildcard', text: WILDCARD },
    ...tokens.slice(end),
  ];
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
