import type { PolicyWeights } from '../learning/history.ts';

/** What changes between two policies for one level. */
export interface WeightChange {
  dimension: 'generators' | 'formats' | 'hours' | 'topics';
  level: string;
  from: number;
  to: number;
}

const DIMENSIONS = ['generators', 'formats', 'hours', 'topics'] as const;

/** Every level whose weight differs, the largest change first. */
export function policyChanges(from: PolicyWeights, to: PolicyWeights): WeightChange[] {
  return DIMENSIONS.flatMap((dimension) => {
    const [a, b] = [from[dimension] ?? {}, to[dimension] ?? {}];
    const levels = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
    return levels.map((level) => ({ dimension, level, from: a[level] ?? 0, to: b[level] ?? 0 }));
  })
    .filter((change) => change.from !== change.to)
    .sort((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from));
}

/** The largest total variation of any dimension: the largest change of probability of any choice. */
export function policyDistance(from: PolicyWeights, to: PolicyWeights): number {
  const total: Record<string, number> = {};
  for (const change of policyChanges(from, to)) {
    total[change.dimension] = (total[change.dimension] ?? 0) + Math.abs(change.to - change.from) / 2;
  }
  return Math.max(0, ...Object.values(total));
}
