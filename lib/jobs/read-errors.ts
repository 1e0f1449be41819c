import type { Sql } from '../database/client.ts';
import { errorEvents, type RecordedError } from '../database/queries/error-events.ts';

/** A window of many thousand events has few distinct texts but for the messages. */
const MAXIMUM_SHARED = 50_000;
/** A message further down is not the stack's header. */
const HEADER_LENGTH = 300;

/**
 * All failures of a window. What they have in common is in memory once: 100,000 stacks as they were recorded would be more than a small
 * function has.
 */
export async function readErrors(sql: Sql, window: { from: Date; until: Date }): Promise<RecordedError[]> {
  const share = sharedTexts();
  const events: RecordedError[] = [];
  for await (const page of errorEvents(sql, window)) {
    for (const row of page) events.push(lean(row, share));
  }
  return events;
}

type Share = <T extends string | null>(text: T) => T;

/** Hands out the same string for the same text. */
function sharedTexts(): Share {
  const known = new Map<string, string>();
  return <T extends string | null>(text: T): T => {
    if (text === null) return text;
    const same = known.get(text);
    if (same !== undefined) return same as T;
    if (known.size < MAXIMUM_SHARED) known.set(text, text);
    return text;
  };
}

/** The same event; its stack is kept in parts and put together whenever somebody reads it. */
function lean(row: RecordedError, share: Share): RecordedError {
  const { id, occurredAt, message, status, declared = null } = row;
  const stack = row.stacktrace === null ? null : stackInParts(row.stacktrace, message, share);
  return {
    id,
    occurredAt,
    message,
    status,
    declared,
    job: share(row.job),
    accountId: share(row.accountId),
    type: share(row.type),
    code: share(row.code),
    fingerprint: share(row.fingerprint),
    runId: share(row.runId),
    get stacktrace() {
      return stack === null ? null : stack();
    },
  };
}

/** Gives the stack back; holds its lines, and of its header only what is not the event's own message. */
function stackInParts(stack: string, message: string, share: Share): () => string {
  const at = message === '' ? -1 : stack.indexOf(message);
  const headed = at >= 0 && at < HEADER_LENGTH;
  const name = headed ? share(stack.slice(0, at)) : '';
  const lines = (headed ? stack.slice(at + message.length) : stack).split('\n').map(share);
  return () => `${name}${headed ? message : ''}${lines.join('\n')}`;
}
