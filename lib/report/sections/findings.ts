import type { Abstention, Finding } from '../../optimizing/analysis.ts';
import { formatLift, formatLiftInterval, formatProbability, plural } from '../format.ts';
import { type Html, html } from '../html.ts';
import { DIMENSION_WORDS, levelWords } from '../level-words.ts';
import { PLANTED_SIGN, plantedLift } from '../planted.ts';
import { PROMISES } from '../promises.ts';
import type { ReportData } from '../report-data.ts';
import { section } from './section.ts';

export function findingsSection({ analysis, truth }: ReportData): Html {
  const findings = analysis?.findings ?? [];
  const strengths = [...new Set(findings.map(({ strength }) => strength))];
  return section({
    id: 'findings',
    title: 'What stands',
    lead:
      findings.length > 0 &&
      'Differences that survived the test for chance. Lift is against the average of the same dimension, everything else held equal.',
    body:
      analysis === null
        ? html`<p class="nothing">No analysis has run yet.</p>`
        : findings.length === 0
          ? html`<p class="nothing">Nothing yet. Every difference seen so far could be chance.</p>`
          : html`<ul class="findings">${findings.map((finding) => findingCard(finding, plantedLift(truth, finding)))}</ul>
${strengths.map((strength) => html`<p class="promise">${PROMISES[strength]}</p>`)}`,
  });
}

function findingCard(finding: Finding, planted: number | null): Html {
  const agrees = planted !== null && planted > 0 === (finding.direction === 'above');
  return html`<li class="${finding.direction}">
<div class="figure">${formatLift(finding.lift)}<small>${formatLiftInterval(finding.interval)}</small></div>
<div><p><b><bdi>${levelWords(finding.dimension, finding.level)}</bdi></b> <span class="soft">${DIMENSION_WORDS[finding.dimension].toLowerCase()}</span><span class="strength">${finding.strength}</span></p>
<p><bdi>${finding.description}</bdi></p>
<p class="soft">${plural(finding.n, 'post')}, q = ${finding.qValue.toPrecision(2)}${planted !== null && html` · <span class="planted">${PLANTED_SIGN} planted ${formatLift(planted)}: ${agrees ? 'found the right way round' : 'the wrong way round'}</span>`}</p></div></li>`;
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
  return html`<li><p><b><bdi>${question}</bdi></b></p><p><bdi>${reason}</bdi></p>
<p class="soft">${leading === null ? 'Nothing leads.' : html`<bdi>${levelWords(dimension, leading.level)}</bdi> leads; the chance that it is truly best: ${formatProbability(leading.probability)}.`}
<span class="more">${morePosts === null ? 'How many more posts it takes cannot be estimated yet.' : `About ${plural(morePosts, 'more post')} to decide.`}</span></p></li>`;
}
