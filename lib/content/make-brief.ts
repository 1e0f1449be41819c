import type { DecisionType, HistoryPost } from '../learning/history.ts';
import { toMilliseconds } from '../learning/snapshot.ts';
import type { Analysis } from '../optimizing/analysis.ts';
import { bestPosts } from './best-posts.ts';
import type { Brief, ContentRules, OwnPost } from './brief.ts';
import { insightsOf } from './insights.ts';
import { addressesAModel } from './instruction-signs.ts';
import { sanitiseText } from './sanitise-text.ts';

export interface BriefInput {
  decisionId: string;
  handle: string;
  generator: { name: string; version: string };
  format: DecisionType;
  /** What the planner chose; null: any. */
  topic?: string | null;
  /** How the post has to open, where an experiment decided that; null: any. */
  hook?: string | null;
  /** BCP 47; English at first. */
  language?: string;
  /** What the operator says about readers and voice. */
  voice?: string | null;
  /** Time of the plan: nothing later is looked at. */
  now: string | Date;
  /** The newest analysis; null while there is none. */
  analysis: Pick<Analysis, 'findings'> | null;
  /** The account's history with its good readings. */
  posts: readonly HistoryPost[];
  /** Ids of posts that are gone from X or whose readings are quarantined: they are neither shown nor imitated. */
  leaveOut?: ReadonlySet<string>;
  /** Texts that are planned and not out yet. */
  planned?: readonly { text: string; scheduledAt: Date }[];
  rules?: Partial<ContentRules>;
  /** How many examples, posts to avoid and candidates. */
  examples?: number;
  avoid?: number;
  candidates?: number;
}

/** What X and good habits allow: what a person's own text is held to. One cashtag is the most X takes. */
export const DEFAULT_RULES: Omit<ContentRules, 'minParts' | 'maxParts'> = {
  maxWeightedLength: 280,
  allowLinks: false,
  allowMentions: false,
  maxCashtags: 1,
  maxHashtags: 2,
  bannedTopics: [],
};
/** A generated text leads nowhere unless the operator says otherwise, because that is what planted texts are after. */
const NO_TAGS = { maxCashtags: 0, maxHashtags: 0 };
const ONE_PART = { minParts: 1, maxParts: 1 };
const THREAD_PARTS = { minParts: 3, maxParts: 6 };
const LONGEST_AVOIDED = 280;

/**
 * What a generator is asked for, from what was decided and learned: insights with their evidence, the account's best posts as
 * examples, its recent and planned ones to keep away from, and the rules. Own texts are untrusted (anyone may have had a hand in
 * them): they come without links and mentions, shortened, and those that give orders to a model are left out. Same input, same brief.
 *
 * @throws RangeError when `now` is no time or a count is no whole number
 */
export function makeBrief(input: BriefInput): Brief {
  const { examples = 4, avoid = 20, candidates = 3 } = input;
  const now = new Date(toMilliseconds(input.now));
  if (Number.isNaN(now.getTime())) throw new RangeError(`now must be an ISO time or a Date, got ${String(input.now)}`);
  requireCount('examples', examples, 0);
  requireCount('avoid', avoid, 0);
  requireCount('candidates', candidates, 1);
  const { format } = input;
  const posts = input.posts.filter((post) => !input.leaveOut?.has(post.tweet_id));
  return {
    decisionId: input.decisionId,
    handle: input.handle,
    generator: input.generator,
    format,
    topic: input.topic ?? null,
    ...(input.hook != null && { hook: input.hook }),
    language: input.language ?? 'en',
    voice: input.voice ?? null,
    insights: input.analysis === null ? [] : insightsOf(input.analysis),
    examples: bestPosts(posts, { format, now, count: examples }),
    avoid: postsToAvoid({ posts, planned: input.planned ?? [], now, count: avoid }),
    rules: { ...DEFAULT_RULES, ...NO_TAGS, ...THREAD_PARTS, ...input.rules, ...(format === 'single' ? ONE_PART : {}) },
    candidates,
  };
}

/** Planned texts and then posts, newest first. */
function postsToAvoid(input: {
  posts: readonly HistoryPost[];
  planned: readonly { text: string; scheduledAt: Date }[];
  now: Date;
  count: number;
}): OwnPost[] {
  const out = input.posts.flatMap(({ content, posted_at }) => {
    const postedAt = new Date(toMilliseconds(posted_at));
    return content && postedAt <= input.now ? [{ content, postedAt }] : [];
  });
  const planned = input.planned.map(({ text, scheduledAt }) => ({ content: text, postedAt: scheduledAt }));
  const newestFirst = [...planned, ...out].sort(
    (a, b) => b.postedAt.getTime() - a.postedAt.getTime() || (a.content < b.content ? -1 : 1),
  );
  const avoided: OwnPost[] = [];
  for (const { content, postedAt } of newestFirst) {
    if (avoided.length === input.count) break;
    const text = addressesAModel(content) ? '' : sanitiseText(content, LONGEST_AVOIDED);
    if (text !== '') avoided.push({ text, postedAt, result: null });
  }
  return avoided;
}

function requireCount(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${name} must be a whole number of at least ${least}, got ${value}`);
  }
}
