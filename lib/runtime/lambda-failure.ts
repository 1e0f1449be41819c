import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { DeadLetter } from './dead-letters.ts';
import { type HandedOver, readHandedOver } from './fan-out.ts';

/** What a dead letter says failed, and how. */
export interface LambdaFailure {
  /** UUID of what failed: of the invocation, or of EventBridge's event. The same failure reported twice has the same one. */
  id: string;
  /** Name of the function that should have handled the event; null when the letter does not say. */
  functionName: string | null;
  occurredAt: Date;
  /** The error's name: that of the job's own error, or Lambda's (`Runtime.OutOfMemory`), or what kept the event from starting. */
  type: string;
  message: string;
  stack: string | null;
  /** EventBridge's error code. */
  code: string | null;
  category: string | null;
  retryable: boolean | null;
  advice: string | null;
}

/** The record that Lambda sends to an on-failure destination, as far as it is used. */
const destinationRecord = z.object({
  timestamp: z.optional(z.string()),
  requestContext: z.object({
    requestId: z.optional(z.string()),
    functionArn: z.string(),
    condition: z.string(),
  }),
  responsePayload: z.optional(z.unknown()),
});

/** What a function that failed has answered. */
const failedResponse = z.object({
  errorType: z.optional(z.string()),
  errorMessage: z.optional(z.string()),
  trace: z.optional(z.array(z.string())),
  stackTrace: z.optional(z.array(z.string())),
});

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Lambda begins its own messages with the invocation they are about, and its log's with the time. */
const ABOUT_REQUEST = /^(?:\d{4}-\d\d-\d\dT[\d:.]+Z\s+)?(?:RequestId: )?[0-9a-f]{8}-[0-9a-f-]{27}\s+(?:Error: )?/i;
/** Where only the text tells what ended the function. */
const TOLD_BY_TEXT: readonly [RegExp, string][] = [
  [/Task timed out after/, 'Sandbox.Timedout'],
  [/signal: killed|OutOfMemory/, 'Runtime.OutOfMemory'],
  [/Runtime exited|Process exited/, 'Runtime.ExitError'],
];

const NOT_STARTED = {
  EventAgeExceeded: {
    message: 'Lambda dropped the event: it had waited longer than it may',
    category: 'timeout',
    retryable: true,
    advice:
      'The function was throttled or busy: look at its throttles and the concurrency quota of the account; the next tick does the work.',
  },
  ZeroReservedConcurrency: {
    message: 'Lambda dropped the event: the function may not run at all, its reserved concurrency is 0',
    category: 'unknown',
    retryable: false,
    advice: 'Somebody switched the function off: remove the reserved concurrency of 0, or give it one.',
  },
} as const;

/** Reads a dead letter of either sender. One that is not understood is a failure, too: it is told as it is, never dropped. */
export function lambdaFailure(letter: DeadLetter): LambdaFailure {
  const body = parseJson(letter.body);
  const record = destinationRecord.safeParse(body);
  if (record.success) return fromLambda(letter, record.data);
  if ('ERROR_CODE' in letter.attributes || 'RULE_ARN' in letter.attributes) return fromEventBridge(letter, body);
  const run = readHandedOver(letter.body);
  if (run !== null) return fromFanOut(letter, run);
  return {
    ...blank(letter),
    type: 'UnknownDeadLetter',
    message: `an unknown kind of dead letter: ${letter.body.slice(0, 500)}`,
  };
}

function fromLambda(letter: DeadLetter, record: z.infer<typeof destinationRecord>): LambdaFailure {
  const { requestId, functionArn, condition } = record.requestContext;
  const at = new Date(record.timestamp ?? Number.NaN);
  const common = {
    ...blank(letter, requestId),
    functionName: functionNameIn(functionArn),
    ...(Number.isFinite(at.getTime()) ? { occurredAt: at } : {}),
  };
  const notStarted = NOT_STARTED[condition as keyof typeof NOT_STARTED];
  if (notStarted !== undefined) return { ...common, type: `Lambda.${condition}`, ...notStarted };

  const response = failedResponse.safeParse(record.responsePayload);
  const { errorType, errorMessage, trace, stackTrace } = response.success ? response.data : {};
  const message = errorMessage ?? `Lambda gave up (${condition}) without saying why`;
  const told = TOLD_BY_TEXT.find(([pattern]) => pattern.test(message))?.[1];
  const lines = trace ?? stackTrace;
  return {
    ...common,
    type: storable(errorType ?? told ?? `Lambda.${condition}`),
    message: message.replace(ABOUT_REQUEST, ''),
    stack: lines === undefined ? null : lines.join('\n'),
  };
}

/** EventBridge could not hand the event to Lambda; the body is the event itself. */
function fromEventBridge(letter: DeadLetter, body: unknown): LambdaFailure {
  const { ERROR_CODE = 'UNKNOWN', ERROR_MESSAGE = 'no reason given', TARGET_ARN } = letter.attributes;
  const refused = /NO_PERMISSIONS|ACCESS_DENIED/.test(ERROR_CODE);
  const event = z.object({ id: z.string() }).safeParse(body);
  return {
    ...blank(letter, event.success ? event.data.id : undefined),
    functionName: TARGET_ARN === undefined ? null : functionNameIn(TARGET_ARN),
    type: 'EventBridge.Undeliverable',
    message: `EventBridge could not start the job: ${ERROR_MESSAGE}`,
    code: storable(ERROR_CODE),
    ...(refused
      ? {
          category: 'auth',
          retryable: false,
          advice: 'The rule may not start the function: deploy again, which restores the permission.',
        }
      : {}),
  };
}

/** A run that was handed over ended without a word, more than once: SQS put its message here. */
function fromFanOut(letter: DeadLetter, { job, account, time }: HandedOver): LambdaFailure {
  return {
    ...blank(letter),
    functionName: job,
    type: 'FanOut.Unfinished',
    message: `the run of ${storable(account)} in the slot of ${storable(time)} ended without a word`,
    category: 'timeout',
    retryable: true,
    advice:
      "Look at the function's log around that time: it crashed, or ran out of time or memory. The next tick reads the account again.",
  };
}

function blank(letter: DeadLetter, id?: string): LambdaFailure {
  return {
    id: uuidOf(id ?? letter.id),
    functionName: null,
    occurredAt: letter.sentAt,
    type: '',
    message: '',
    stack: null,
    code: null,
    category: null,
    retryable: null,
    advice: null,
  };
}

/** Ids of AWS are UUIDs; should one be none, the same text still gives the same UUID. */
function uuidOf(id: string): string {
  if (UUID.test(id)) return id.toLowerCase();
  const hex = createHash('sha256').update(id).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** `arn:aws:lambda:eu-central-1:123456789012:function:hone-migrate:$LATEST` -> `hone-migrate`. */
function functionNameIn(arn: string): string | null {
  return /:function:([^:]+)/.exec(arn)?.[1] ?? null;
}

/** PostgreSQL's jsonb refuses NUL and lone surrogates. */
function storable(text: string): string {
  return text.slice(0, 200).replaceAll('\u0000', '\uFFFD').toWellFormed();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
