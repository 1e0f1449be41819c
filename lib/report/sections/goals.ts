import type { Goals } from '../../optimizing/analysis.ts';
import { formatLift, formatProbability, formatSigned, plural } from '../format.ts';
import { type Html, html } from '../html.ts';
import { DIMENSION_WORDS, levelWords } from '../level-words.ts';
import type { ReportData } from '../report-data.ts';
import { section } from './section.ts';

/** Standard deviations on each side of an estimate: 19 in 20. */
const REACH = 2;
/** Longer tables wait until they are asked for. */
const MOST_SHOWN = 8;

/** Levels under two goals at once: who is better in neither is left behind, the rest is the operator's choice. */
export function goalsSection({ analysis }: ReportData): Html {
  const all = analysis?.goals ?? [];
  return section({
    id: 'goals',
    title: 'Engagement and followers',
    lead:
      all.length > 0 &&
      html`${all[0]?.followers === 'counted' ? 'New follows are those that X counts per post.' : 'Followers per post are estimated from the account’s own readings by day, losses included: posts of the same day can hardly be told apart.'}
A level is unbeaten when no other is better in both. ${!all[0]?.isAsked && ' The policy follows engagement alone: nobody has asked it to weigh followers.'}`,
    body:
      all.length === 0
        ? html`<p class="nothing">Nothing is known yet of what posts do for followers.</p>`
        : all.map(goalsTable),
  });
}

function goalsTable(goals: Goals): Html {
  const { dimension, arms, chosen, hypervolume } = goals;
  const rows = arms.toSorted((a, b) => b.probabilityChosen - a.probabilityChosen);
  const table = html`<div class="scroll" tabindex="0" role="region" aria-label="${DIMENSION_WORDS[dimension]}"><table class="goals figures"><thead><tr><th scope="col">level</th><th scope="col">${goals.objectives[0].replaceAll('_', ' ')}</th><th scope="col">${goals.followers === 'counted' ? 'new follows' : 'followers per post'}</th><th scope="col">unbeaten</th><th scope="col">the one to choose</th></tr></thead>
<tbody>${rows.map(
    ({ arm, values, sds, onFront, probabilityOnFront, probabilityChosen }) =>
      html`<tr><th scope="row"><bdi>${levelWords(dimension, arm)}</bdi>${arm === chosen && html` <span class="strength">${goals.isAsked ? 'at the operator’s point' : 'if both counted alike'}</span>`}</th>
<td>${formatLift(Math.expm1(values[0]!))}</td><td>${followersText(goals, values[1]!, sds[1]!)}</td><td>${onFront ? 'yes' : 'no'} <span class="soft">(${formatProbability(probabilityOnFront)})</span></td><td>${formatProbability(probabilityChosen)}</td></tr>`,
  )}</tbody></table></div>
<p class="soft">Both together: ${hypervolume.toPrecision(3)}, which grows as the account gets better at both.${chosen === null && ' No level keeps followers surely enough.'}</p>`;
  return arms.length <= MOST_SHOWN
    ? html`<h3>${DIMENSION_WORDS[dimension]}</h3>${table}`
    : html`<details><summary>${DIMENSION_WORDS[dimension]}: ${plural(arms.length, 'level')}</summary>${table}</details>`;
}

function followersText({ followers }: Goals, mean: number, sd: number): string {
  if (followers === 'counted') return formatLift(Math.expm1(mean));
  const [middle, low, high] = [mean, mean - REACH * sd, mean + REACH * sd].map((value) =>
    formatSigned(Math.round(value)),
  );
  return `${middle} (${low} to ${high})`;
}
