import type { LevelContrasts } from '../learning/contrasts.ts';
import { normalQuantile } from '../statistics/normal-distribution.ts';
import type { Abstention, Effect } from './analysis.ts';

/** A question counts as answered when one level is best with at least this probability. */
const SURE = 0.95;
/** A forecast of needed posts beyond this multiple of what there is is none: the account would be another one by then. */
const FARTHEST = 20;

const QUESTIONS = {
  generator: 'Which generator is best?',
  format: 'Which format is best?',
  hour: 'Which hour is best?',
} as const;

/**
 * What Hone declines to say about the best level of a dimension, how sure it is so far, and how many more posts at the
 * present mix it would take to tell the two leading levels apart.
 */
export function abstentionsOf(input: {
  dimension: keyof typeof QUESTIONS;
  contrasts: LevelContrasts;
  effects: readonly Effect[];
  posts: number;
}): Abstention[] {
  const { dimension, contrasts, effects, posts } = input;
  const question = QUESTIONS[dimension];
  const seen = effects.filter(({ n }) => n >= 2);
  if (seen.length < 2) {
    const only = seen[0];
    const reason = only
      ? `Only ${only.level} has been tried at least twice; there is nothing to compare it with.`
      : 'Fewer than two levels have two posts that can be learned from.';
    return [{ dimension, question, reason, leading: null, morePosts: null }];
  }
  const leader = effects.reduce((best, effect) => (effect.effect > best.effect ? effect : best));
  if (leader.probabilityBest >= SURE) return [];
  const percent = Math.round(100 * leader.probabilityBest);
  const morePosts = postsToTellApart(contrasts, posts);
  const soFar = `Not enough data: ${leader.level} leads and is best with ${percent}% probability after ${posts} posts; an answer needs ${100 * SURE}%.`;
  return [
    {
      dimension,
      question,
      reason:
        morePosts === null
          ? `${soFar} The two that lead are too close for a forecast of how many posts it takes.`
          : soFar,
      leading: { level: leader.level, probability: leader.probabilityBest },
      morePosts,
    },
  ];
}

/** Posts after which the difference of the two leaders stands out, if it is as large as it looks now. */
function postsToTellApart({ means, covariance, levels }: LevelContrasts, posts: number): number | null {
  const size = levels.length;
  const order = Array.from(means, (_, k) => k).sort((a, b) => means[b]! - means[a]!);
  const [first, second] = [order[0]!, order[1]!];
  const gap = means[first]! - means[second]!;
  const variance =
    covariance[first * size + first]! + covariance[second * size + second]! - 2 * covariance[first * size + second]!;
  const ratio = (normalQuantile(SURE) ** 2 * variance) / gap ** 2;
  if (!Number.isFinite(ratio) || ratio > FARTHEST) return null;
  return Math.max(1, Math.ceil(posts * (ratio - 1)));
}
