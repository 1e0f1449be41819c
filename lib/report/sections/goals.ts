import type { Goals } from '../../optimizing/analysis.ts';
import { formatLift, formatProbability, formatSigned } from '../format.ts';
import { type Html, html } from '../html.ts';
import { DIMENSION_WORDS, levelWords } from '../level-words.ts';
import type { ReportData } from '../report-data.ts';
import { section } from './section.ts';

/** Standard deviations on each side of an estimate: 19 in 20. */
const REACH = 2;

/** Levels under two goals at once: who is better in neither is left behind, the rest is the operator's choice. */
export function goalsSection({ analysis }: ReportData): Html {
  const all = analysis?.goals ?? [];
  return section({
    id: 'goals',
    title: 'Engagement and followers',
    lead:
      all.length > 0 &&
      html`${all[0]?.followers === 'counted' ? 'New follows are those that X counts per post.' : 'Followers per post are estimated from the account’s own readings by day, losses included: posts of the same day can hardly be told apart.'}
A level is on the front when no other is better in both. The area grows as the account gets better at both together.${!all[0]?.isAsked && ' The policy follows engagement alone: nobody has asked it to weigh followers.'}`,
    body:
      all.length === 0
        ? html`<p class="nothing">Nothing is known yet of what posts do for followers.</p>`
        : all.map(goalsTable),
  });
}

function goalsTable(goals: Goals): Html {
  const { dimension, arms, chosen, hypervolume } = goals;
  const rows = arms.toSorted((a, b) => b.probabilityChosen - a.probabilityChosen);
  return html`<h3>${DIMENSION_WORDS[dimension]}</h3>
<table class="goals"><thead><tr><th scope="col">level</th><th scope="col">${goals.objectives[0].replaceAll('_', ' ')}</th><th scope="col">${goals.followers === 'counted' ? 'new follows' : 'followers per post'}</th><th scope="col">on the front</th><th scope="col">the one to choose</th></tr></thead>
<tbody>${rows.map(
    ({ arm, values, sds, onFront, probabilityOnFront, probabilityChosen }) =>
      html`<tr><th scope="row"><bdi>${levelWords(dimension, arm)}</bdi>${arm === chosen && html` <span class="strength">${goals.isAsked ? 'at the operator’s point' : 'if both counted alike'}</span>`}</th>
<td>${formatLift(Math.expm1(values[0]!))}</td><td>${followersText(goals, values[1]!, sds[1]!)}</td><td>${onFront ? 'yes' : 'no'} <span class="soft">(${formatProbability(probabilityOnFront)})</span></td><td>${formatProbability(probabilityChosen)}</td></tr>`,
  )}</tbody></table>
<p class="soft">Area beyond the reference point: ${hypervolume.toPrecision(3)}.${chosen === null && ' No level keeps followers surely enough.'}</p>`;
}

function followersText({ followers }: Goals, mean: number, sd: number): string {
  if (followers === 'counted') return formatLift(Math.expm1(mean));
  const [middle, low, high] = [mean, mean - REACH * sd, mean + REACH * sd].map((value) =>
    formatSigned(Math.round(value)),
  );
  return `${middle} (${low} to ${high})`;
}
