import type { ReadResult } from '../sources/metrics-source.ts';
import { ClockSkewError } from './reading-problems.ts';

/** A run takes a few minutes at most; X's Date header may differ from our clock by no more than that. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * Dates what was read by our own clock where X's is off: a value at a wrong age is worse than none. Once per run, and
 * reported; within the tolerance X's own time of each answer stands.
 */
export function trustedTimes(read: ReadResult, now: Date): ReadResult {
  const skewOf = ({ readAt }: { readAt: Date }) => readAt.getTime() - now.getTime();
  const dated = [...read.posts, ...(read.account === null ? [] : [read.account])];
  const skewed = dated.map(skewOf).filter((skewMs) => Math.abs(skewMs) > TOLERANCE_MS);
  if (skewed[0] === undefined) return read;
  const trust = <T extends { readAt: Date }>(one: T): T =>
    Math.abs(skewOf(one)) > TOLERANCE_MS ? { ...one, readAt: now } : one;
  return {
    ...read,
    posts: read.posts.map(trust),
    account: read.account === null ? null : trust(read.account),
    problems: [...read.problems, new ClockSkewError(skewed[0] / 60_000)],
  };
}
