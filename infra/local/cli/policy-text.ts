import type { PolicyWeights } from '../../../lib/learning/history.ts';
import { policyChanges } from '../../../lib/optimizing/policy-difference.ts';
import { formatShare } from '../../../lib/report/format.ts';

const DIMENSIONS = [
  ['generators', 'Generators'],
  ['formats', 'Formats'],
  ['hours', 'Hours'],
  ['topics', 'Topics'],
] as const;
const BAR = 24;

/** A policy's shares of posts, one line per level with a bar. */
export function policyLines(weights: PolicyWeights): string[] {
  return DIMENSIONS.flatMap(([key, title]) => {
    const levels = Object.entries(weights[key] ?? {});
    if (levels.length === 0) return [];
    const width = Math.max(...levels.map(([level]) => level.length));
    const sorted =
      key === 'hours' ? levels.toSorted(([a], [b]) => Number(a) - Number(b)) : levels.toSorted(([, a], [, b]) => b - a);
    return [
      title,
      ...sorted.map(([level, weight]) =>
        `  ${level.padEnd(width)}  ${formatShare(weight, 0).padStart(4)}  ${'█'.repeat(Math.round(weight * BAR))}`.trimEnd(),
      ),
    ];
  });
}

/** What changes between two policies, in points of a hundred, the largest change first. */
export function changeLines(from: PolicyWeights, to: PolicyWeights): string[] {
  const changes = policyChanges(from, to).filter((change) => Math.abs(change.to - change.from) >= 0.0005);
  if (changes.length === 0) return ['no difference'];
  const name = ({ dimension, level }: (typeof changes)[number]) => `${dimension.slice(0, -1)} ${level}`;
  const width = Math.max(...changes.map((change) => name(change).length));
  return changes.map((change) => {
    const points = 100 * (change.to - change.from);
    const share = (weight: number) => formatShare(weight, 1).padStart(6);
    return `${name(change).padEnd(width)}  ${share(change.from)} → ${share(change.to)}  ${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(1)}`;
  });
}

/** Text that came from elsewhere cannot move the cursor or colour the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd');
}
