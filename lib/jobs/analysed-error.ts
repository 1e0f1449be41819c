import type { RecordedError } from '../database/queries/error-events.ts';
import type { DeclaredCategory, ErrorEvent } from '../errors/error-event.ts';

/** A message further down is not the stack's header. */
const HEADER_LENGTH = 300;
/** A week has many failures and few ways to fail: so many texts are held once for all who share them. */
const MAXIMUM_SHARED = 2_000;

/** Hands out the same string for the same text. */
export class SharedTexts {
  readonly #known = new Map<string, string>();

  share(text: string): string {
    const known = this.#known.get(text);
    if (known === undefined && this.#known.size < MAXIMUM_SHARED) this.#known.set(text, text);
    return known ?? text;
  }
}

/**
 * A recorded failure whose stack is put together whenever somebody reads it: 100,000 whole stacks would be more than a small function
 * has. A class, because as many object literals would bring as many getters.
 */
export class AnalysedError implements ErrorEvent {
  readonly id: string;
  readonly occurredAt: Date;
  readonly job: string | null;
  readonly accountId: string | null;
  readonly type: string | null;
  readonly message: string;
  readonly code: string | null;
  readonly status: number | null;
  readonly fingerprint: string | null;
  readonly declared: DeclaredCategory | null;
  readonly runId: string | null;
  /** What stands before the message in the header of the stack; null when the message does not stand there. */
  readonly #beforeMessage: string | null;
  readonly #frames: string | null;

  constructor(row: RecordedError, texts: SharedTexts) {
    this.id = row.id;
    this.occurredAt = row.occurredAt;
    this.job = row.job;
    this.accountId = row.accountId;
    this.type = row.type;
    this.message = row.message;
    this.code = row.code;
    this.status = row.status;
    this.fingerprint = row.fingerprint;
    this.declared = row.declared ?? null;
    this.runId = row.runId;
    const { message, stacktrace: stack } = row;
    const at = stack === null || message === '' ? -1 : stack.indexOf(message);
    const headed = stack !== null && at >= 0 && at < HEADER_LENGTH;
    this.#beforeMessage = headed ? texts.share(stack.slice(0, at)) : null;
    this.#frames = stack === null ? null : texts.share(headed ? stack.slice(at + message.length) : stack);
  }

  /** The stack below its header, the same string for all that share it. */
  get frames(): string | null {
    return this.#frames;
  }

  get stacktrace(): string | null {
    return this.#beforeMessage === null ? this.#frames : `${this.#beforeMessage}${this.message}${this.#frames}`;
  }
}
