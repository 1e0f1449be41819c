import { asError } from './errors.ts';

/** The data of a `job_error` event: OpenTelemetry's exception attributes, and where it happened. */
export interface ErrorReport {
  'exception.type': string;
  'exception.message': string;
  'exception.stacktrace': string | null;
  job: string;
  category: string | null;
  code: string | null;
  status: number | null;
  retryable: boolean | null;
  /** What an operator can do, where the error knows. */
  advice: string | null;
  /** Overrides the computed grouping, where the error wants that. */
  fingerprint: string | null;
  context: Record<string, unknown>;
}

const MESSAGE_LIMIT = 4_096;
const STACK_LIMIT = 16_384;
const CAUSES = 5;

/** What is recorded of an error: capped, causes appended to the stack as V8 prints them, never the secrets (redact it). */
export function errorReport(thrown: unknown, job: string, context: Record<string, unknown> = {}): ErrorReport {
  const error = asError(thrown);
  const field = (name: string): unknown => (error as unknown as Record<string, unknown>)[name];
  const code = field('code');
  const status = field('status') ?? field('statusCode');
  const retryable = field('retryable');
  return {
    'exception.type': error.name || error.constructor.name,
    'exception.message': clean(error.message, MESSAGE_LIMIT),
    'exception.stacktrace': error.stack ? clean(stackWithCauses(error), STACK_LIMIT) : null,
    job,
    category: text(field('category')),
    code: typeof code === 'string' || typeof code === 'number' ? String(code) : null,
    status: typeof status === 'number' ? status : null,
    retryable: typeof retryable === 'boolean' ? retryable : null,
    advice: text(field('advice')),
    fingerprint: text(field('fingerprint')),
    context,
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function stackWithCauses(error: Error): string {
  const parts = [error.stack ?? ''];
  let cause = error.cause;
  for (let depth = 0; depth < CAUSES && cause instanceof Error; depth++) {
    parts.push(`Caused by: ${cause.stack ?? `${cause.name}: ${cause.message}`}`);
    cause = cause.cause;
  }
  return parts.join('\n');
}

/** PostgreSQL's jsonb refuses NUL and lone surrogates. */
function clean(text: string, limit: number): string {
  return text.slice(0, limit).replaceAll('\u0000', '\uFFFD').toWellFormed();
}
