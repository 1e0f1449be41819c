import type { Queryable } from '../database/client.ts';
import { giveTopics, postTexts } from '../database/queries/topics.ts';
import { topicsOf } from '../trends/topics.ts';

/** Older posts say nothing about what the account writes about now. */
const TEXTS_DAYS = 365;
const DAY_MS = 86_400_000;
/** A text that stands alone is no topic yet: it gets one when others join it. */
const FEWEST_POSTS = 3;

/**
 * Gives found and imported posts without a topic the one their text belongs to (`features.topic_origin` is then `clustered`).
 * Topics that the planner or an import named are known ones, which other texts may join; what a post has once been given stays.
 *
 * @returns how many posts were given a topic
 */
export async function assignTopics(sql: Queryable, input: { accountId: string; now: Date }): Promise<number> {
  const { accountId, now } = input;
  const since = new Date(now.getTime() - TEXTS_DAYS * DAY_MS);
  const texts = await postTexts(sql, { accountId, since, until: now });
  if (texts.every(({ topic }) => topic !== null)) return 0;
  const topics = topicsOf(texts);
  const sizes = new Map<string, number>();
  for (const topic of topics.values()) if (topic !== null) sizes.set(topic, (sizes.get(topic) ?? 0) + 1);
  const found = new Map<string, string>();
  for (const { id, topic: has } of texts) {
    const topic = topics.get(id) ?? null;
    if (has === null && topic !== null && sizes.get(topic)! >= FEWEST_POSTS) found.set(id, topic);
  }
  return giveTopics(sql, found);
}
