import type { ErrorCategory } from '../errors/error-event.ts';
import type { Exchange } from './content-generator.ts';

interface Kind {
  category: ErrorCategory;
  retryable: boolean;
  /** An answer came and is no post: the slot stays empty. Otherwise the next run asks again, as long as the slot lies ahead. */
  costsSlot: boolean;
  /** What the operator can do, one sentence. */
  advice: string;
}

const NEXT_SLOT = 'Nothing to do: this slot stays empty, the next one asks again.';
const NEXT_RUN = 'Nothing to do: the next run asks again, as long as the slot lies ahead.';

/** Everything that can go wrong between a brief and a usable answer, told apart. Each concerns one slot, never the run. */
export const GENERATION_ERRORS = {
  GENERATION_TIMEOUT: { category: 'timeout', retryable: true, costsSlot: false, advice: NEXT_RUN },
  GENERATION_REFUSED: {
    category: 'validation',
    retryable: false,
    costsSlot: true,
    advice: 'Read the exchange with `hone posts show`; if it comes again, change the topic, the voice or the model.',
  },
  GENERATION_UNREADABLE: {
    category: 'validation',
    retryable: true,
    costsSlot: true,
    advice: 'If it comes again, name a model in CONTENT_MODEL that can answer by a schema.',
  },
  GENERATION_OVERLONG: {
    category: 'validation',
    retryable: true,
    costsSlot: true,
    advice: 'If it comes again, name a model in CONTENT_MODEL that keeps to a length.',
  },
  GENERATION_EMPTY: { category: 'validation', retryable: true, costsSlot: true, advice: NEXT_SLOT },
  GENERATION_UNAUTHORIZED: {
    category: 'auth',
    retryable: false,
    costsSlot: false,
    advice:
      'Check the key in CONTENT_API_KEY_SECRET or CONTENT_API_KEY_FILE; for Bedrock, the access to the model and the role.',
  },
  GENERATION_RATE_LIMITED: {
    category: 'rate_limit',
    retryable: true,
    costsSlot: false,
    advice: "Check the provider's quota and credit if it comes again.",
  },
  GENERATION_BAD_REQUEST: {
    category: 'validation',
    retryable: false,
    costsSlot: false,
    advice: 'Check that CONTENT_MODEL names a model of this provider that can answer by a schema.',
  },
  GENERATION_PROVIDER_FAILED: { category: 'network', retryable: true, costsSlot: false, advice: NEXT_RUN },
  GENERATION_UNSUPPORTED: {
    category: 'validation',
    retryable: false,
    costsSlot: false,
    advice: 'Name a language model in CONTENT_MODEL.',
  },
} as const satisfies Record<string, Kind>;

export type GenerationErrorCode = keyof typeof GENERATION_ERRORS;

export interface GenerationErrorDetails {
  /** What happened, without advice; never holds a key. */
  detail: string;
  exchanges?: readonly Exchange[];
  /** HTTP status where there was one. */
  status?: number | null;
  cause?: unknown;
}

/** No usable answer came. What was asked and answered is in it, for audit. */
export class GenerationError extends Error {
  override readonly name = 'GenerationError';
  readonly code: GenerationErrorCode;
  readonly category: ErrorCategory;
  readonly retryable: boolean;
  readonly costsSlot: boolean;
  readonly advice: string;
  readonly status: number | null;
  readonly exchanges: readonly Exchange[];

  constructor(code: GenerationErrorCode, details: GenerationErrorDetails) {
    const kind: Kind = GENERATION_ERRORS[code];
    super(`${details.detail}. ${kind.advice}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.category = kind.category;
    this.retryable = kind.retryable;
    this.costsSlot = kind.costsSlot;
    this.advice = kind.advice;
    this.status = details.status ?? null;
    this.exchanges = details.exchanges ?? [];
  }
}
