import type { RecordedError } from '../database/queries/error-events.ts';
import type { DeclaredCategory, ErrorEvent } from '../errors/error-event.ts';

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
  readonly #beforeMessage: string | null;
  readonly #frames: string | null;

  constructor(row: RecordedError) {
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
    this.#beforeMessage = row.beforeMessage;
    this.#frames = row.frames;
  }

  get stacktrace(): string | null {
    return this.#beforeMessage === null ? this.#frames : `${this.#beforeMessage}${this.message}${this.#frames}`;
  }
}
