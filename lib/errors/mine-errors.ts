import { bucketEvents, type EventBucket, type Partition, partitionsOf } from './bucket-events.ts';
import { describeGroup } from './describe-group.ts';
import type { ErrorEvent } from './error-event.ts';
import type { ErrorGroup, KnownPattern, MineErrorsOptions } from './error-group.ts';
import { fingerprintOf } from './group-fingerprint.ts';
import { cleanText } from './normalise-message.ts';
import { decodeSignature, signatureKey, type Token } from './token.ts';

export type { ErrorGroup, KnownPattern, MineErrorsOptions } from './error-group.ts';

/**
 * Groups failures by error name, code, message template and the innermost frame of our own code. The result does not
 * depend on the order of the events; with the patterns of earlier runs as `known`, fingerprints stay what they were.
 * Sorted by count, then fingerprint.
 */
export function mineErrors(events: readonly ErrorEvent[], options: MineErrorsOptions = {}): ErrorGroup[] {
  const partitionOf = partitionsOf();
  const known = (options.known ?? []).map((pattern) => {
    const partition = partitionOf(pattern.errorName, pattern.code);
    const signatures = (pattern.signatures ?? []).map((encoded) => partition.store.addTokens(decodeSignature(encoded)));
    partition.store.join(signatures);
    return { pattern, partition, signature: signatures[0] };
  });
  const buckets = bucketEvents(events, partitionOf);

  const templates = new Map<Partition, Token[][]>();
  const templateOf = (partition: Partition, signature: number): Token[] => {
    let of = templates.get(partition);
    if (!of) templates.set(partition, (of = partition.store.templates()));
    return of[signature] as Token[];
  };
  const fingerprint = (partition: Partition, signature: number, topFrame: string | null): string =>
    fingerprintOf([partition.name, partition.code, signatureKey(templateOf(partition, signature)), topFrame]);

  const knownByKey = new Map<string, KnownPattern[]>();
  for (const { pattern, partition, signature } of known) {
    const keys = new Set([pattern.fingerprint]);
    if (signature !== undefined) keys.add(fingerprint(partition, signature, pattern.topFrame));
    for (const key of keys) append(knownByKey, key, pattern);
  }
  const groups = new Map<string, EventBucket[]>();
  for (const bucket of buckets) {
    const computed = fingerprint(bucket.partition, bucket.signature, bucket.topFrame);
    append(groups, bucket.custom === null ? computed : customFingerprint(bucket.custom, computed), bucket);
  }
  return [...groups]
    .map(([key, of]) => {
      const { partition, signature } = of[0] as EventBucket;
      return describeGroup({
        key,
        buckets: of,
        known: knownByKey.get(key) ?? [],
        template: templateOf(partition, signature),
      });
    })
    .sort((a, b) => b.count - a.count || (a.fingerprint < b.fingerprint ? -1 : 1));
}

function append<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** The thrower's own fingerprint; `{{ default }}` in it stands for the computed one. */
function customFingerprint(custom: string, computed: string): string {
  const text = cleanText(custom, 200).trim();
  return text === '' ? computed : text.replaceAll(/\{\{\s*default\s*\}\}/g, computed);
}
