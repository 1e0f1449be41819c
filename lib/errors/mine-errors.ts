import { type Categorisation, categorise } from './categorise.ts';
import type { ErrorEvent } from './error-event.ts';
import { fingerprintOf } from './group-fingerprint.ts';
import { cleanText, normaliseMessage } from './normalise-message.ts';
import { SignatureStore } from './signature-store.ts';
import { identifyStack } from './stack-fingerprint.ts';
import type { Token } from './token.ts';
import { decodeSignature, encodeSignature, renderTemplate, signatureKey } from './token.ts';

/** A pattern as an earlier run stored it: an `ErrorGroup` of that run has all of it. */
export interface KnownPattern {
  fingerprint: string;
  template: string;
  errorName: string | null;
  code: string | null;
  topFrame: string | null;
  firstSeen: Date;
  /** What the group's messages looked like, masked: the evidence later merges rest on. */
  signatures?: readonly string[];
}

/** Failures that are one and the same to an operator. */
export interface ErrorGroup extends Categorisation {
  /** Permanent: stays with the group when its template grows. */
  fingerprint: string;
  template: string;
  errorName: string | null;
  /** Error code, or the HTTP status where there is none. */
  code: string | null;
  /** `file|function` of the innermost frame of our own code. */
  topFrame: string | null;
  count: number;
  firstSeen: Date;
  lastSeen: Date;
  /** The earliest event, its text capped. */
  example: { id: string; message: string; stacktrace: string | null; job: string | null };
  eventIds: string[];
  /** How many of its events took which call path. */
  variants: { variant: string; count: number }[];
  /** Encoded evidence: hand it back in `known`. */
  signatures: string[];
  /** Fingerprints of known patterns that turned out to be this one: store `merged_into` for them. */
  absorbed: string[];
}

export interface MineErrorsOptions {
  known?: readonly KnownPattern[];
}

/** Signatures kept per group as evidence for later merges. */
const MAXIMUM_EVIDENCE = 200;
const MAXIMUM_EXAMPLE_STACK = 4_096;

interface Sorted {
  event: ErrorEvent;
  partition: string;
  signature: number;
  topFrame: string | null;
  variant: string | null;
  custom: string | null;
}

/**
 * Groups failures by error name, code, message template and the innermost frame of our own code. The result does not
 * depend on the order of the events; with the patterns of earlier runs as `known`, fingerprints stay what they were.
 * Sorted by count, then fingerprint.
 */
export function mineErrors(events: readonly ErrorEvent[], options: MineErrorsOptions = {}): ErrorGroup[] {
  const partitions = new Map<string, SignatureStore>();
  const storeOf = (name: string | null, code: string | null): [string, SignatureStore] => {
    const partition = JSON.stringify([name, code]);
    let store = partitions.get(partition);
    if (!store)
      partitions.set(
        partition,
        (store = new SignatureStore({ anchors: (name === null ? 0 : 1) + (code === null ? 0 : 1) })),
      );
    return [partition, store];
  };

  const remembered: { pattern: KnownPattern; partition: string; signatures: number[] }[] = [];
  for (const pattern of options.known ?? []) {
    const [partition, store] = storeOf(pattern.errorName, pattern.code);
    const signatures = (pattern.signatures ?? []).map((tokens) => store.addTokens(decodeSignature(tokens)));
    store.join(signatures);
    remembered.push({ pattern, partition, signatures });
  }

  const sorted = events.map((event): Sorted => {
    const [partition, store] = storeOf(event.type, codeOf(event));
    const signature = store.add(normaliseMessage(event));
    return {
      event,
      partition,
      signature,
      ...identifyStack(event.stacktrace, event.message),
      custom: event.fingerprint,
    };
  });

  const templates = new Map<string, Token[][]>();
  for (const [partition, store] of partitions) templates.set(partition, store.templates());
  const keyOf = (partition: string, signature: number, topFrame: string | null, custom: string | null): string => {
    const [name, code] = JSON.parse(partition) as [string | null, string | null];
    const template = templates.get(partition)?.[signature] as Token[];
    const computed = fingerprintOf([name, code, signatureKey(template), topFrame]);
    return custom === null ? computed : customFingerprint(custom, computed);
  };

  const knownByKey = new Map<string, KnownPattern[]>();
  for (const { pattern, partition, signatures } of remembered) {
    const key =
      signatures[0] === undefined ? pattern.fingerprint : keyOf(partition, signatures[0], pattern.topFrame, null);
    for (const of of new Set([key, pattern.fingerprint])) knownByKey.set(of, [...(knownByKey.get(of) ?? []), pattern]);
  }

  const members = new Map<string, Sorted[]>();
  for (const one of sorted) {
    const key = keyOf(one.partition, one.signature, one.topFrame, one.custom);
    const group = members.get(key);
    if (group) group.push(one);
    else members.set(key, [one]);
  }
  const groups = [...members].map(([key, group]) => {
    const partition = (group[0] as Sorted).partition;
    return describe({
      key,
      group,
      known: knownByKey.get(key) ?? [],
      store: partitions.get(partition) as SignatureStore,
      template: templates.get(partition)?.[(group[0] as Sorted).signature] as Token[],
    });
  });
  return groups.sort((a, b) => b.count - a.count || (a.fingerprint < b.fingerprint ? -1 : 1));
}

