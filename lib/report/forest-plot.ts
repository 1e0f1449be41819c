import { scaleLog } from 'd3-scale';
import type { Effect } from '../optimizing/analysis.ts';
import { formatLift, formatLiftInterval, formatProbability } from './format.ts';
import { type Html, html } from './html.ts';
import { levelWords } from './level-words.ts';
import { PLANTED_SIGN } from './planted.ts';

export interface ForestPlot {
  effects: readonly Effect[];
  /** The planted lift of a level, null when unknown. */
  truthOf: (level: string) => number | null;
}

const LOWEST_RATIO = 0.2;
const HIGHEST_RATIO = 5;
/** From the middle outwards, so that a crowded axis keeps the zero. */
const TICK_LIFTS = [0, 0.5, -0.5, 1, 2, 4, -0.25, -0.75, 0.25, -0.3, -0.2, 0.2, 0.4, -0.1, 0.1];
/** Closer labels, in percent of the width, would touch on a small screen. */
const CLOSEST_TICKS = 14;

/**
 * Lift of every level of one dimension with its 95% interval, on a ratio scale: twice as good is as far from the middle
 * as half as good. Intervals that leave the plot end in an arrow.
 */
export function forestPlot({ effects, truthOf }: ForestPlot): Html {
  const ratios = effects.flatMap(({ lift, interval, level }) => [lift, ...interval, truthOf(level) ?? 0]).map(toRatio);
  const reach = Math.min(HIGHEST_RATIO, Math.max(1.25, ...ratios, ...ratios.map((ratio) => 1 / ratio)) * 1.04);
  const x = scaleLog([1 / reach, reach], [0, 100]).clamp(true);
  const at = (lift: number) => `${x(toRatio(lift)).toFixed(2)}%`;
  const ticks: number[] = [];
  for (const lift of TICK_LIFTS) {
    const fits = x(1 + lift) >= 4 && x(1 + lift) <= 96;
    const apart = ticks.every((other) => Math.abs(x(1 + other) - x(1 + lift)) >= CLOSEST_TICKS);
    if (fits && apart) ticks.push(lift);
  }
  const rows = effects.map((effect) => {
    const [low, high] = effect.interval;
    const truth = truthOf(effect.level);
    const side = low > 0 ? 'above' : high < 0 ? 'below' : 'open';
    return html`<div class="forest-row ${side}" role="row">
<span class="level" role="rowheader">${levelWords(effect.dimension, effect.level)}</span>
<svg class="forest" aria-hidden="true">
${ticks.map((tick) => html`<line class="${tick === 0 ? 'zero' : 'grid'}" x1="${at(tick)}" x2="${at(tick)}" y1="0" y2="100%"/>`)}
<line class="interval" x1="${at(low)}" x2="${at(high)}" y1="50%" y2="50%"/>
${toRatio(low) < 1 / reach && mark({ className: 'beyond', x: '0', path: 'M6-5 0 0 6 5' })}
${toRatio(high) > reach && mark({ className: 'beyond', x: '100%', path: 'M-6-5 0 0-6 5' })}
<circle class="estimate" cx="${at(effect.lift)}" cy="50%" r="4.5"/>
${truth !== null && mark({ className: 'truth', x: at(truth), path: 'M0-6 6 0 0 6-6 0Z' })}
</svg>
<span class="lift" role="cell">${formatLift(effect.lift)} <small>${formatLiftInterval(effect.interval)}</small></span>
<span class="aside" role="cell"><span title="posts with this level">n ${effect.n}</span> <span title="probability that it is the best">best ${formatProbability(effect.probabilityBest)}</span>${truth !== null && html` <span class="planted" title="planted in the simulation">${PLANTED_SIGN} ${formatLift(truth)}</span>`}</span>
</div>`;
  });
  return html`<div class="forest-plot" role="table">${rows}
<div class="forest-row axis" aria-hidden="true"><span></span><span class="ticks">${ticks.map((tick) => html`<span style="left:${at(tick)}">${formatLift(tick)}</span>`)}</span><span></span><span></span></div></div>`;
}

/** A small shape in the middle of its row; a glyph would need a font that has it. */
function mark({ className, x, path }: { className: string; x: string; path: string }): Html {
  return html`<svg x="${x}" y="50%" overflow="visible"><path class="${className}" d="${path}"/></svg>`;
}

function toRatio(lift: number): number {
  return Math.max(LOWEST_RATIO / 10, 1 + lift);
}
