import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../lib/optimizing/analysis.ts';
import { mergeFindings } from '../../../lib/report/merge-findings.ts';

const finding = (level: string, strength: Finding['strength'], direction: Finding['direction'] = 'above'): Finding => ({
  dimension: 'generator',
  level,
  direction,
  strength,
  lift: 0.2,
  interval: [0.1, 0.3],
  qValue: 0.01,
  n: 20,
  description: `${level} ${strength}`,
});

describe('mergeFindings', () => {
  it('shows a level once, by its strongest finding, lasting ones first', () => {
    const merged = mergeFindings([finding('a', 'weekly'), finding('b', 'weekly'), finding('b', 'lasting')]);
    expect(merged.map(({ finding: { description }, strengths }) => [description, strengths])).toEqual([
      ['b lasting', ['lasting', 'weekly']],
      ['a weekly', ['weekly']],
    ]);
  });

  it('does not hide that two findings contradict each other', () => {
    expect(mergeFindings([finding('a', 'weekly'), finding('a', 'lasting', 'below')])).toHaveLength(2);
  });
});
