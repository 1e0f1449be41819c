import type { Abstention, Dimension } from '../../optimizing/analysis.ts';
import { formatLift, formatLiftInterval, formatProbability, plural } from '../format.ts';
import { type Html, html } from '../html.ts';
import { DIMENSION_WORDS, DIMENSIONS, levelWords } from '../level-words.ts';
import { mergeFindings, type StandingLevel } from '../merge-findings.ts';
import { PLANTED_SIGN, plantedLift } from '../planted.ts';
import { PROMISES } from '../promises.ts';
import type { ReportData } from '../report-data.ts';
import { section } from './section.ts';

export function findingsSection({ analysis, truth }: ReportData): Html {
  const standing = mergeFindings(analysis?.findings ?? []);
  const strengths = new Set(standing.flatMap((level) => level.strengths));
  return section({
    id: 'findings',
    title: 'What stands',
    lead:
      standing.length > 0 &&
      'Differences from the average of their kind that survived the test for chance, everything else held equal. q is the share of such statements expected to be wrong.',
    body:
      analysis === null
        ? html`<p class="nothing">No analysis has run yet.</p>`
        : standing.length === 0
          ? html`<p class="nothing">Nothing yet. Every difference seen so far could be chance.</p>`
          : html`${DIMENSIONS.map((dimension) => findingsOf(dimension, standing, truth))}
${[...strengths].map((strength) => html`<p class="promise">${PROMISES[strength]}</p>`)}`,
  });
}

/** What stands of one dimension, the largest first. */
function findingsOf(dimension: Dimension, standing: readonly StandingLevel[], truth: ReportData['truth']): Html | null {
  const levels = standing
    .filter(({ finding }) => finding.dimension === dimension)
    .toSorted((a, b) => Math.abs(b.finding.lift) - Math.abs(a.finding.lift));
  if (levels.length === 0) return null;
  return html`<h3>${DIMENSION_WORDS[dimension]}</h3>
<ul class="findings">${levels.map((level) => findingCard(level, plantedLift(truth, level.finding)))}</ul>`;
}

function findingCard({ finding, strengths }: StandingLevel, planted: number | null): Html {
  const agrees = planted !== null && planted > 0 === (finding.direction === 'above');
  return html`<li class="${finding.direction}">
<div class="figure">${formatLift(finding.lift)}<small>${formatLiftInterval(finding.interval)}</small></div>
<div><p><b><bdi>${levelWords(finding.dimension, finding.level)}</bdi></b>${strengths.map((strength) => html`<span class="strength">${strength}</span>`)}</p>
<p class="soft">${plural(finding.n, 'post')}, q ${finding.qValue < 0.001 ? '< 0.001' : `= ${finding.qValue.toPrecision(2)}`}${planted !== null && html` <span class="planted">${PLANTED_SIGN} planted ${formatLift(planted)}${agrees ? '' : ': the other direction'}</span>`}</p></div></li>`;
}

export function abstentionsSection({ analysis }: ReportData): Html {
  const abstentions = analysis?.abstentions ?? [];
  return section({
    id: 'open',
    title: 'What stays open',
    lead:
      abstentions.length > 0 &&
      'Not enough data is an answer. These questions are not decided yet, and this is what it would take.',
    body:
      abstentions.length === 0
        ? html`<p class="nothing">${analysis === null ? 'No analysis has run yet.' : 'No question was left open.'}</p>`
        : html`<ul class="open">${abstentions.map(abstentionItem)}</ul>`,
  });
}

function abstentionItem({ dimension, question, reason, leading, morePosts }: Abstention): Html {
  const more =
    morePosts === null
      ? 'How many more posts it takes cannot be estimated yet.'
      : `About ${plural(morePosts, 'more post')} to decide.`;
  return html`<li><p><b><bdi>${question}</bdi></b></p>
<p>${leading === null ? html`<bdi>${reason}</bdi>` : html`<b><bdi>${levelWords(dimension, leading.level)}</bdi></b> leads; the chance that it is truly best is ${formatProbability(leading.probability)}.`}</p>
<p class="more">${more}</p></li>`;
}
