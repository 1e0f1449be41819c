import type { Analysis, Effect } from '../optimizing/analysis.ts';
import { formatCount, formatLift, formatLiftInterval, formatProbability, plural } from './format.ts';
import { DIMENSION_WORDS, DIMENSIONS, inReadingOrder, levelWords } from './level-words.ts';
import { mergeFindings } from './merge-findings.ts';
import { PROMISES } from './promises.ts';

/** An analysis as text for a terminal: what stands, what stays open, the best estimates, what to change. */
export function renderAnalysis(analysis: Analysis): string {
  const { posts, findings, abstentions, optimizations, timeZone, now } = analysis;
  const leftOut = Object.entries(posts.leftOut).filter(([, count]) => count > 0);
  return [
    `${formatCount(posts.used)} of ${plural(posts.total, 'post')}, as of ${now}, hours in ${timeZone}`,
    ...(leftOut.length > 0
      ? [`left out: ${leftOut.map(([why, count]) => `${formatCount(count)} ${why}`).join(', ')}`]
      : []),
    '',
    'What stands',
    ...(findings.length === 0
      ? ['  Nothing yet. Every difference seen so far could be chance.']
      : findingLines(findings)),
    ...[...new Set(findings.map(({ strength }) => strength))].map((strength) => `  ${PROMISES[strength]}`),
    '',
    'What stays open',
    ...abstentions.flatMap(({ question, reason, morePosts }) => [
      `  ${question} ${reason}`,
      `    ${morePosts === null ? 'How many more posts it takes cannot be estimated yet.' : `About ${plural(morePosts, 'more post')} to decide.`}`,
    ]),
    ...(abstentions.length === 0 ? ['  No question was left open.'] : []),
    '',
    'Best estimates (lift, 95% interval, probability of being best, posts)',
    ...estimates(analysis.effects),
    ...goalLines(analysis),
    '',
    'What to change',
    ...optimizations.map(({ description }) => `  ${description}`),
    ...(optimizations.length === 0 ? ['  No change is proposed.'] : []),
    '',
  ].join('\n');
}

/** What the promises below say of all is not said of each. */
function findingLines(findings: Analysis['findings']): string[] {
  const standing = mergeFindings(findings);
  const name = ({ dimension, level }: Analysis['findings'][number]) =>
    `${DIMENSION_WORDS[dimension].toLowerCase()} ${levelWords(dimension, level)}`;
  const width = Math.max(...standing.map(({ finding }) => name(finding).length));
  return standing.map(({ finding, strengths }) => {
    const { lift, interval, n, qValue } = finding;
    const figures = `${formatLift(lift).padStart(5)} (95% ${formatLiftInterval(interval)})`;
    return `  ${name(finding).padEnd(width)} ${figures.padEnd(28)} ${strengths.join(' and ')}, ${plural(n, 'post')}, q = ${qValue.toPrecision(2)}`;
  });
}

function goalLines({ goals = [] }: Analysis): string[] {
  if (goals.length === 0) return [];
  const known = goals[0]?.followers === 'counted' ? 'new follows as counted per post' : 'followers by the day model';
  return [
    '',
    `Engagement and followers (${known}; on the front, probability of being the one to choose)`,
    ...goals.flatMap(({ dimension, arms, hypervolume }) => [
      `  ${DIMENSION_WORDS[dimension]}, area ${hypervolume.toPrecision(3)}`,
      ...arms
        .filter(({ onFront }) => onFront)
        .map(
          ({ arm, probabilityOnFront, probabilityChosen }) =>
            `    ${levelWords(dimension, arm)} ${formatProbability(probabilityOnFront)}, ${formatProbability(probabilityChosen)}`,
        ),
    ]),
  ];
}

function estimates(effects: readonly Effect[]): string[] {
  const width = Math.max(0, ...effects.map(({ dimension, level }) => levelWords(dimension, level).length));
  return DIMENSIONS.flatMap((dimension) => {
    const levels = inReadingOrder(
      dimension,
      effects.filter((effect) => effect.dimension === dimension),
    );
    if (levels.filter(({ n }) => n > 0).length < 2) return [];
    const rows = levels.map((effect) =>
      [
        `    ${levelWords(dimension, effect.level).padEnd(width)}`,
        formatLift(effect.lift).padStart(7),
        formatLiftInterval(effect.interval).padStart(18),
        formatProbability(effect.probabilityBest).padStart(6),
        formatCount(effect.n).padStart(6),
      ].join(' '),
    );
    return [`  ${DIMENSION_WORDS[dimension]}`, ...rows];
  });
}
