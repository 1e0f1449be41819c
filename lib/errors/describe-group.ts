import type { EventBucket } from './bucket-events.ts';
import { categorise } from './categorise.ts';
import type { ErrorEvent } from './error-event.ts';
import type { ErrorGroup, KnownPattern } from './error-group.ts';
import { cleanText } from './normalise-message.ts';
import { encodeSignature, renderTemplate, type Token } from './token.ts';

/** Signatures kept per group as evidence for later merges. */
const MAXIMUM_EVIDENCE = 200;
const MAXIMUM_EVIDENCE_LENGTH = 65_536;
const MAXIMUM_EXAMPLE_STACK = 4_096;

interface Members {
  /** The fingerprint unless an earlier run gave one. */
  key: string;
  buckets: readonly EventBucket[];
  known: readonly KnownPattern[];
  template: readonly Token[];
}

/** What an operator needs to know of a group. */
export function describeGroup({ key, buckets, known, template }: Members): ErrorGroup {
  const { partition, topFrame } = buckets[0] as EventBucket;
  const events = buckets.flatMap((bucket) => bucket.events).sort(byTime);
  const first = events[0] as ErrorEvent;
  const patterns = [...known].sort(
    (a, b) => a.firstSeen.getTime() - b.firstSeen.getTime() || compare(a.fingerprint, b.fingerprint),
  );
  const fingerprint = patterns[0]?.fingerprint ?? key;
  const seenBefore = patterns[0]?.firstSeen;
  const evidence = new Set(patterns.flatMap((pattern) => pattern.signatures ?? []));
  const variants = new Map<string, number>();
  for (const bucket of buckets) {
    evidence.add(encodeSignature(bucket.partition.store.signatures[bucket.signature] as Token[]));
    for (const [variant, count] of bucket.variants) variants.set(variant, (variants.get(variant) ?? 0) + count);
  }
  return {
    fingerprint,
    template: renderTemplate(template) || '(no message)',
    errorName: partition.name,
    code: partition.code,
    topFrame,
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
      .sort((a, b) => b.count - a.count || compare(a.variant, b.variant)),
    signatures: cappedEvidence(evidence),
    absorbed: patterns
      .slice(1)
      .map((pattern) => pattern.fingerprint)
      .filter((other) => other !== fingerprint),
  };
}

/** In an order that does not depend on the events'; at least one, however long. */
function cappedEvidence(evidence: ReadonlySet<string>): string[] {
  let length = 0;
  return [...evidence]
    .sort()
    .slice(0, MAXIMUM_EVIDENCE)
    .filter((signature, at) => {
      length += signature.length;
      return at === 0 || length <= MAXIMUM_EVIDENCE_LENGTH;
    });
}

function byTime(a: ErrorEvent, b: ErrorEvent): number {
  return a.occurredAt.getTime() - b.occurredAt.getTime() || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
