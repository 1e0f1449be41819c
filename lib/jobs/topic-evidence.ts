import type { Queryable } from '../database/client.ts';
import { latestEvents } from '../database/queries/events.ts';
import { UNKNOWN } from '../learning/learning-rows.ts';
import type { Effect } from '../optimizing/analysis.ts';
import type { RisingTopic } from '../trends/rising-topics.ts';

/** What was learned about one topic, as the planner weighs it. */
export interface LearnedTopic {
  topic: string;
  /** Probability that it is the best of all topics, from the posterior. */
  probabilityBest: number;
  /** Recent lift against its own past, .5 is +50%, where it is found to rise; else null. */
  rising: number | null;
  /** Posts it rests on. */
  n: number;
}

/** Topics with fewer posts are not told from chance, and a plan has no room for all of them. */
const FEWEST_POSTS = 5;
const MOST_TOPICS = 10;

/** What the newest analysis knows about the account's topics, the most written about first; none before the first analysis. */
export async function topicEvidence(sql: Queryable, accountId: string): Promise<LearnedTopic[]> {
  const [event] = await latestEvents(sql, { type: 'autonomous_optimization', accountId, limit: 1 });
  const effects = (event?.eventData.effects ?? []) as Effect[];
  const trends = event?.eventData.trends as { rising?: RisingTopic[] } | undefined;
  const rising = new Map(trends?.rising?.map(({ topic, lift }) => [topic, lift]));
  return effects
    .filter(
      ({ dimension, level, n }) =>
        dimension === 'topic' && level !== UNKNOWN && (n >= FEWEST_POSTS || rising.has(level)),
    )
    .toSorted((a, b) => b.n - a.n || (a.level < b.level ? -1 : 1))
    .slice(0, MOST_TOPICS)
    .map(({ level, probabilityBest, n }) => ({ topic: level, probabilityBest, rising: rising.get(level) ?? null, n }));
}
