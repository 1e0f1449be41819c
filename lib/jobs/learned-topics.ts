import { type TopicEvidence, topicShares } from '../content/plan-topics.ts';
import type { Queryable } from '../database/client.ts';
import { latestEvents } from '../database/queries/events.ts';
import { topicOutcomes } from '../database/queries/plans.ts';
import { UNKNOWN } from '../learning/learning-rows.ts';
import type { Analysis } from '../optimizing/analysis.ts';
import { risingTopics } from '../trends/rising-topics.ts';

const DAY_MS = 86_400_000;
const TOPIC_AGE_HOURS = 24;
/** The week that may rise, and the eight before it. */
const TOPIC_WINDOW_DAYS = 63;

/** Shares of topics by what was learned and what rises; null while no topic is known. */
export async function learnedTopics(
  sql: Queryable,
  accountId: string,
  now: Date,
): Promise<Record<string, number> | null> {
  const [event] = await latestEvents(sql, { type: 'autonomous_optimization', accountId, limit: 1 });
  const { effects = [] } = (event?.eventData ?? {}) as Partial<Analysis>;
  const learned = effects.filter(({ dimension, level }) => dimension === 'topic' && level !== UNKNOWN);
  const posts = await topicOutcomes(sql, {
    accountId,
    ageHours: TOPIC_AGE_HOURS,
    since: new Date(now.getTime() - TOPIC_WINDOW_DAYS * DAY_MS),
    until: now,
  });
  const rising = new Map(risingTopics(posts, { now }).map(({ topic, lift }) => [topic, lift]));
  return topicShares(
    learned.map(
      ({ level, probabilityBest }): TopicEvidence => ({
        topic: level,
        probabilityBest,
        rising: rising.get(level) ?? null,
      }),
    ),
  );
}
