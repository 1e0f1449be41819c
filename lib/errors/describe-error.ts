import type { ErrorEvent } from './error-event.ts';
import { cleanText, MAXIMUM_MESSAGE_LENGTH } from './normalise-message.ts';

/** The part of an `ErrorEvent` that is in the thrown value itself. */
export type ErrorDescription = Pick<ErrorEvent, 'type' | 'message' | 'stacktrace' | 'code' | 'status' | 'fingerprint'>;

const MAXIMUM_CAUSES = 10;
const MAXIMUM_STACK_LENGTH = 16_384;

/**
 * What a thrown value says of itself, whatever it is: name and message of the error, the stacks of it and its causes, and the first
 * code, HTTP status and fingerprint on the way down to the innermost cause. Never throws; cycles of causes end.
 */
export function describeError(thrown: unknown): ErrorDescription {
  const chain = causesOf(thrown);
  const first = chain[0] as Fields;
  const text = (read: (fields: Fields) => unknown) =>
    chain.map(read).find((value) => typeof value === 'string' && value !== '');
  const status = chain.map(statusOf).find((value) => value !== null) ?? null;
  const code = (text(codeOf) ?? text((fields) => fields.Code)) as string | undefined;
  const fingerprint = text((fields) => fields.fingerprint) as string | undefined;
  const stacks = chain.flatMap((fields) => (typeof fields.stack === 'string' ? [fields.stack] : []));
  return {
    type: typeof first.name === 'string' && first.name !== '' ? cleanText(first.name, 200) : null,
    message: cleanText(typeof first.message === 'string' ? first.message : display(thrown), MAXIMUM_MESSAGE_LENGTH),
    stacktrace: stacks.length === 0 ? null : cleanText(stacks.join('\nCaused by: '), MAXIMUM_STACK_LENGTH),
    code: code === undefined ? null : cleanText(code, 100),
    status,
    fingerprint: fingerprint === undefined ? null : cleanText(fingerprint, 200),
  };
}

type Fields = Record<string, unknown>;

/** The value and its causes, innermost last, each once; the first of an AggregateError's errors counts as its cause. */
function causesOf(thrown: unknown): Fields[] {
  const chain: Fields[] = [];
  let current = thrown;
  while (chain.length < MAXIMUM_CAUSES) {
    const fields = readable(current);
    if (chain.includes(fields)) break;
    chain.push(fields);
    const next = property(fields, 'cause') ?? firstOf(property(fields, 'errors'));
    if (typeof next !== 'object' || next === null) break;
    current = next;
  }
  return chain.map(snapshot);
}

function readable(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** Getters and proxies of a thrown value may throw themselves. */
function property(fields: Fields, key: string): unknown {
  try {
    return fields[key];
  } catch {
    return undefined;
  }
}

function snapshot(fields: Fields): Fields {
  const keys = [
    'name',
    'message',
    'stack',
    'code',
    'Code',
    'status',
    'statusCode',
    'fingerprint',
    '$metadata',
    'response',
  ];
  return Object.fromEntries(keys.map((key) => [key, property(fields, key)]));
}

function firstOf(errors: unknown): unknown {
  return Array.isArray(errors) ? errors[0] : undefined;
}

/** A number of four digits or more is a driver's own code (MongoDB's 11000); smaller ones are statuses or legacy constants. */
function codeOf({ code }: Fields): unknown {
  return Number.isSafeInteger(code) && (code as number) >= 1000 ? String(code) : code;
}

/** HTTP status where libraries put it: `status`, `statusCode`, AWS's `$metadata`, axios' `response`, for X's client `code`. */
function statusOf(fields: Fields): number | null {
  const candidates = [
    fields.status,
    fields.statusCode,
    property(readable(fields.$metadata), 'httpStatusCode'),
    property(readable(fields.response), 'status'),
    typeof fields.code === 'number' && fields.code >= 400 ? fields.code : undefined,
  ];
  const status = candidates.find(
    (value) => Number.isInteger(value) && (value as number) >= 100 && (value as number) < 600,
  );
  return (status as number | undefined) ?? null;
}

function display(value: unknown): string {
  try {
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  } catch {
    return '(a value that cannot be shown)';
  }
}
