import { DisjointSets } from './disjoint-sets.ts';
import type { Token } from './token.ts';
import { WILDCARD } from './token.ts';

/** What a plain word counts as evidence that its position varies; a value-like one counts twice as much. Together 1. */
const PLAIN_EVIDENCE = 0.25;
const VALUE_EVIDENCE = 0.5;
/** Constant words that must remain around a wildcard, so that two short messages never become "anything". */
const MINIMUM_CONSTANTS = 2;
/** The first word and a label before a colon say who speaks, unless this many do so around this many constant words. */
const DIFFERENT_HEADS = 8;
const CONSTANTS_AROUND_HEAD = 5;
const MAXIMUM_ROUNDS = 6;

export interface MergeOptions {
  /** What the messages are known to share besides their words: an error name, a code. */
  anchors?: number;
  /** Signatures that were found to be one class before: never split again. */
  joined?: readonly (readonly number[])[];
}

interface PoolItem {
  tokens: readonly Token[];
  owner: number;
}

/**
 * Joins signatures that differ in one position which varies: leave one position out, compare the rest, look at the values
 * that stand there. A joined template may differ from others in one position again, hence rounds. The result depends on
 * the set of signatures only, not on their order; the time is linear in signatures times tokens.
 * @returns for each signature the index of the first one of its class
 */
export function mergeSignatures(signatures: readonly (readonly Token[])[], options: MergeOptions = {}): number[] {
  const classes = new DisjointSets(signatures.length);
  for (const [first, ...others] of options.joined ?? [])
    for (const other of others) classes.join(first as number, other);
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    let changed = false;
    for (const { members, position } of leaveOneOut(withTemplates(signatures, classes))) {
      const [first, ...others] = varying(members, position, options.anchors ?? 0);
      for (const other of others) changed = classes.join((first as PoolItem).owner, other.owner) || changed;
    }
    if (!changed) break;
  }
  return classes.representatives();
}

/** The signatures, and the template of every class of more than one. */
function withTemplates(signatures: readonly (readonly Token[])[], classes: DisjointSets): PoolItem[] {
  const members = new Map<number, (readonly Token[])[]>();
  signatures.forEach((tokens, index) => {
    const root = classes.find(index);
    const of = members.get(root);
    if (of) of.push(tokens);
    else members.set(root, [tokens]);
  });
  const pool: PoolItem[] = signatures.map((tokens, owner) => ({ tokens, owner }));
  for (const [owner, of] of members) if (of.length > 1) pool.push({ tokens: generalise(of), owner });
  return pool;
}

/** The template that all the given signatures of one length fit: a wildcard wherever they differ. */
export function generalise(members: readonly (readonly Token[])[]): Token[] {
  const [first, ...rest] = members;
  if (first === undefined) return [];
  return first.map((token, at) => {
    const same = rest.every((other) => other[at]?.text === token.text && other[at]?.kind === token.kind);
    const spaceBefore = members.some((member) => member[at]?.spaceBefore);
    return same ? { ...token, spaceBefore } : { kind: 'wildcard', text: WILDCARD, spaceBefore };
  });
}

interface Bucket {
  position: number;
  members: PoolItem[];
}

/** Groups of templates that are equal but for one position. */
function leaveOneOut(pool: readonly PoolItem[]): Bucket[] {
  const buckets = new Map<string, Bucket>();
  for (const item of pool) {
    const hashes = item.tokens.map((token, at) => tokenHash(token, at));
    let high = 0;
    let low = 0;
    for (const hash of hashes) {
      high = (high + hash) | 0;
      low = (low + Math.imul(hash, 0x9e3779b1) + (hash >>> 7)) | 0;
    }
    for (let at = 0; at < hashes.length; at++) {
      const kind = (item.tokens[at] as Token).kind;
      if (kind === 'punctuation' || kind === 'locked') continue;
      const hash = hashes[at] as number;
      const key = `${at}/${hashes.length}/${(high - hash) | 0}/${(low - Math.imul(hash, 0x9e3779b1) - (hash >>> 7)) | 0}`;
      const bucket = buckets.get(key);
      if (bucket) bucket.members.push(item);
      else buckets.set(key, { position: at, members: [item] });
    }
  }
  return [...buckets.values()].filter((bucket) => bucket.members.length > 1);
}

