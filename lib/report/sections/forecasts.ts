import { RANKING } from '../../forecasting/forecast-record.ts';
import { calibrationWords, forecastName, skillWords } from '../forecast-words.ts';
import { formatShare } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ForecastStanding, ReportData } from '../report-data.ts';
import { section } from './section.ts';

/** How the forecasts have held: calibration, skill against the recent level, and what each may be used for. */
export function forecastsSection({ forecasts }: ReportData): Html | null {
  if (forecasts == null) return null;
  return section({
    id: 'forecasts',
    title: 'How forecasts held',
    lead:
      forecasts.length > 0 &&
      'Every forecast is kept and judged when its post comes of age. Only those that are calibrated and know more than the recent level may choose between texts.',
    body:
      forecasts.length === 0
        ? html`<p class="nothing">No forecast has come true yet.</p>`
        : html`<ul class="open">${forecasts.map(standing)}</ul>`,
  });
}

function standing(forecast: ForecastStanding): Html {
  const { verdict, mayRank, reliability } = forecast.record;
  const { ageHours, earlyHours } = forecast.kind;
  const ranks = mayRank && ageHours === RANKING.ageHours && earlyHours === RANKING.earlyHours;
  return html`<li><p><b>${forecastName(forecast)}</b>${ranks && html`<span class="strength">may rank texts</span>`}${verdict === 'lost' && html`<span class="strength escalating">lost its skill</span>`}</p>
<p>${calibrationWords(forecast)}</p><p>${skillWords(forecast)}</p>
${reliability.length > 0 && html`<p class="more">Beat the own median, said → came: ${reliability.map(({ forecast: said, observed, n }, i) => `${i > 0 ? ', ' : ''}${formatShare(said, 0)} → ${formatShare(observed, 0)} of ${n}`)}</p>`}</li>`;
}
