import type { Message, PublishOutcome } from '../../lib/publishing/publisher.ts';
import type { PostObservation } from '../../lib/x/observation.ts';
import { observation, tweetIdAt } from './observation.ts';

/** What X does with one request. */
export type Answer =
  | 'posts'
  /** It posts, and its answer is lost. */
  | 'posts, unheard'
  /** It does not post, and nobody hears so. */
  | 'drops, unheard'
  | 'refuses'
  | 'rate limit'
  | 'locks';

/** One post on the timeline. */
export interface Shown {
  tweetId: string;
  text: string;
  at: Date;
  inReplyTo: string | null;
}

/** An X that keeps a timeline and often forgets to say so. Each account has one. */
export interface ForgetfulX {
  readonly channel: {
    readonly name: 'x';
    readonly delivery: 'part_by_part';
    publish(message: Message, options: { signal: AbortSignal }): Promise<PublishOutcome>;
  };
  readonly timeline: readonly Shown[];
  readonly requests: readonly { message: Message; at: Date; answer: Answer }[];
  /** The newest `count` posts, as a reading of the timeline shows them. */
  observe(options: { at: Date; count?: number }): PostObservation[];
}

let sequence = 0;

export function forgetfulX(options: { clock: () => Date; answer: (message: Message) => Answer }): ForgetfulX {
  const { clock, answer } = options;
  const timeline: Shown[] = [];
  const requests: { message: Message; at: Date; answer: Answer }[] = [];
  const post = (message: Message): string => {
    const tweetId = tweetIdAt(clock(), sequence++ % 2 ** 22);
    timeline.push({ tweetId, text: message.parts[0]!, at: clock(), inReplyTo: message.inReplyTo });
    return tweetId;
  };
  const rootOf = (shown: Shown): Shown => {
    const above = timeline.find(({ tweetId }) => tweetId === shown.inReplyTo);
    return above === undefined ? shown : rootOf(above);
  };
  return {
    timeline,
    requests,
    channel: {
      name: 'x',
      delivery: 'part_by_part',
      async publish(message) {
        const given = answer(message);
        requests.push({ message, at: clock(), answer: given });
        if (given === 'posts') return { kind: 'posted', tweetId: post(message), usd: 0.015 };
        if (given === 'posts, unheard') post(message);
        if (given === 'posts, unheard' || given === 'drops, unheard') {
          return { kind: 'unknown', reason: 'X gave no answer: it may have published' };
        }
        const until = new Date(clock().getTime() + 15 * 60_000);
        if (given === 'rate limit') {
          return { kind: 'refused', refused: 'moment', code: 'PUBLISH_RATE_LIMITED', reason: 'X answered 429', until };
        }
        const locks = given === 'locks';
        return {
          kind: 'refused',
          refused: locks ? 'account' : 'post',
          code: locks ? 'PUBLISH_ACCOUNT_LOCKED' : 'PUBLISH_REFUSED',
          reason: `X answered 403: ${locks ? 'the account is locked' : 'not allowed'}`,
        };
      },
    },
    observe: ({ at, count = 20 }) =>
      timeline.slice(-count).map((shown) =>
        observation({
          tweetId: shown.tweetId,
          readAt: at,
          text: shown.text,
          conversationId: rootOf(shown).tweetId,
          inReplyToTweetId: shown.inReplyTo,
          inReplyToAuthorId: shown.inReplyTo === null ? null : '42',
          createdAt: shown.at,
          counters: { impressions: 10, likes: 1 },
        }),
      ),
  };
}
