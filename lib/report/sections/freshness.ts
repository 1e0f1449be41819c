import { formatAgo, formatDateTime } from '../format.ts';
import { freshnessOf, freshnessWords, jobWords } from '../freshness.ts';
import { type Html, html } from '../html.ts';
import type { JobFreshness, ReportData } from '../report-data.ts';

/** First of all: is what follows of today? */
export function freshnessStrip({ jobs, generatedAt, timeZone }: ReportData): Html {
  if (jobs.length === 0) return html`<p class="nothing">No job has run yet.</p>`;
  return html`<ul class="jobs" aria-label="Freshness">${jobs.map((job) => jobChip(job, generatedAt, timeZone))}</ul>`;
}

function jobChip(job: JobFreshness, now: Date, timeZone: string): Html {
  const freshness = freshnessOf(job, now);
  const { lastRun } = job;
  const troubled = lastRun !== null && lastRun.status !== 'ok' && lastRun.status !== 'running';
  return html`<li class="${freshness}"><span class="sign" aria-hidden="true"></span>
<span><b>${jobWords(job.job)}</b> <span class="state">${freshnessWords(job, freshness)}</span><br>
<span class="soft">${job.lastSuccessAt !== null && html`<time title="${formatDateTime(job.lastSuccessAt, timeZone)}">${formatAgo(job.lastSuccessAt, now)}</time>, `}${job.nextRunAt === null ? 'not scheduled' : `next ${formatAgo(job.nextRunAt, now)}`}</span>
${troubled && html`<br><span class="trouble">last run ${lastRun.status}${lastRun.error !== null && html`: <bdi>${lastRun.error}</bdi>`}</span>`}</span></li>`;
}
