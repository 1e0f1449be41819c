import { formatDateTime } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ReportData } from '../report-data.ts';
import { trendSentence } from '../trend-words.ts';
import { section } from './section.ts';

/** What turned: spikes, drops, shifts and drifts of reach, engagement and followers, rising topics, a possible visibility limit. */
export function trendsSection({ trends, timeZone }: ReportData): Html | null {
  if (trends == null) return null;
  return section({
    id: 'trends',
    title: 'What turned',
    lead: trends.length > 0 && 'Adjusted for what was posted when: a week of threads is no rise. Each is told once.',
    body:
      trends.length === 0
        ? html`<p class="nothing">Nothing unusual in the last four weeks.</p>`
        : html`<ul class="notes">${trends.map((news) => html`<li class="${news.severity}"><time class="soft">${formatDateTime(news.at, timeZone)}</time> <bdi>${trendSentence(news)}</bdi></li>`)}</ul>`,
  });
}
