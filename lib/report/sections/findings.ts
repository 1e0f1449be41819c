import type { Abstention } from '../../optimizing/analysis.ts';
import { formatLift, formatLiftInterval, formatProbability, plural } from '../format.ts';
import { type Html, html } from '../html.ts';
import { DIMENSION_WORDS, levelWords } from '../level-words.ts';
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
    lead: standing.length > 0 && 'Differences that survived the test for chance.',
    body:
      analysis === null
        ? html`<p class="nothing">No analysis has run yet.</p>`
        : standing.length === 0
          ? html`<p class="nothing">Nothing yet. Every difference seen so far could be chance.</p>`
          : html`<ul class="findings">${standing.map((level) => findingCard(level, plantedLift(truth, level.finding)))}</ul>
${[...strengths].map((strength) => html`<p class="promise">${PROMISES[strength]}</p>`)}`,
  });
}

function findingCard({ finding, strengths }: StandingLevel, planted: number | null): Html {
  const dimension = DIMENSION_WORDS[finding.dimension].toLowerCase();
  const agrees = planted !== null && planted > 0 === (finding.direction === 'above');
  return html`<li class="${finding.direction}">
<div class="figure">${formatLift(finding.lift)}<small>${formatLiftInterval(finding.interval)}</small></div>
<div><p><b><bdi>${levelWords(finding.dimension, finding.level)}</bdi></b> <span class="soft">${dimension}</span>${strengths.map((strength) => html`<span class="strength">${strength}</span>`)}</p>
<p>${finding.direction === 'above' ? 'Better' : 'Worse'} than the average ${dimension}, everything else held equal.</p>
<p class="soft">${plural(finding.n, 'post')}, q ${finding.qValue < 0.001 ? '< 0.001' : `= ${finding.qValue.toPrecision(2)}`}${planted !== null && html` · <span class="planted">${PLANTED_SIGN} planted ${formatLift(planted)}: ${agrees ? 'found the right way round' : 'the wrong way round'}</span>`}</p></div></li>`;
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
