import { CRITICAL_WORDS, isOver } from '../error-words.ts';
import { formatAgo, formatCount, formatDateTime, plural } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ErrorGroup, ReportData, SystemNote } from '../report-data.ts';
import { section } from './section.ts';

export function errorsSection({ errorGroups, generatedAt, jobs }: ReportData): Html {
  const wasAnalysed = jobs.some(({ job, lastSuccessAt }) => job === 'error_analysis' && lastSuccessAt !== null);
  const worstFirst = errorGroups.toSorted(
    (a, b) =>
      Number(b.critical !== null) - Number(a.critical !== null) ||
      Number(a.state === 'resolved') - Number(b.state === 'resolved') ||
      b.count - a.count,
  );
  return section({
    id: 'errors',
    title: 'What went wrong',
    body:
      worstFirst.length === 0
        ? html`<p class="nothing">${wasAnalysed ? 'No errors were recorded.' : 'The error analysis has not run yet.'}</p>`
        : html`<ul class="errors">${worstFirst.map((group) => errorItem(group, generatedAt))}</ul>`,
  });
}

function errorItem(group: ErrorGroup, now: Date): Html {
  const before = group.previousCount === null ? '' : `, ${formatCount(group.previousCount)} in the window before`;
  return html`<li class="${group.state}"><p class="soft">${group.category} <span class="strength">${group.state}</span>${group.escalating && html` <span class="strength escalating">escalating</span>`}${isOver(group) && html` <span class="strength">recovered</span>`}</p>
<p><code><bdi>${group.template}</bdi></code></p>
<p class="soft">${group.count === 0 ? 'not' : plural(group.count, 'time')} in the last window${before}; last ${formatAgo(group.lastSeen, now)}, first ${formatAgo(group.firstSeen, now)}.</p>
${group.critical !== null && html`<p><strong>${CRITICAL_WORDS[group.critical]}</strong></p>`}
${group.advice !== null && html`<p><bdi>${group.advice}</bdi></p>`}</li>`;
}

export function notesSection({ notes, timeZone }: ReportData): Html | null {
  if (notes.length === 0) return null;
  const item = ({ at, severity, text }: SystemNote) =>
    html`<li class="${severity}">${at !== null && html`<time class="soft">${formatDateTime(at, timeZone)}</time> `}<bdi>${text}</bdi></li>`;
  return section({ id: 'notes', title: 'Notes', body: html`<ul class="notes">${notes.map(item)}</ul>` });
}
