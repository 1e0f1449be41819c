import { Agent } from 'node:http';
import { TwitterApi, type TwitterApiTokens } from 'twitter-api-v2';
import { hasAddress } from '../x/posted-text.ts';
import type { Channel, PublishOutcome } from './publisher.ts';
import { X_PRICES } from './x-prices.ts';
import { outcomeOfError } from './x-refusal.ts';

export interface XChannelOptions {
  /** A user's keys (OAuth 1.0a) or user access token (OAuth 2): X lets no app post by itself. */
  credentials: TwitterApiTokens | string;
  baseUrl: string;
  /** Beyond this nothing is posted until the next calendar month, all accounts and readings together. */
  monthlyLimitUsd: number;
  spentThisMonthUsd: () => Promise<number>;
  clock: () => Date;
  timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;
const COST_REST_MS = 6 * 3_600_000;

/** Posts through X's API v2, thread parts one by one. Asks once: X knows no idempotency key. */
export function xChannel(options: XChannelOptions): Channel {
  const { credentials, baseUrl, clock, timeoutMs = TIMEOUT_MS } = options;
  const settings = baseUrl.startsWith('http://') ? { httpAgent: new Agent() } : {};
  const client =
    typeof credentials === 'string' ? new TwitterApi(credentials, settings) : new TwitterApi(credentials, settings);
  return {
    name: 'x',
    delivery: 'part_by_part',
    async publish({ parts, inReplyTo }) {
      const [text = ''] = parts;
      const usd = hasAddress(text) ? X_PRICES.postWithLinkUsd : X_PRICES.postUsd;
      const refused = await refusedForCost(options, usd);
      if (refused !== null) return refused;
      const reply = inReplyTo === null ? {} : { reply: { in_reply_to_tweet_id: inReplyTo } };
      try {
        // What `v2.tweet` sends, with a time limit.
        const { data } = await client.v2.post<{ data?: { id?: unknown } }>(
          'tweets',
          { text, ...reply },
          { prefix: `${baseUrl}/2/`, timeout: timeoutMs },
        );
        return typeof data?.id === 'string'
          ? { kind: 'posted', tweetId: data.id, usd }
          : { kind: 'unknown', reason: 'X answered without the id of a post', usd };
      } catch (error) {
        const outcome = outcomeOfError(error, { now: clock(), isReply: inReplyTo !== null });
        return outcome.kind === 'unknown' ? { ...outcome, usd } : outcome;
      }
    },
  };
}

async function refusedForCost(
  { monthlyLimitUsd, spentThisMonthUsd, clock }: XChannelOptions,
  usd: number,
): Promise<PublishOutcome | null> {
  const spent = await spentThisMonthUsd();
  if (spent + usd <= monthlyLimitUsd) return null;
  const [is, more, limit] = [spent, usd, monthlyLimitUsd].map((value) => `$${value.toFixed(3)}`);
  const reason = `the X API has cost ${is} this month; this post costs ${more}, and X_API_MONTHLY_LIMIT_USD is ${limit}`;
  const until = new Date(clock().getTime() + COST_REST_MS);
  return { kind: 'refused', refused: 'moment', code: 'PUBLISH_COST_LIMIT', reason, until };
}
