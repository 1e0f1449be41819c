/** What was learned about one topic. */
export interface TopicEvidence {
  topic: string;
  /** Probability that it is the best of all topics, from the posterior. */
  probabilityBest: number;
  /** Recent lift against its own past, .5 is +50%, where it is found to rise; else null. */
  rising: number | null;
}

/** So much of all posts goes to topics whatever was learned: half of it evenly over the known ones, half to any topic. */
const EXPLORED = 0.3;
/** A rising topic is preferred, but a fashion is no reason to write about nothing else. */
const LARGEST_RISE = 1;

/**
 * Shares of topics by what was learned: Thompson's weights (the probability of being best), more for those that rise, and a part that
 * explores. The key '' is any topic, so that new ones can arise. Null when no topic is known.
 *
 * @example topicShares([{ topic: 'pumps', probabilityBest: 1, rising: null }]) // => { '': 0.15, pumps: 0.85 }
 */
export function topicShares(evidence: readonly TopicEvidence[]): Record<string, number> | null {
  const known = evidence.filter(({ topic }) => topic !== '');
  if (known.length === 0) return null;
  const scores = known.map(
    ({ probabilityBest, rising }) =>
      Math.max(0, probabilityBest) * (1 + Math.min(LARGEST_RISE, Math.max(0, rising ?? 0))),
  );
  const total = scores.reduce((sum, score) => sum + score, 0);
  const shares = known.map(({ topic }, k): [string, number] => {
    const learned = total > 0 ? scores[k]! / total : 1 / known.length;
    return [topic, (1 - EXPLORED) * learned + EXPLORED / 2 / known.length];
  });
  return { '': EXPLORED / 2, ...Object.fromEntries(shares) };
}
