/** One handover: a single post, a whole thread, or the next part of one. */
export interface Message {
  /** The same for every attempt of the same part: a receiver that knows it must not publish again. */
  idempotencyKey: string;
  decisionId: string;
  /** The account's handle. */
  accountId: string;
  /** The texts in order; one text where the channel takes parts one by one. */
  parts: readonly string[];
  /** The post this part follows; null for the root. */
  inReplyTo: string | null;
  scheduledAt: Date;
}

/** What became of a handover. Whatever is not certain is `unknown`: nobody tries again then. */
export type PublishOutcome =
  | { kind: 'posted'; tweetId: string; partIds?: readonly string[]; usd?: number }
  /** Taken over; the id is reported later, until then or never. */
  | { kind: 'accepted'; until: Date }
  /** Certainly not posted. */
  | { kind: 'refused'; refused: Refused; code: RefusalCode; reason: string; until?: Date | null }
  | { kind: 'unknown'; reason: string; usd?: number };

/**
 * What is refused: this very post, for good; anything for the moment; or the account, until a person has looked.
 */
export type Refused = 'post' | 'moment' | 'account';

/** What the error analysis groups by; `PUBLISH_REFUSAL` says what each means. */
export type RefusalCode =
  | 'PUBLISH_REFUSED'
  | 'PUBLISH_DUPLICATE'
  | 'PUBLISH_RATE_LIMITED'
  | 'PUBLISH_COST_LIMIT'
  | 'PUBLISH_UNREACHABLE'
  | 'PUBLISH_UNAUTHORIZED'
  | 'PUBLISH_ACCOUNT_LOCKED'
  | 'PUBLISH_NO_CREDITS';

/** The way out. `outbox` is fetched by the operator's own bot: nothing is handed over by Hone. */
export type Publisher =
  | { readonly name: 'outbox'; readonly delivery: 'fetched' }
  | {
      readonly name: 'webhook' | 'x';
      /** Threads as a whole, or part by part. */
      readonly delivery: 'whole' | 'part_by_part';
      /** Hands over once. Does not throw for what may have reached its receiver. */
      publish(message: Message, options: { signal: AbortSignal }): Promise<PublishOutcome>;
    };

export type Channel = Exclude<Publisher, { delivery: 'fetched' }>;

export const outbox: Publisher = { name: 'outbox', delivery: 'fetched' };