function tokenHash(token: Token, at: number): number {
  let hash = Math.imul(at + 1, 0x85ebca6b) ^ (token.kind === 'wildcard' ? 0x51ed270b : 0x811c9dc5);
  for (let i = 0; i < token.text.length; i++) hash = Math.imul(hash ^ token.text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}

/** The members whose values at the position are values of one slot; none if the position does not vary. */
function varying(members: readonly PoolItem[], position: number, anchors: number): PoolItem[] {
  const context = (members[0] as PoolItem).tokens;
  let constants = anchors;
  context.forEach(({ kind, text }, at) => {
    if (at !== position && (kind === 'locked' || kind === 'mixed' || (kind === 'word' && text.length > 1))) constants++;
  });
  if (constants < MINIMUM_CONSTANTS) return [];
  const textOf = (member: PoolItem) => (member.tokens[position] as Token).text;
  const head =
    (position === 0 && anchors === 0) || context[position + 1]?.text === ':' || namesQuotedValue(context, position);
  const headVaries = constants >= CONSTANTS_AROUND_HEAD && new Set(members.map(textOf)).size >= DIFFERENT_HEADS;
  const listed =
    isAloneInBrackets(context, position) && members.some(({ tokens }) => tokens[position]?.kind === 'wildcard');
  const slot = listed || isNameSlot(context, position);
  const values = new Map<string, number>();
  const joined = members.filter((member) => {
    const token = member.tokens[position] as Token;
    if (token.kind === 'word' && ((head && !headVaries) || (!listed && isMeaningful(token.text)))) return false;
    values.set(token.text, slot || looksLikeValue(token) ? VALUE_EVIDENCE : PLAIN_EVIDENCE);
    return true;
  });
  let evidence = 0;
  for (const weight of values.values()) evidence += weight;
  return evidence >= 1 && values.size > 1 ? joined : [];
}

/** Behind the words "user" and "table", and alone between the brackets of a call, stand names. */
function isNameSlot(context: readonly Token[], position: number): boolean {
  const before = context[position - 1];
  if (before?.kind === 'word')
    return /^(?:user|username|account|table|schema|field|parameter|param|enum|role|topic|queue|bucket)$/i.test(
      before.text,
    );
  return before?.text === '(' && !before.spaceBefore && context[position + 1]?.text === ')';
}

function isAloneInBrackets(context: readonly Token[], position: number): boolean {
  const brackets = `${context[position - 1]?.text}${context[position + 1]?.text}`;
  return brackets === '[]' || brackets === '()';
}

/** The word before a quoted value says what the value is: `relation "posts"`, `column "id"`. */
function namesQuotedValue(context: readonly Token[], position: number): boolean {
  return /^["'`]$/.test(context[position + 1]?.text ?? '') && context[position + 2]?.kind === 'wildcard';
}

/** Masked, or with joiners, capitals inside or characters beyond ASCII: an identifier rather than a word. */
function looksLikeValue(token: Token): boolean {
  if (token.kind === 'wildcard') return true;
  // A name with a number behind it (alt0, ee1) is a name.
  if (token.kind === 'mixed') return !/^[A-Za-z]{2,}\.*<\*>$/.test(token.text);
  return /[A-Za-z][^A-Za-z_]+[A-Za-z]|[a-z][A-Z]|[^\x20-\x7e]/.test(token.text);
}

/** Verbs and states tell one event from another: started, stopping, true. */
function isMeaningful(word: string): boolean {
  return (
    /^[A-Za-z]*[a-z]{2}(?:ed|ing)$/.test(word) ||
    /^(?:true|false|null|undefined|none|unknown|yes|no|on|off|not)$/i.test(word)
  );
}
