import type { JsonRecord } from './json.ts';

/**
 * Reads the object literals that a server-rendered page leaves in its scripts (`$R[12]={counts:$R[13]={…}},…`) into
 * a plain tree, without evaluating anything. It is lenient by design: such scripts are programs, of which only the
 * literals matter, and recorded ones are often cut. Calls, functions and operators are passed over; a closing bracket
 * too many means that the beginning is missing, and what was read becomes the first child of what follows.
 *
 * `references` holds the `$R[n]` of the page and is shared by its scripts, which refer to each other's.
 */
export function readScriptLiterals(script: string, references: Map<string, unknown> = new Map()): JsonRecord {
  const reader = new Reader(script, references);
  return reader.read();
}

type Container = JsonRecord | unknown[];
interface Frame {
  container: Container;
  key: string | null;
}

const MORE_THAN_A_PAGE_NESTS = 2_000;
/** A signed exponent belongs to its number: read apart, 1e-7 would be the number -7. */
const WORD = /(?:\d+\.?\d*|\.\d+)e[+-]\d+|[\w$.]+/iy;
const NUMBER = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const KEYWORDS = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', undefined],
]);
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' };

class Reader {
  private readonly text: string;
  private readonly references: Map<string, unknown>;
  private at = 0;
  private frames: Frame[];
  private reference: string | null = null;

  constructor(text: string, references: Map<string, unknown>) {
    this.text = text;
    this.references = references;
    this.frames = [{ container: record(), key: null }];
  }

  read(): JsonRecord {
    while (this.at < this.text.length) this.step();
    return this.frames[0]?.container as JsonRecord;
  }

  private step(): void {
    const char = this.text[this.at] as string;
    WORD.lastIndex = this.at;
    const word = WORD.exec(this.text)?.[0];
    if (char === '{') this.open(record());
    else if (char === '[') this.open([]);
    else if (char === '}' || char === ']') this.close();
    else if (char === '"' || char === "'" || char === '`') this.value(this.string(char));
    else if (char === '!') this.negation();
    else if (this.text.startsWith('/*', this.at)) this.comment('*/');
    else if (this.text.startsWith('//', this.at)) this.comment('\n');
    else if (word !== undefined) this.word(word);
    else {
      if (char === ',' || char === ';') this.separate();
      this.at += 1;
    }
  }

  private open(container: Container): void {
    this.at += 1;
    this.put(container);
    if (this.frames.length > MORE_THAN_A_PAGE_NESTS) return;
    this.frames.push({ container, key: null });
  }

  private close(): void {
    this.at += 1;
    if (this.frames.length > 1) {
      this.frames.pop();
      return;
    }
    const enclosing = record();
    enclosing['#0'] = this.frames[0]?.container;
    this.frames = [{ container: enclosing, key: null }];
  }

  private separate(): void {
    this.reference = null;
    this.top().key = null;
  }

  private word(word: string): void {
    this.at += word.length;
    const index = /^\[(\d{1,9})\]/.exec(this.text.slice(this.at, this.at + 12));
    if (word.endsWith('$R') && index !== null) {
      this.at += index[0].length;
      const next = this.text[this.at];
      if (next === '=' && this.text[this.at + 1] !== '=' && this.text[this.at + 1] !== '>') {
        this.reference = index[1] as string;
        this.at += 1;
      } else this.put(this.references.get(index[1] as string));
      return;
    }
    const isNumber = NUMBER.test(word);
    const negative = this.text[this.at - word.length - 1] === '-';
    // Infinity is written 1/0: an expression, not the number before its sign.
    if (word === 'void' || (isNumber && this.text[this.at] === '/')) this.nothing();
    else if (isNumber) this.value(negative ? -Number(word) : Number(word), word);
    else this.value(KEYWORDS.get(word), word, KEYWORDS.has(word));
  }

  /** `void 0` and `1/0`: the operand is no value. */
  private nothing(): void {
    const operand = /^[\s/]*\d*/.exec(this.text.slice(this.at, this.at + 12))?.[0] ?? '';
    this.at += operand.length;
    this.put(undefined);
  }

  private negation(): void {
    const operand = this.text[this.at + 1];
    this.at += operand === '0' || operand === '1' ? 2 : 1;
    if (operand === '0' || operand === '1') this.put(operand === '0');
  }

  private comment(end: string): void {
    const found = this.text.indexOf(end, this.at + 2);
    this.at = found === -1 ? this.text.length : found + end.length;
  }

  /** A key when a colon follows inside an object, a value otherwise. */
  private value(value: unknown, key = String(value), known = true): void {
    let next = this.at;
    while (/\s/.test(this.text[next] ?? '')) next += 1;
    if (this.text[next] === ':' && !Array.isArray(this.top().container)) {
      this.top().key = key;
      this.at = next + 1;
    } else if (known) this.put(value);
  }

  private put(value: unknown): void {
    if (this.reference !== null) this.references.set(this.reference, value);
    this.reference = null;
    const { container, key } = this.top();
    if (Array.isArray(container)) container.push(value);
    else if (key !== null) container[key] = value;
    // A container without a key is an argument or the script's own frame: kept reachable. A bare value is noise.
    else if (typeof value === 'object' && value !== null) container[`#${Object.keys(container).length}`] = value;
    this.top().key = null;
  }

  private top(): Frame {
    return this.frames[this.frames.length - 1] as Frame;
  }

  private string(quote: string): string {
    let text = '';
    let from = ++this.at;
    while (this.at < this.text.length && this.text[this.at] !== quote) {
      if (this.text[this.at] !== '\\') {
        this.at += 1;
        continue;
      }
      text += this.text.slice(from, this.at) + this.escape();
      from = this.at;
    }
    text += this.text.slice(from, this.at);
    this.at += 1;
    return text;
  }

  private escape(): string {
    const code = /^\\(?:x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\})/i.exec(this.text.slice(this.at, this.at + 11));
    const point = code === null ? -1 : Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16);
    if (code !== null && point <= 0x10ffff) {
      this.at += code[0].length;
      return code[3] === undefined ? String.fromCharCode(point) : String.fromCodePoint(point);
    }
    const char = this.text[this.at + 1] ?? '';
    this.at += 2;
    return char === '\n' ? '' : (ESCAPES[char] ?? char);
  }
}

/** Without a prototype: a key named `__proto__` is data like any other. */
function record(): JsonRecord {
  return Object.create(null) as JsonRecord;
}
