import { scaleLog } from 'd3-scale';
import type { ExperimentStory, LiftAtLook } from '../../experiments/tell-experiment.ts';
import { formatDateTime, formatLift, formatLiftInterval } from '../format.ts';
import { type Html, html } from '../html.ts';
import { PLANTED_SIGN } from '../planted.ts';
import type { ReportData, ReportExperiment } from '../report-data.ts';
import { section } from './section.ts';

/** More rows than this say nothing more about the way an interval took. */
const MOST_LOOKS = 12;
const WIDEST_RATIO = 5;
const TICK_LIFTS = [-0.75, -0.5, 0, 1, 3];

/** The story of every experiment, the running ones first; null where there is none. */
export function experimentsSection({ experiments = [], timeZone }: ReportData): Html | null {
  if (experiments.length === 0) return null;
  const order = ['running', 'planned', 'ended'];
  const stories = experiments.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return section({
    id: 'experiments',
    title: 'What was put to the test',
    lead: 'Posts are given their arm by chance, so nothing but the arm differs. The rule was written before the start; the intervals hold at all looks together.',
    body: stories.map((story) => experimentStory(story, timeZone)),
  });
}

function experimentStory(story: ReportExperiment, timeZone: string): Html {
  return html`<h3><bdi>${story.name}</bdi> <span class="strength">${story.state}</span></h3>
<p><bdi>${story.words}</bdi></p>
<p class="soft"><bdi>${story.promise}</bdi></p>
${story.treatments.map((arm) => overTime(story, arm, timeZone))}`;
}

/** One row per look, thinned to a dozen that end with the last. */
function overTime(story: ReportExperiment, arm: string, timeZone: string): Html | null {
  const looks = thinned(story.overTime.filter((look) => look.arm === arm));
  if (looks.length === 0) return null;
  const truth = story.truth?.[arm] ?? null;
  const x = scaleLog([1 / WIDEST_RATIO, WIDEST_RATIO], [0, 100]).clamp(true);
  const at = (lift: number) => `${x(Math.max(1e-6, 1 + lift)).toFixed(2)}%`;
  const row = ({ at: lookedAt, posts, lift, interval: [low, high] }: LiftAtLook) => {
    const side = low !== null && low > 0 ? 'above' : high !== null && high < 0 ? 'below' : 'open';
    const words = low === null || high === null ? 'too early to say' : formatLiftInterval([low, high]);
    return html`<div class="forest-row ${side}" role="row">
<span class="level" role="rowheader">${formatDateTime(lookedAt, timeZone)}</span>
<svg class="forest" aria-hidden="true">${TICK_LIFTS.map((tick) => tick !== 0 && html`<line class="grid" x1="${at(tick)}" x2="${at(tick)}" y1="0" y2="100%"/>`)}<line class="zero" x1="50%" x2="50%" y1="0" y2="100%"/>
<line class="interval" x1="${at(low ?? -0.99)}" x2="${at(high ?? 99)}" y1="50%" y2="50%"/><circle class="estimate" cx="${at(lift)}" cy="50%" r="4.5"/></svg>
<span class="lift" role="cell">${formatLift(lift)} <small>${words}</small></span>
<span class="aside" role="cell">n ${posts}</span></div>`;
  };
  return html`<p class="against"><b><bdi>${arm}</bdi> against <bdi>${story.control}</bdi>${truth !== null && html` <span class="planted" title="planted in the simulation">${PLANTED_SIGN} ${formatLift(truth)}</span>`}</b></p>
<div class="forest-plot" role="table" aria-label="${`Lift of ${arm} over time`}">${looks.map(row)}
<div class="forest-row axis" aria-hidden="true"><span></span><span class="ticks">${TICK_LIFTS.map((tick) => html`<span style="left:${at(tick)}">${formatLift(tick)}</span>`)}</span><span></span><span></span></div></div>`;
}

function thinned(looks: readonly LiftAtLook[]): LiftAtLook[] {
  const step = Math.max(1, Math.ceil(looks.length / MOST_LOOKS));
  return looks.filter((_, i) => (looks.length - 1 - i) % step === 0);
}

/** One line per experiment for a terminal. */
export function experimentLine({ name, state, words }: ExperimentStory): string {
  return `${name} (${state}): ${words}`;
}
