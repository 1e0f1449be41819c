import { notSentCode } from './not-sent.ts';
import type { Channel, Message, PublishOutcome } from './publisher.ts';
import { sign } from './signature.ts';

export interface WebhookOptions {
  url: string;
  secret: string;
  clock: () => Date;
  timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;
/** A receiver that answers 202 reports the id within this time. */
const ACCEPTED_HOURS = 24;
const REST_MINUTES = 15;
const LONGEST_REST_MINUTES = 24 * 60;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Hands posts to an endpoint of the operator's, signed; docs/publishing.md says what it gets and what it may answer. */
export function webhookChannel(options: WebhookOptions): Channel {
  return {
    name: 'webhook',
    delivery: 'whole',
    async publish(message, { signal }) {
      const { url, secret, clock, timeoutMs = TIMEOUT_MS } = options;
      const body = JSON.stringify(payload(message));
      const timestamp = String(Math.floor(clock().getTime() / 1_000));
      try {
        const response = await fetch(url, {
          method: 'POST',
          redirect: 'manual',
          body,
          headers: {
            'content-type': 'application/json',
            'idempotency-key': message.idempotencyKey,
            'x-hone-timestamp': timestamp,
            'x-hone-signature': sign({ secret, timestamp, body }),
          },
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        });
        return outcomeOf(response, await response.text(), clock());
      } catch (error) {
        return connectionOutcome(error, clock());
      }
    },
  };
}

function payload(message: Message) {
  const { idempotencyKey, decisionId, accountId, parts, scheduledAt } = message;
  return {
    idempotency_key: idempotencyKey,
    decision_id: decisionId,
    account: accountId,
    format: parts.length > 1 ? 'thread' : 'single',
    parts,
    scheduled_at: scheduledAt.toISOString(),
  };
}

function outcomeOf(response: Response, text: string, now: Date): PublishOutcome {
  const { status } = response;
  if (status === 202) return { kind: 'accepted', until: new Date(now.getTime() + ACCEPTED_HOURS * HOUR_MS) };
  if (response.ok) return posted(text, status);
  if (status === 429) {
    const reason = 'the webhook answered 429: too many requests';
    return {
      kind: 'refused',
      refused: 'moment',
      code: 'PUBLISH_RATE_LIMITED',
      reason,
      until: retryAfter(response, now),
    };
  }
  if (status === 401 || status === 403) {
    const reason = `the webhook answered ${status}: it does not take our signature`;
    return { kind: 'refused', refused: 'account', code: 'PUBLISH_UNAUTHORIZED', reason };
  }
  // Somebody between us and the receiver may have given up on it while it published.
  if (status >= 500 || status === 408) {
    return { kind: 'unknown', reason: `the webhook answered ${status}: it may have published` };
  }
  const reason = `the webhook answered ${status}: ${text.replace(/\s+/g, ' ').slice(0, 200) || 'nothing'}`;
  return { kind: 'refused', refused: 'post', code: 'PUBLISH_REFUSED', reason };
}

function posted(text: string, status: number): PublishOutcome {
  const answer = jsonObject(text);
  const ids = Array.isArray(answer?.tweet_ids) ? answer.tweet_ids : [answer?.tweet_id];
  const [tweetId, ...partIds] = ids.filter((id) => typeof id === 'string' && /^[1-9]\d{10,18}$/.test(id)) as string[];
  if (tweetId === undefined || partIds.length + 1 !== ids.length) {
    return { kind: 'unknown', reason: `the webhook answered ${status} without {"tweet_id": "…"}` };
  }
  return { kind: 'posted', tweetId, partIds };
}

function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Seconds or a date; at most a day, because a broken header must not silence an account. */
function retryAfter({ headers }: Response, now: Date): Date {
  const told = headers.get('retry-after') ?? '';
  const waitMs = /^\d+$/.test(told) ? Number(told) * 1_000 : Date.parse(told) - now.getTime();
  const usable = waitMs > 0 && waitMs <= LONGEST_REST_MINUTES * MINUTE_MS ? waitMs : REST_MINUTES * MINUTE_MS;
  return new Date(now.getTime() + usable);
}

function connectionOutcome(error: unknown, now: Date): PublishOutcome {
  const code = notSentCode(error);
  if (code !== null) {
    const until = new Date(now.getTime() + REST_MINUTES * MINUTE_MS);
    return {
      kind: 'refused',
      refused: 'moment',
      code: 'PUBLISH_UNREACHABLE',
      reason: `the webhook cannot be reached (${code})`,
      until,
    };
  }
  const why = error instanceof Error ? error.name : String(error);
  return { kind: 'unknown', reason: `the webhook gave no answer (${why}): it may have published` };
}
