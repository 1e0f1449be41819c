import type { Finding } from '../optimizing/analysis.ts';

/** One level that stands out, with every strength in which it does. */
export interface StandingLevel {
  /** The strongest of them. */
  finding: Finding;
  strengths: Finding['strength'][];
}

/** A level may be found by the weekly and by the lasting test: people want to read of it once, lasting ones first. */
export function mergeFindings(findings: readonly Finding[]): StandingLevel[] {
  const byLevel = new Map<string, StandingLevel>();
  for (const strength of ['lasting', 'weekly'] as const) {
    for (const finding of findings) {
      if (finding.strength !== strength) continue;
      const key = JSON.stringify([finding.dimension, finding.level, finding.direction]);
      const known = byLevel.get(key);
      if (known === undefined) byLevel.set(key, { finding, strengths: [strength] });
      else if (!known.strengths.includes(strength)) known.strengths.push(strength);
    }
  }
  return [...byLevel.values()];
}
