import type { Analysis } from '../../../lib/optimizing/analysis.ts';
import type { PlantedEffect } from '../../../lib/report/report-data.ts';

/** What the demonstration says at its end: what was found beside what was planted, and what it declined to conclude. */
export function tellFindings(analysis: Analysis, planted: readonly PlantedEffect[]): string[] {
  const truthOf = (dimension: string, level: string) =>
    planted.find((effect) => effect.dimension === dimension && effect.level === level)?.lift ?? null;
  const lasting = new Set(
    analysis.findings
      .filter(({ strength }) => strength === 'lasting')
      .map(({ dimension, level }) => `${dimension} ${level}`),
  );
  const strongest = analysis.findings.filter(
    ({ strength, dimension, level }) => strength === 'lasting' || !lasting.has(`${dimension} ${level}`),
  );
  const findings = strongest.map(({ dimension, level, lift, interval, strength, n }) => {
    const truth = truthOf(dimension, level);
    const right = truth === null ? '' : Math.sign(truth) === Math.sign(lift) ? ' ✓' : ' ✗ wrong';
    return (
      `  ${dimension} ${level}: ${percent(lift)} (95% ${percent(interval[0])} to ${percent(interval[1])}), ` +
      `${strength}, ${n} posts; planted ${truth === null ? '–' : percent(truth)}${right}`
    );
  });
  const leaders = analysis.optimizations.map(({ description, expectedImpactInterval, implemented }) => {
    const [low, high] = expectedImpactInterval;
    return `  ${description} 95% ${signed(low)}% to ${signed(high)}%; ${implemented ? 'applied' : 'not applied'}.`;
  });
  const abstentions = analysis.abstentions.map(({ question, reason, morePosts }) => {
    const more = morePosts === null ? '' : ` About ${morePosts} more posts would tell.`;
    return `  ${question} ${reason}${more}`;
  });
  return [
    'What it found (planted truth beside it):',
    ...(findings.length > 0 ? findings : ['  nothing it could promise']),
    analysis.optimizations.some(({ implemented }) => implemented) ? 'What it changes:' : 'What it proposes:',
    ...(leaders.length > 0 ? leaders : ['  no change']),
    'What it declines to conclude:',
    ...(abstentions.length > 0 ? abstentions : ['  nothing: every question could be answered']),
  ];
}

function percent(share: number): string {
  return `${signed(share * 100)}%`;
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(0)}`;
}
