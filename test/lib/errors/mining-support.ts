import type { ErrorEvent } from '../../../lib/errors/error-event.ts';
import type { KnownPattern } from '../../../lib/errors/error-group.ts';
import { mineErrors } from '../../../lib/errors/mine-errors.ts';
import { rememberPatterns } from '../../../lib/errors/remember-patterns.ts';

/** A failure that says nothing but the text. */
export function eventOf(message: string, index: number, more: Partial<ErrorEvent> = {}): ErrorEvent {
  return {
    id: `event-${String(index).padStart(7, '0')}`,
    occurredAt: new Date(Date.UTC(2026, 10, 1) + index * 1000),
    job: null,
    accountId: null,
    type: null,
    message,
    stacktrace: null,
    code: null,
    status: null,
    fingerprint: null,
    ...more,
  };
}

/** The final fingerprint of each event when they come in `runs` runs, each knowing the patterns of those before. */
export function mineInRuns(events: readonly ErrorEvent[], runs: number): string[] {
  let known: KnownPattern[] = [];
  const found = new Map<string, string>();
  const mergedInto = new Map<string, string>();
  for (let run = 0; run < runs; run++) {
    const from = Math.floor((run * events.length) / runs);
    const groups = mineErrors(events.slice(from, Math.floor(((run + 1) * events.length) / runs)), { known });
    for (const group of groups) {
      for (const id of group.eventIds) found.set(id, group.fingerprint);
      for (const absorbed of group.absorbed) mergedInto.set(absorbed, group.fingerprint);
    }
    known = rememberPatterns(known, groups);
  }
  return events.map((event) => {
    let fingerprint = found.get(event.id) as string;
    while (mergedInto.has(fingerprint)) fingerprint = mergedInto.get(fingerprint) as string;
    return fingerprint;
  });
}

/** A grouping without its labels: for each item the first item of its group. */
export function partitionOf(labels: readonly string[]): number[] {
  const first = new Map<string, number>();
  return labels.map((label, index) => {
    if (!first.has(label)) first.set(label, index);
    return first.get(label) as number;
  });
}
