import { forestPlot } from '../forest-plot.ts';
import { heatMap } from '../heat-map.ts';
import { type Html, html } from '../html.ts';
import { DIMENSION_WORDS, DIMENSIONS, inReadingOrder } from '../level-words.ts';
import { PLANTED_SIGN, plantedLift } from '../planted.ts';
import type { PostFigures } from '../post-figures.ts';
import type { ReportData } from '../report-data.ts';
import { section } from './section.ts';

export function effectsSection({ analysis, truth }: ReportData): Html {
  const groups = DIMENSIONS.map((dimension) => ({
    dimension,
    effects: inReadingOrder(dimension, analysis?.effects.filter((effect) => effect.dimension === dimension) ?? []),
  })).filter(({ effects }) => effects.filter(({ n }) => n > 0).length > 1);
  return section({
    id: 'effects',
    title: 'Best estimates',
    lead:
      groups.length > 0 &&
      html`Lift of the engagement rate against the average of the dimension, from one model of everything at once. The bar
is the 95% interval: where it crosses the middle line, the direction is open.${truth !== null && html` <span class="planted">${PLANTED_SIGN} is what was planted in the simulation.</span>`}`,
    body:
      groups.length === 0
        ? html`<p class="nothing">No estimates yet.</p>`
        : groups.map(
            ({ dimension, effects }) =>
              html`<h3>${DIMENSION_WORDS[dimension]}</h3>${forestPlot({ effects, truthOf: (level) => plantedLift(truth, { dimension, level }) })}`,
          ),
  });
}

export function heatMapSection({ timeZone }: ReportData, posts: readonly PostFigures[]): Html {
  return section({
    id: 'hours',
    title: 'When it worked',
    lead: html`Engagement rate by weekday and hour of publication, ${timeZone}. Plain averages: what was published when also
plays a part, which the estimates above take out.`,
    body: heatMap(posts, timeZone),
  });
}
