import type { DecisionType } from '../../learning/history.ts';
import type { Queryable } from '../client.ts';

/** A post that is out and was drawn at random, with the probabilities of its draw. */
export interface RandomisedPost {
  tweetId: string;
  generator: string | null;
  format: DecisionType;
  /** The time that was drawn: its local hour is the hour's level. */
  scheduledAt: Date | null;
  /** Of each dimension, given what was drawn before it. */
  probabilities: Partial<Record<'generator' | 'format' | 'hour', number>>;
}

/** Posts of an account in a window whose draw was stored, oldest first. */
export async function randomisedPosts(
  sql: Queryable,
  window: { accountId: string; since: Date; until: Date },
): Promise<RandomisedPost[]> {
  return sql<RandomisedPost[]>`
    select tweet_id as "tweetId", generator_name as generator, decision_type as format, scheduled_at as "scheduledAt",
      assignment_probabilities as probabilities
    from content_metadata
    where account_id = ${window.accountId} and status in ('posted', 'gone') and generation_source = 'real'
      and assignment_probabilities is not null and tweet_id is not null
      and posted_at between ${window.since} and ${window.until}
    order by posted_at, tweet_id`;
}
