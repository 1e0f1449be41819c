import { FEWEST_JUDGED, RANKING } from '../../forecasting/forecast-record.ts';
import { calibrationWords, forecastName, skillWords } from '../forecast-words.ts';
import { formatShare } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ForecastStanding, ReportData } from '../report-data.ts';
import { section } from './section.ts';

/** How the forecasts have held: calibration, skill against the recent level, and what each may be used for. */
export function forecastsSection({ forecasts }: ReportData): Html | null {
  if (forecasts == null) return null;
  const judged = forecasts.filter(({ record }) => record.judged >= FEWEST_JUDGED);
  const young = forecasts.filter(({ record }) => record.judged < FEWEST_JUDGED);
  return section({
    id: 'forecasts',
    title: 'How forecasts held',
    lead:
      forecasts.length > 0 &&
      'Every forecast is kept and judged when its post comes of age. Only those whose intervals hold and that know more than the recent level may choose between texts.',
    body:
      forecasts.length === 0
        ? html`<p class="nothing">No forecast has come true yet.</p>`
        : html`${judged.length > 0 && html`<ul class="open">${judged.map(standing)}</ul>`}${young.length > 0 && youngTable(young)}`,
  });
}

function standing(forecast: ForecastStanding): Html {
  const { verdict, mayRank, reliability } = forecast.record;
  const { ageHours, earlyHours } = forecast.kind;
  const ranks = mayRank && ageHours === RANKING.ageHours && earlyHours === RANKING.earlyHours;
  return html`<li><p><b>${forecastName(forecast)}</b>${ranks && html`<span class="strength">may rank texts</span>`}${verdict === 'lost' && html`<span class="strength escalating">lost its skill</span>`}</p>
${coverageBar(forecast)}<p>${calibrationWords(forecast)}</p><p>${skillWords(forecast)}</p>
${
  reliability.length > 0 &&
  html`<table class="moves"><thead><tr><th scope="col">chance said of beating the own median</th><th scope="col">said</th><th scope="col">came</th><th scope="col">posts</th></tr></thead>
<tbody>${reliability.map(({ from, to, forecast: said, observed, n }) => html`<tr><th scope="row">${formatShare(from, 0)} to ${formatShare(to, 0)}</th><td>${formatShare(said, 0)}</td><td>${formatShare(observed, 0)}</td><td>${n}</td></tr>`)}</tbody></table>`
}</li>`;
}

/** What the intervals promised (a tick) and the share that held, with its own interval. */
function coverageBar({ record: { coverage, calibrated } }: ForecastStanding): Html | null {
  if (coverage === null) return null;
  const at = (share: number) => `${(100 * share).toFixed(1)}%`;
  const { nominal, achieved, interval } = coverage;
  return html`<svg class="move coverage ${calibrated === false && 'off'}" aria-hidden="true"><line class="track" x1="0" x2="100%" y1="50%" y2="50%"/><line class="interval" x1="${at(interval[0])}" x2="${at(interval[1])}" y1="50%" y2="50%"/><circle cx="${at(achieved)}" cy="50%" r="4"/><line class="nominal" x1="${at(nominal)}" x2="${at(nominal)}" y1="0" y2="100%"/></svg>`;
}

/** Too few to judge by: what there is, and no verdict. */
function youngTable(forecasts: readonly ForecastStanding[]): Html {
  return html`<p class="nothing">Below ${FEWEST_JUDGED} judged posts a forecast can be neither trusted nor doubted; no verdict on these.</p>
<details><summary>${forecasts.length} kinds that are too young to judge</summary><table class="figures"><thead><tr><th scope="col">what</th><th scope="col">judged</th><th scope="col">inside the interval</th></tr></thead>
<tbody>${forecasts.map(
    (forecast) =>
      html`<tr><th scope="row">${forecastName(forecast)}</th><td>${forecast.record.judged} of ${FEWEST_JUDGED}</td><td>${forecast.record.coverage === null ? '–' : `${Math.round(forecast.record.coverage.achieved * forecast.record.coverage.n)} of ${forecast.record.coverage.n}`}</td></tr>`,
  )}</tbody></table></details>`;
}
