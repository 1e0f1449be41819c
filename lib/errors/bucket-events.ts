import type { ErrorEvent } from './error-event.ts';
import { cleanText, normaliseMessage } from './normalise-message.ts';
import { SignatureStore } from './signature-store.ts';
import { StackReader } from './stack-fingerprint.ts';

/** Messages are compared with those of the same error name and code only. */
export interface Partition {
  id: number;
  name: string | null;
  code: string | null;
  store: SignatureStore;
}

/** Events that agree in everything that can tell groups apart. */
export interface EventBucket {
  partition: Partition;
  signature: number;
  topFrame: string | null;
  custom: string | null;
  events: ErrorEvent[];
  variants: Map<string, number>;
}

/** Makes a partition for each error name and code on first use. */
export function partitionsOf(): (name: string | null, code: string | null) => Partition {
  const partitions = new Map<string, Partition>();
  return (name, code) => {
    const key = JSON.stringify([name, code]);
    let partition = partitions.get(key);
    if (!partition) {
      const anchors = (name === null ? 0 : 1) + (code === null ? 0 : 1);
      partition = { id: partitions.size, name, code, store: new SignatureStore({ anchors, cacheSize: 1024 }) };
      partitions.set(key, partition);
    }
    return partition;
  };
}

/** Sorts events into buckets, each event read once. */
export function bucketEvents(
  events: readonly ErrorEvent[],
  partitionOf: (name: string | null, code: string | null) => Partition,
): EventBucket[] {
  const buckets = new Map<string, EventBucket>();
  const stacks = new StackReader();
  for (const event of events) {
    const partition = partitionOf(event.type === null ? null : cleanText(event.type, 200), codeOf(event));
    const signature = partition.store.add(normaliseMessage(event));
    const { topFrame, variant } = stacks.identify(event.stacktrace, event.message);
    const custom = event.fingerprint;
    const key = `${partition.id} ${signature} ${topFrame ?? ''}\u0000${custom ?? ''}`;
    let bucket = buckets.get(key);
    if (!bucket)
      buckets.set(key, (bucket = { partition, signature, topFrame, custom, events: [], variants: new Map() }));
    bucket.events.push(event);
    if (variant !== null) bucket.variants.set(variant, (bucket.variants.get(variant) ?? 0) + 1);
  }
  return [...buckets.values()];
}

/** The code of an event, or its HTTP error status: both tell causes apart that share a message. */
function codeOf(event: ErrorEvent): string | null {
  if (event.code) return cleanText(event.code, 100);
  return event.status !== null && event.status >= 400 ? String(event.status) : null;
}
