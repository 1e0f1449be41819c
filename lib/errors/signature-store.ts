import { fnv1a64 } from './fnv1a64.ts';
import { Lexer } from './lexer.ts';
import { generalise, mergeSignatures } from './merge-signatures.ts';
import { tokensOf } from './parameterise.ts';
import type { Token } from './token.ts';
import { signatureKey } from './token.ts';

/** Longer messages are cut before anything looks at them. */
export const MAXIMUM_MESSAGE_LENGTH = 4_096;

const CACHE_BITS = 16;
const CACHE_SIZE = 1 << CACHE_BITS;
/** From here on an unseen signature joins the coarse one of its first word and length: memory stays flat on any input. */
const MAXIMUM_SIGNATURES = 20_000;
const MAXIMUM_COARSE = 2_000;

/** Every distinct parameterised message seen, numbered in the order of arrival. */
export class SignatureStore {
  readonly signatures: Token[][] = [];
  private readonly lexer = new Lexer();
  private readonly idByKey = new Map<string, number>();
  /** Direct-mapped: what the lexer's hash said last at this place. Forgetting costs time, never an answer. */
  private readonly cacheHigh = new Int32Array(CACHE_SIZE);
  private readonly cacheLow = new Int32Array(CACHE_SIZE);
  private readonly cacheId = new Int32Array(CACHE_SIZE).fill(-1);
  private coarse = 0;
  private readonly anchors: number;

  /** `anchors`: what all messages are known to share besides their words (an error name, a code). */
  constructor(anchors = 0) {
    this.anchors = anchors;
  }

  /** The number of the message's signature. */
  add(message: string): number {
    const text = message.length > MAXIMUM_MESSAGE_LENGTH ? message.slice(0, MAXIMUM_MESSAGE_LENGTH) : message;
    this.lexer.scan(text);
    const { hashHigh, hashLow } = this.lexer;
    const slot = (hashHigh ^ (hashLow >>> 9)) & (CACHE_SIZE - 1);
    if (this.cacheId[slot] !== -1 && this.cacheHigh[slot] === hashHigh && this.cacheLow[slot] === hashLow) {
      return this.cacheId[slot] as number;
    }
    const id = this.addTokens(tokensOf(text, this.lexer));
    this.cacheHigh[slot] = hashHigh;
    this.cacheLow[slot] = hashLow;
    this.cacheId[slot] = id;
    return id;
  }

  /** The number of a signature that is parameterised already, e.g. one remembered from an earlier run. */
  addTokens(tokens: Token[]): number {
    const key = signatureKey(tokens);
    const known = this.idByKey.get(key);
    if (known !== undefined) return known;
    if (this.signatures.length < MAXIMUM_SIGNATURES + this.coarse) return this.insert(key, tokens);
    return this.addCoarse(tokens);
  }

  private insert(key: string, tokens: Token[]): number {
    const id = this.signatures.length;
    this.signatures.push(tokens);
    this.idByKey.set(key, id);
    return id;
  }

  private addCoarse(tokens: Token[]): number {
    const first = tokens.find((token) => token.kind === 'word' || token.kind === 'locked');
    const head = first && this.coarse < MAXIMUM_COARSE ? [{ ...first, spaceBefore: false }] : [];
    const rest: Token = { kind: 'wildcard', text: '<*>', spaceBefore: true };
    const coarse = [...head, rest];
    const key = `\u0004${signatureKey(coarse)}`;
    const known = this.idByKey.get(key);
    if (known !== undefined) return known;
    this.coarse++;
    return this.insert(key, coarse);
  }

  /** For each signature the template of its class after merging, by number. */
  templates(): Token[][] {
    const classes = mergeSignatures(this.signatures, this.anchors);
    const members = new Map<number, Token[][]>();
    classes.forEach((root, id) => {
      const of = members.get(root);
      if (of) of.push(this.signatures[id] as Token[]);
      else members.set(root, [this.signatures[id] as Token[]]);
    });
    const templates = new Map<number, Token[]>();
    for (const [root, of] of members) templates.set(root, generalise(of));
    return classes.map((root) => templates.get(root) as Token[]);
  }
}

/** Version of the way templates are made; a change of it starts new fingerprints. */
const FINGERPRINT_VERSION = '1';

/** Identifies a group: the same parts give the same fingerprint on every machine and in every order. */
export function fingerprintOf(parts: readonly (string | null)[]): string {
  return fnv1a64([FINGERPRINT_VERSION, ...parts.map((part) => part ?? '\u0000')].join('\u0000'));
}
