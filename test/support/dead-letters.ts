import type { DeadLetter, DeadLetters } from '../../lib/runtime/dead-letters.ts';

/** A letter of Lambda, as its documentation of on-failure destinations shows one. */
export function lambdaLetter(options: {
  id: string;
  requestId: string;
  at: Date;
  functionName?: string;
  condition?: string;
  response?: unknown;
}): DeadLetter {
  const {
    id,
    requestId,
    at,
    functionName = 'hone-metrics-scraper',
    condition = 'RetriesExhausted',
    response,
  } = options;
  const body = {
    version: '1.0',
    timestamp: at.toISOString(),
    requestContext: {
      requestId,
      functionArn: `arn:aws:lambda:eu-central-1:111122223333:function:${functionName}:$LATEST`,
      condition,
      approximateInvokeCount: condition === 'RetriesExhausted' ? 1 : 0,
    },
    requestPayload: { source: 'aws.events', account: '111122223333', time: at.toISOString(), detail: {} },
    ...(response === undefined
      ? {}
      : {
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
          responsePayload: response,
        }),
  };
  return { id, body: JSON.stringify(body), attributes: {}, sentAt: at, receipt: `receipt of ${id}` };
}

/** A queue in memory. What was received stays out of sight until `returnAll`, as after the visibility timeout. */
export class MemoryDeadLetters implements DeadLetters {
  readonly #lying: DeadLetter[];
  readonly #hidden: DeadLetter[] = [];

  constructor(letters: readonly DeadLetter[]) {
    this.#lying = [...letters];
  }

  async receive(): Promise<DeadLetter[]> {
    const received = this.#lying.splice(0, 10);
    this.#hidden.push(...received);
    return received;
  }

  async remove(letters: readonly DeadLetter[]): Promise<void> {
    for (const letter of letters) this.#hidden.splice(this.#hidden.indexOf(letter), 1);
  }

  /** Everything that was received and not removed comes back. Returns how many lie there. */
  returnAll(): number {
    this.#lying.push(...this.#hidden.splice(0));
    return this.#lying.length;
  }
}
