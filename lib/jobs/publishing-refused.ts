import type { ErrorCategory } from '../errors/error-event.ts';
import type { RefusalCode } from '../publishing/publisher.ts';

/** A rail or the state of a post does not allow what was asked. The message says why and what to do. */
export class PublishingRefusedError extends Error {
  override readonly name = 'PublishingRefusedError';
  readonly code = 'HONE_PUBLISHING_REFUSED';
}

/** Names a post that does not exist, or several. */
export class UnknownPostError extends Error {
  override readonly name = 'UnknownPostError';
  readonly code = 'HONE_UNKNOWN_POST';
}

/** Passes on what the database refused (HN004, and HN010 by the rails of planning) as a refusal of ours; all else as it is. */
export function asRefusal(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message?: string };
  return code === 'HN004' || code === 'HN010' ? new PublishingRefusedError(String(message), { cause: error }) : error;
}

const KINDS: Readonly<
  Record<RefusalCode | 'PUBLISH_UNKNOWN', { category: ErrorCategory; retryable: boolean; advice: string }>
> = {
  PUBLISH_UNKNOWN: {
    category: 'network',
    retryable: false,
    advice: 'Nothing to do: it is never posted again blindly; reading the timeline settles whether it is out.',
  },
  PUBLISH_REFUSED: {
    category: 'validation',
    retryable: false,
    advice: 'Read the reason (hone posts show); edit the post, or approve it again if the reason is gone.',
  },
  PUBLISH_DUPLICATE: {
    category: 'validation',
    retryable: false,
    advice: 'X has this text already: look at the timeline, then report its id (hone posts posted) or edit the post.',
  },
  PUBLISH_RATE_LIMITED: {
    category: 'rate_limit',
    retryable: true,
    advice: 'Nothing to do: publishing goes on when the limit has been reset.',
  },
  PUBLISH_COST_LIMIT: {
    category: 'rate_limit',
    retryable: true,
    advice: 'Raise X_API_MONTHLY_LIMIT_USD, or wait for the next month.',
  },
  PUBLISH_UNREACHABLE: {
    category: 'network',
    retryable: true,
    advice: 'Check that X_API_BASE_URL or PUBLISH_WEBHOOK_URL can be reached; nothing was sent, and it is tried again.',
  },
  PUBLISH_UNAUTHORIZED: {
    category: 'auth',
    retryable: false,
    advice: 'Store keys that may write, then: hone resume.',
  },
  PUBLISH_ACCOUNT_LOCKED: {
    category: 'auth',
    retryable: false,
    advice: 'Open X as this account in a browser and do what it asks, then: hone resume.',
  },
  PUBLISH_NO_CREDITS: { category: 'auth', retryable: false, advice: "Buy credits in X's console, then: hone resume." },
};

/** A post did not go out, or may not have; for the error analysis. */
export class PublishError extends Error {
  override readonly name = 'PublishError';
  readonly code: RefusalCode | 'PUBLISH_UNKNOWN';
  readonly category: ErrorCategory;
  readonly retryable: boolean;
  readonly advice: string;

  constructor(code: RefusalCode | 'PUBLISH_UNKNOWN', reason: string) {
    super(reason);
    this.code = code;
    const { category, retryable, advice } = KINDS[code];
    this.category = category;
    this.retryable = retryable;
    this.advice = advice;
  }
}
