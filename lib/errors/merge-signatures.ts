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

/**
 * Joins signatures that differ in one position which varies: leave one position out, compare the rest, look at the values that stand
 * there. The joined template may differ from others in one position again, hence rounds. The result depends on the set of
 * signatures only, not on their order; it is linear in signatures times tokens.
 * @param anchors what the messages are known to share besides their words: an error name, a code
 * @returns for each signature the index of the first one of its class.
 */
export function mergeSignatures(signatures: readonly (readonly Token[])[], anchors = 0): number[] {
  const parent = signatures.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] as number;
    while (parent[index] !== root) {
      const next = parent[index] as number;
      parent[index] = root;
      index = next;
    }
    return root;
  };
  const union = (a: number, b: number): boolean => {
    const [first, second] = [find(a), find(b)];
    if (first === second) return false;
    parent[Math.max(first, second)] = Math.min(first, second);
    return true;
  };

  let pool: { tokens: readonly Token[]; owner: number }[] = signatures.map((tokens, owner) => ({ tokens, owner }));
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    let changed = false;
    for (const bucket of leaveOneOut(pool)) {
      const joined = varying(
        bucket.members.map((member) => member.tokens),
        bucket.position,
        anchors,
      );
      const first = joined[0];
      if (first === undefined) continue;
      for (const index of joined) {
        changed =
          union((bucket.members[first] as (typeof pool)[0]).owner, (bucket.members[index] as (typeof pool)[0]).owner) ||
          changed;
      }
    }
    if (!changed) break;
    const classes = new Map<number, (readonly Token[])[]>();
    signatures.forEach((tokens, index) => {
      const root = find(index);
      const members = classes.get(root);
      if (members) members.push(tokens);
      else classes.set(root, [tokens]);
    });
    pool = signatures.map((tokens, owner) => ({ tokens, owner }));
    for (const [owner, members] of classes) if (members.length > 1) pool.push({ tokens: generalise(members), owner });
  }
  return parent.map((_, index) => find(index));
}

/** The template that all the given signatures of one length fit: a wildcard wherever they differ. */
export function generalise(members: readonly (readonly Token[])[]): Token[] {
  const [first, ...rest] = members;
  if (first === undefined) return [];
  return first.map((token, at) => {
    const same = rest.every((other) => other[at]?.text === token.text && other[at]?.kind === token.kind);
    return same ? token : { kind: 'wildcard', text: WILDCARD, spaceBefore: token.spaceBefore };
  });
}

interface Bucket {
  position: number;
  members: { tokens: readonly Token[]; owner: number }[];
}

/** Groups of templates that are equal but for one position. */
function leaveOneOut(pool: readonly { tokens: readonly Token[]; owner: number }[]): Bucket[] {
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

/** Which of the members' values at the position are values of one slot, as indices; none if the position does not vary. */
function varying(members: readonly (readonly Token[])[], position: number, anchors: number): number[] {
  const context = members[0] as readonly Token[];
  let constants = anchors;
  for (let at = 0; at < context.length; at++) {
    const { kind, text } = context[at] as Token;
    if (at !== position && (kind === 'locked' || kind === 'mixed' || (kind === 'word' && text.length > 1))) constants++;
  }
  if (constants < MINIMUM_CONSTANTS) return [];
  const label = (position === 0 && anchors === 0) || context[position + 1]?.text === ':';
  const slot = isNameSlot(context, position);
  const heads = new Set(
    label && constants >= CONSTANTS_AROUND_HEAD ? members.map((tokens) => tokens[position]?.text) : [],
  );
  const headVaries = heads.size >= DIFFERENT_HEADS;
  const values = new Set<string>();
  const joined: number[] = [];
  let evidence = 0;
  members.forEach((tokens, index) => {
    const token = tokens[position] as Token;
    const valueLike = slot || looksLikeValue(token);
    if (token.kind === 'word' && ((label && !headVaries) || isMeaningful(token.text))) return;
    joined.push(index);
    if (values.has(token.text)) return;
    values.add(token.text);
    evidence += valueLike ? VALUE_EVIDENCE : PLAIN_EVIDENCE;
  });
  return evidence >= 1 && values.size > 1 ? joined : [];
}

/** Behind the word "user", and alone between the brackets of a call, stand names. */
function isNameSlot(context: readonly Token[], position: number): boolean {
  const before = context[position - 1];
  if (before?.kind === 'word') return /^(?:user|username|account)$/i.test(before.text);
  return before?.text === '(' && !before.spaceBefore && context[position + 1]?.text === ')';
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
  return /(?:ed|ing)$/.test(word) || /^(?:true|false|null|undefined|none|unknown|yes|no|on|off|not)$/i.test(word);
}
