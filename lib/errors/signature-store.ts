import { Lexer } from './lexer.ts';
import { generalise, mergeSignatures } from './merge-signatures.ts';
import { MAXIMUM_MESSAGE_LENGTH } from './normalise-message.ts';
import { tokensOf } from './parameterise.ts';
import { TemplateIndex } from './template-index.ts';
import type { Token } from './token.ts';
import { signatureKey, WILDCARD } from './token.ts';

/** With so many signatures in memory, those whose template is beyond doubt are let go, to keep memory flat. */
const MAXIMUM_LIVE = 20_000;
/** Signatures kept per template as evidence for later merges. */
const MAXIMUM_EVIDENCE = 50;
/** Kept for what no template fits once memory is full: one per first word. */
const MAXIMUM_COARSE = 2_000;

export interface SignatureStoreOptions {
  /** What all messages are known to share besides their words (an error name, a code). */
  anchors?: number;
  maximumLive?: number;
  /** Places of the look-up by hash: a power of two. */
  cacheSize?: number;
}

/**
 * Every distinct parameterised message seen, numbered in the order of arrival. Up to `maximumLive` of them the templates depend on
 * the set of messages alone; beyond, on any input, memory stays flat and a signature may be filed under the template it fits.
 */
export class SignatureStore {
  /** The tokens behind each number; a template where the signature was let go. */
  readonly signatures: Token[][] = [];
  private readonly options: Required<SignatureStoreOptions>;
  private readonly lexer = new Lexer();
  private readonly idByKey = new Map<string, number>();
  /** Direct-mapped: what the lexer's hash said last at this place. Forgetting costs time, never an answer. */
  private readonly cacheHigh: Int32Array;
  private readonly cacheLow: Int32Array;
  private readonly cacheId: Int32Array;
  private joined: number[][] = [];
  private index = new TemplateIndex();
  private coarse = 0;
  private full = false;

  constructor(options: SignatureStoreOptions = {}) {
    this.options = { anchors: 0, maximumLive: MAXIMUM_LIVE, cacheSize: 65_536, ...options };
    this.cacheHigh = new Int32Array(this.options.cacheSize);
    this.cacheLow = new Int32Array(this.options.cacheSize);
    this.cacheId = new Int32Array(this.options.cacheSize).fill(-1);
  }

  /** The number of the message's signature. */
  add(message: string): number {
    const text = message.length > MAXIMUM_MESSAGE_LENGTH ? message.slice(0, MAXIMUM_MESSAGE_LENGTH) : message;
    this.lexer.scan(text);
    const { hashHigh, hashLow } = this.lexer;
    const slot = (hashHigh ^ (hashLow >>> 9)) & (this.options.cacheSize - 1);
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
    const same = this.idByKey.get(key);
    if (same !== undefined) return this.widenSpacing(same, tokens);
    const fitting = this.index.match(tokens);
    if (fitting !== null) return fitting;
    if (!this.full && this.idByKey.size >= this.options.maximumLive) {
      this.letGo();
      return this.addTokens(tokens);
    }
    return this.full ? this.addCoarse(tokens) : this.insert(key, tokens);
  }

  /** Declares signatures to be of one template, whatever the evidence. */
  join(ids: readonly number[]): void {
    if (ids.length > 1) this.joined.push([...ids]);
  }

  /** For each signature the template of its class after merging, by number. */
  templates(): Token[][] {
    const templates: Token[][] = [];
    for (const members of this.classes()) {
      const template = generalise(members.map((id) => this.signatures[id] as Token[]));
      for (const id of members) templates[id] = template;
    }
    return templates;
  }

  /** White space is shown where any message had it, whichever came first. */
  private widenSpacing(id: number, tokens: readonly Token[]): number {
    this.signatures[id]?.forEach((token, at) => {
      token.spaceBefore ||= tokens[at]?.spaceBefore === true;
    });
    return id;
  }

  private classes(): number[][] {
    const classes = new Map<number, number[]>();
    const options = { anchors: this.options.anchors, joined: this.joined };
    mergeSignatures(this.signatures, options).forEach((root, id) => {
      const of = classes.get(root);
      if (of) of.push(id);
      else classes.set(root, [id]);
    });
    return [...classes.values()];
  }

  private insert(key: string, tokens: Token[]): number {
    const id = this.signatures.length;
    this.signatures.push(tokens);
    this.idByKey.set(key, id);
    return id;
  }

  /** Keeps some evidence of every template and files the rest under it. */
  private letGo(): void {
    const classes = this.classes();
    this.joined = [];
    this.idByKey.clear();
    this.index = new TemplateIndex();
    for (const members of classes) {
      this.join(members);
      const template = generalise(members.map((id) => this.signatures[id] as Token[]));
      if (members.length > 1) this.index.add(template, members[0] as number);
      members.forEach((id, at) => {
        if (at >= MAXIMUM_EVIDENCE) this.signatures[id] = template;
        else this.idByKey.set(signatureKey(this.signatures[id] as Token[]), id);
      });
    }
    this.full = this.idByKey.size > this.options.maximumLive / 2;
  }

  private addCoarse(tokens: Token[]): number {
    const head = this.coarse < MAXIMUM_COARSE ? tokens.slice(0, 1) : [];
    const coarse: Token[] = [...head, { kind: 'wildcard', text: WILDCARD, spaceBefore: true }];
    const key = `\u0004${signatureKey(coarse)}`;
    const known = this.idByKey.get(key);
    if (known !== undefined) return known;
    this.coarse++;
    return this.insert(key, coarse);
  }
}
