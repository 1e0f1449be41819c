import { checkCandidate } from '../content/check-candidate.ts';
import { DEFAULT_RULES } from '../content/make-brief.ts';
import type { Queryable } from '../database/client.ts';
import { type PlannedPost, recentTexts } from '../database/queries/publishing.ts';

/** Posts of this many days back count as recent. */
const RECENT_DAYS = 30;
const DAY_MS = 86_400_000;
const LONGEST_THREAD = 25;

/**
 * What keeps a person's own text from going out, in sentences: X's weighted length, characters that deceive, too many cashtags or
 * hashtags, repetition of an earlier post. Links and mentions are a person's to decide.
 */
export async function checkText(sql: Queryable, post: PlannedPost, parts: readonly string[]): Promise<string[]> {
  const { decisionId, accountId, topic, createdAt } = post;
  const format = parts.length > 1 ? 'thread' : 'single';
  const since = new Date(createdAt.getTime() - RECENT_DAYS * DAY_MS);
  const { problems } = checkCandidate(
    { format, parts, topic, hookType: null },
    {
      brief: {
        decisionId,
        handle: accountId,
        generator: { name: post.generatorName ?? 'operator', version: post.generatorVersion ?? '1' },
        format,
        topic,
        language: 'en',
        voice: null,
        insights: [],
        examples: [],
        avoid: [],
        rules: {
          ...DEFAULT_RULES,
          allowLinks: true,
          allowMentions: true,
          minParts: Math.min(2, parts.length),
          maxParts: LONGEST_THREAD,
        },
        candidates: 1,
      },
      recentTexts: await recentTexts(sql, { accountId, except: decisionId, since }),
    },
  );
  return problems;
}