/** The code of an event, or its HTTP error status: both tell causes apart that share a message. */
function codeOf(event: ErrorEvent): string | null {
  if (event.code) return cleanText(event.code, 100);
  return event.status !== null && event.status >= 400 ? String(event.status) : null;
}

/** The thrower's own fingerprint; `{{ default }}` in it stands for the computed one. */
function customFingerprint(custom: string, computed: string): string {
  const text = cleanText(custom, 200).trim();
  return text === '' ? computed : text.replaceAll(/\{\{\s*default\s*\}\}/g, computed);
}

interface Described {
  key: string;
  group: Sorted[];
  known: readonly KnownPattern[];
  store: SignatureStore;
  template: Token[];
}

function describe({ key, group, known, store, template }: Described): ErrorGroup {
  const events = group.map((one) => one.event).sort(byTime);
  const first = events[0] as ErrorEvent;
  const patterns = [...known].sort(
    (a, b) => a.firstSeen.getTime() - b.firstSeen.getTime() || (a.fingerprint < b.fingerprint ? -1 : 1),
  );
  const fingerprint = patterns[0]?.fingerprint ?? key;
  const evidence = new Set<string>();
  for (const pattern of patterns) for (const signature of pattern.signatures ?? []) evidence.add(signature);
  for (const one of group) {
    evidence.add(encodeSignature(store.signatures[one.signature] as Token[]));
  }
  const variants = new Map<string, number>();
  for (const { variant } of group) if (variant !== null) variants.set(variant, (variants.get(variant) ?? 0) + 1);
  const seenBefore = patterns[0]?.firstSeen;
  return {
    fingerprint,
    template: renderTemplate(template) || '(no message)',
    errorName: first.type,
    code: codeOf(first),
    topFrame: (group[0] as Sorted).topFrame,
    ...categorise(first),
    count: events.length,
    firstSeen: seenBefore && seenBefore < first.occurredAt ? seenBefore : first.occurredAt,
    lastSeen: (events.at(-1) as ErrorEvent).occurredAt,
    example: {
      id: first.id,
      message: cleanText(first.message),
      stacktrace: first.stacktrace === null ? null : cleanText(first.stacktrace, MAXIMUM_EXAMPLE_STACK),
      job: first.job,
    },
    eventIds: events.map((event) => event.id),
    variants: [...variants]
      .map(([variant, count]) => ({ variant, count }))
      .sort((a, b) => b.count - a.count || (a.variant < b.variant ? -1 : 1)),
    signatures: [...evidence].sort().slice(0, MAXIMUM_EVIDENCE),
    absorbed: patterns
      .slice(1)
      .map((pattern) => pattern.fingerprint)
      .filter((other) => other !== fingerprint),
  };
}

function byTime(a: ErrorEvent, b: ErrorEvent): number {
  return a.occurredAt.getTime() - b.occurredAt.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
