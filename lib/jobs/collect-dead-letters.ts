import type { Sql } from '../database/client.ts';
import { type BelatedError, recordBelated } from '../database/queries/error-events.ts';
import type { DeadLetter, DeadLetters } from '../runtime/dead-letters.ts';
import type { RunResult } from '../runtime/envelope.ts';
import { errorReport } from '../runtime/error-report.ts';
import { type LambdaFailure, lambdaFailure } from '../runtime/lambda-failure.ts';
import { LOG_TAGS } from '../runtime/log.ts';
import { redactor } from '../runtime/redact.ts';

/** More than a stack that fails at every tick makes in a day; the rest waits for the next run. */
const MAXIMUM_LETTERS = 1_000;
/** What a job throws when it has recorded each of its failures by itself. */
const RECORDED_ALREADY = 'JobFailedError';

export interface CollectedLetters {
  /** How many failures were recorded that were not known before. */
  collected: number;
  /** When the failures happened that the letters tell of. */
  occurredAt: Date[];
  /** Lets the letters go. Only then, when they are counted, do they not come back. */
  remove(): Promise<void>;
  /** What went wrong with the queue: the failures that are recorded in the database can be analysed without it. */
  problems: NonNullable<RunResult['problems']>;
}

/**
 * Records the failures that could not record themselves: time-outs, crashes, starts that failed, events that were dropped. Each once,
 * however often its letter comes: the event's id is that of the invocation. A failure that a run has recorded is not repeated.
 */
export async function collectDeadLetters(sql: Sql, deadLetters: DeadLetters | null): Promise<CollectedLetters> {
  const letters: DeadLetter[] = [];
  const problems: { error: unknown; context: Record<string, unknown> }[] = [];
  const belated = new Map<string, BelatedError>();
  let collected = 0;
  const attempt = async (step: string, work: () => Promise<void>) => {
    try {
      await work();
      return true;
    } catch (error) {
      problems.push({ error, context: { step } });
      return false;
    }
  };
  if (deadLetters !== null) {
    await attempt('receiving dead letters', async () => {
      while (letters.length < MAXIMUM_LETTERS) {
        const received = await deadLetters.receive();
        if (received.length === 0) return;
        letters.push(...received);
      }
    });
    for (const failure of letters.map(lambdaFailure)) {
      if (failure.type !== RECORDED_ALREADY) belated.set(failure.id, belatedError(failure));
    }
    const recorded = await attempt('recording dead letters', async () => {
      collected = await recordBelated(sql, [...belated.values()]);
    });
    if (!recorded) letters.length = 0; // they come back to the next run
  }
  return {
    collected,
    occurredAt: [...belated.values()].map(({ at }) => at),
    async remove() {
      if (deadLetters !== null && letters.length > 0)
        await attempt('removing dead letters', () => deadLetters.remove(letters));
    },
    problems,
  };
}

function belatedError(failure: LambdaFailure): BelatedError {
  const { id, occurredAt, functionName, type, message, stack, code, category, retryable, advice } = failure;
  const error = Object.assign(new Error(message), {
    name: type,
    stack: stack ?? '',
    code,
    category,
    retryable,
    advice,
  });
  const context = { function: functionName, source: 'dead letter' };
  return { id, at: occurredAt, report: redactor()(errorReport(error, jobOf(functionName), context)) };
}

/** The job that a function runs: `hone-metrics-scraper` of the stack `hone` is `metrics_scraper`. */
function jobOf(functionName: string | null): string {
  const name = functionName?.replaceAll('-', '_') ?? 'unknown';
  return Object.keys(LOG_TAGS).find((job) => name.endsWith(`_${job}`)) ?? name;
}
