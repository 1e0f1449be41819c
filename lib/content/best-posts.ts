import type { DecisionType, HistoryPost } from '../learning/history.ts';
import { PRIOR_MATURITY } from '../learning/maturity-curve.ts';
import { outcomeAt } from '../learning/outcome-at-age.ts';
import { readSnapshots, toMilliseconds } from '../learning/snapshot.ts';
import type { OwnPost } from './brief.ts';
import { addressesAModel } from './instruction-signs.ts';
import { findNearDuplicate, type Shingles, shinglesOf } from './near-duplicate.ts';
import { sanitiseText } from './sanitise-text.ts';

/** Posts are compared at this age, at which each was measured: not by what they have gathered since. */
const AGE_HOURS = 24;
/** A text of fewer words shows no way of writing. */
const FEWEST_WORDS = 4;
const LONGEST_EXAMPLE = 600;
const ONE_SIDED_95 = 1.645;

interface Measured {
  post: HistoryPost;
  postedAt: Date;
  engagements: number;
  /** Null where X did not say. */
  impressions: number | null;
}

/**
 * The account's own posts that did best in their first day, best first, as examples: of the wanted format before others, none that
 * says the same as a better one, none that gives orders. By the lower end of the engagement rate on the log-odds scale, so that a lucky
 * post that few have seen does not lead; by engagements where fewer than half of the posts have known impressions. A post that was not
 * read around its first day is no example: unknown is not zero.
 */
export function bestPosts(
  posts: readonly HistoryPost[],
  options: { format: DecisionType; now: Date; count: number },
): OwnPost[] {
  const chosen: { example: OwnPost; shingles: Shingles }[] = [];
  for (const measured of ranked(posts, options)) {
    if (chosen.length === options.count) break;
    const text = exampleText(measured.post);
    if (text === null) continue;
    const shingles = shinglesOf(text);
    if (findNearDuplicate(shingles, chosen) !== null) continue;
    chosen.push({ shingles, example: { text, postedAt: measured.postedAt, result: inWords(measured) } });
  }
  return chosen.map(({ example }) => example);
}

/** Posts of the wanted format first, each group best first. */
function ranked(posts: readonly HistoryPost[], { format, now }: { format: DecisionType; now: Date }): Measured[] {
  const measured = posts.flatMap((post) => measure(post, now) ?? []);
  const withRate = measured.filter(({ impressions }) => impressions !== null && impressions > 0);
  const byRate = 2 * withRate.length >= measured.length;
  const score = byRate ? cautiousLogOdds : (post: Measured) => post.engagements;
  return (byRate ? withRate : measured)
    .map((one) => ({ one, isWanted: one.post.decision_type === format, score: score(one), id: one.post.tweet_id }))
    .sort((a, b) => Number(b.isWanted) - Number(a.isWanted) || b.score - a.score || (a.id < b.id ? -1 : 1))
    .map(({ one }) => one);
}

function measure(post: HistoryPost, now: Date): Measured | null {
  const postedAtMs = toMilliseconds(post.posted_at);
  if (!post.content || !(postedAtMs <= now.getTime())) return null;
  const snapshots = readSnapshots({ postedAtMs, nowMs: now.getTime(), metrics: post.metrics });
  // Interpolation does not look at the curve; projections, which do, are guesses and left out.
  const outcome = outcomeAt(snapshots, AGE_HOURS, PRIOR_MATURITY);
  if (outcome?.method !== 'interpolated' || outcome.engagements === null) return null;
  return { post, postedAt: new Date(postedAtMs), engagements: outcome.engagements, impressions: outcome.impressions };
}

/** What of a post may be shown as an example; null when nothing. */
function exampleText({ content }: HistoryPost): string | null {
  if (!content || addressesAModel(content)) return null;
  const text = sanitiseText(content, LONGEST_EXAMPLE);
  return text.split(/\s+/).length < FEWEST_WORDS ? null : text;
}

/** Lower end of the one-sided 95% interval of the engagement rate's log-odds, by counting noise. */
function cautiousLogOdds({ engagements, impressions }: Measured): number {
  const hits = engagements + 0.5;
  const rest = Math.max(0, impressions! - engagements) + 0.5;
  return Math.log(hits / rest) - ONE_SIDED_95 * Math.sqrt(1 / hits + 1 / rest);
}

function inWords({ engagements, impressions }: Measured): string {
  const reached = `${Math.round(engagements)} engagements`;
  if (impressions === null || impressions === 0) return `${reached} in its first day`;
  const rate = ((100 * engagements) / impressions).toFixed(1);
  return `${reached} of ${Math.round(impressions)} impressions (${rate}%) in its first day`;
}
