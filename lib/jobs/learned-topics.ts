import { type TopicEvidence, topicShares } from '../content/plan-topics.ts';
import type { Queryable } from '../database/client.ts';
import { latestEvents } from '../database/queries/events.ts';
import { UNKNOWN } from '../learning/learning-rows.ts';
import type { Analysis } from '../optimizing/analysis.ts';
import type { WatchedTrends } from './watch-trends.ts';

/** What the newest analysis says, as its event keeps it. */
type Learned = Partial<Pick<Analysis, 'effects'> & { trends: Pick<WatchedTrends['summary'], 'rising'> }>;

/** Shares of topics by what was learned, and what was found to rise, in the newest analysis; null while no topic is known. */
export async function learnedTopics(sql: Queryable, accountId: string): Promise<Record<string, number> | null> {
  const [event] = await latestEvents(sql, { type: 'autonomous_optimization', accountId, limit: 1 });
  const { effects = [], trends } = (event?.eventData ?? {}) as Learned;
  const learned = effects.filter(({ dimension, level }) => dimension === 'topic' && level !== UNKNOWN);
  const rising = new Map(trends?.rising.map(({ topic, lift }) => [topic, lift]));
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
