import { ApiResponseError } from 'twitter-api-v2';
import { notSentCode } from './not-sent.ts';
import type { PublishOutcome, RefusalCode } from './publisher.ts';

const MINUTE_MS = 60_000;
const REST_MINUTES = 15;
const LONGEST_REST_MINUTES = 24 * 60;
/** X's older error codes, which its API v2 still sends along. */
const DUPLICATE = 187;
const LOCKED = [64, 326];
const AUTOMATED = 226;
const DAILY_LIMIT = 185;

type Refusal = Extract<PublishOutcome, { kind: 'refused' }>;

/** What an error of the X API says about the post: refused for certain, or perhaps published. */
export function outcomeOfError(error: unknown, context: { now: Date; isReply: boolean }): PublishOutcome {
  if (!(error instanceof ApiResponseError)) return connectionOutcome(error, context.now);
  const { code: status } = error;
  if (status >= 500 || status === 408) {
    return { kind: 'unknown', reason: `X answered ${status}: it may have published` };
  }
  const detail = detailOf(error);
  const refusal = (refused: Refusal['refused'], code: RefusalCode, until: Date | null = null): Refusal => ({
    kind: 'refused',
    refused,
    code,
    until,
    reason: `X answered ${status}: ${detail}`,
  });
  if (status === 429 || error.hasErrorCode(DAILY_LIMIT)) {
    return refusal('moment', 'PUBLISH_RATE_LIMITED', resetOf(error, context.now));
  }
  if (status === 402) return refusal('account', 'PUBLISH_NO_CREDITS');
  if (error.hasErrorCode(AUTOMATED, ...LOCKED) || /\b(locked|suspended|automated)\b/i.test(detail)) {
    return refusal('account', 'PUBLISH_ACCOUNT_LOCKED');
  }
  if (status === 401) return refusal('account', 'PUBLISH_UNAUTHORIZED');
  if (error.hasErrorCode(DUPLICATE) || /duplicate/i.test(detail)) return refusal('post', 'PUBLISH_DUPLICATE');
  // An app without the right to write is refused whatever it posts; a reply that is refused says nothing of the account.
  const lacksRight = /client-forbidden|oauth1-permissions|unsupported-authentication/.test(JSON.stringify(error.data));
  if (status === 403 && lacksRight && !context.isReply) return refusal('account', 'PUBLISH_UNAUTHORIZED');
  return refusal('post', 'PUBLISH_REFUSED');
}

/** When X says that it may be asked again: of the limits that are used up, the one that lasts longest. */
function resetOf({ rateLimit }: ApiResponseError, now: Date): Date {
  const limits = [rateLimit, rateLimit?.day, rateLimit?.userDay];
  const resets = limits.flatMap((limit) => (limit?.remaining === 0 ? [limit.reset * 1_000] : []));
  const reset = Math.max(...resets, 0);
  const usable = reset > now.getTime() && reset <= now.getTime() + LONGEST_REST_MINUTES * MINUTE_MS;
  return new Date(usable ? reset : now.getTime() + REST_MINUTES * MINUTE_MS);
}

function detailOf({ data, message }: ApiResponseError): string {
  const { detail, title, errors } = (typeof data === 'object' && data !== null ? data : {}) as ApiResponseError['data'];
  const messages = (errors ?? []).map((one) => ('message' in one ? one.message : one.detail));
  return [detail ?? title, ...messages].filter(Boolean).join('; ').slice(0, 300) || message;
}

function connectionOutcome(error: unknown, now: Date): PublishOutcome {
  const failure = failureOf(error);
  const code = notSentCode(failure);
  if (code !== null) {
    return {
      kind: 'refused',
      refused: 'moment',
      code: 'PUBLISH_UNREACHABLE',
      reason: `X cannot be reached (${code})`,
      until: new Date(now.getTime() + REST_MINUTES * MINUTE_MS),
    };
  }
  const why = failure instanceof Error ? failure.message : String(failure);
  return { kind: 'unknown', reason: `X gave no answer (${why}): it may have published` };
}

/** What the connection died of. The getter `requestError` of twitter-api-v2 1.29.1 reads a field that is never set. */
function failureOf(error: unknown): unknown {
  const wrapped = error as { requestError?: unknown; _options?: { error?: unknown } } | null;
  return wrapped?.requestError ?? wrapped?._options?.error ?? error;
}
