import type { Analysis, Dimension, Finding } from '../optimizing/analysis.ts';
import type { Insight } from './brief.ts';
import { addressesAModel } from './instruction-signs.ts';
import { sanitiseText } from './sanitise-text.ts';

/** What a writer can act on; when a post goes out is decided elsewhere. */
const SUBJECTS: Partial<Record<Dimension, (level: string) => string>> = {
  generator: (level) => `Posts in the style ${label(level)}`,
  format: (level) => (level === 'thread' ? 'Threads' : 'Single posts'),
  topic: (level) => `Posts about ${label(level)}`,
};
const LONGEST_LABEL = 60;
const PROMISES: Record<Finding['strength'], string> = {
  lasting: 'holds however often it is looked at, at most 5% of such findings are wrong',
  weekly: 'tested once a week at a false discovery rate of 5%',
};

/**
 * What the analysis found that a writer can use, each level once in its stronger form. Findings only: effects that were merely
 * estimated and questions it declined to answer say nothing here, and a finding against the average is never told as "the best".
 */
export function insightsOf({ findings }: Pick<Analysis, 'findings'>): Insight[] {
  const told = new Map<string, Insight>();
  const byStrength = (['lasting', 'weekly'] as const).flatMap((strength) =>
    findings.filter((finding) => finding.strength === strength),
  );
  for (const finding of byStrength) {
    const subject = SUBJECTS[finding.dimension];
    const key = JSON.stringify([finding.dimension, finding.level]);
    if (subject === undefined || told.has(key) || addressesAModel(finding.level)) continue;
    told.set(key, {
      text: `${subject(finding.level)} get ${finding.direction === 'above' ? 'more' : 'less'} engagement than this account's average.`,
      evidence: evidenceOf(finding),
    });
  }
  return [...told.values()];
}

function evidenceOf({ lift, interval: [low, high], n, qValue, strength }: Finding): string {
  const range = `${signedPercent(low)} to ${signedPercent(high)}`;
  return `${signedPercent(lift)}, 95% interval ${range}, ${n} posts, q = ${qValue.toPrecision(2)}; ${PROMISES[strength]}.`;
}

/** Names of levels come from records that others may have written. */
function label(level: string): string {
  return JSON.stringify(sanitiseText(level.replaceAll(/[\s_]+/g, ' '), LONGEST_LABEL));
}

function signedPercent(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(0)}%`;
}
