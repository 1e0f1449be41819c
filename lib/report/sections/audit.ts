import { auditWords } from '../audit-words.ts';
import { formatDateTime, plural } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { AuditEntry, ReportData } from '../report-data.ts';
import { section } from './section.ts';

const SHOWN_AT_ONCE = 12;

/** Every change that Hone made to itself and that a person made: what, when, by whom, why, and how to undo it. */
export function auditSection({ audit, account, timeZone }: ReportData): Html | null {
  if (audit === undefined) return null;
  const rest = audit.slice(SHOWN_AT_ONCE);
  const table = (entries: readonly AuditEntry[]) => auditTable(entries, { handle: account.handle, timeZone });
  return section({
    id: 'audit',
    title: 'Who changed what',
    lead:
      audit.length > 0 &&
      'Every change of the last 90 days, the newest first: those Hone made to itself, and those of people.',
    body:
      audit.length === 0
        ? html`<p class="nothing">Nothing was changed in the last 90 days.</p>`
        : html`${table(audit.slice(0, SHOWN_AT_ONCE))}
${rest.length > 0 && html`<details><summary>${plural(rest.length, 'earlier change')}</summary>${table(rest)}</details>`}`,
  });
}

function auditTable(entries: readonly AuditEntry[], { handle, timeZone }: { handle: string; timeZone: string }): Html {
  return html`<table class="audit"><thead><tr><th scope="col">when</th><th scope="col">what</th><th scope="col">by</th><th scope="col">to undo it</th></tr></thead>
<tbody>${entries.map((entry) => {
    const { what, who, why, undo } = auditWords(entry, handle);
    return html`<tr><td data-label="when">${formatDateTime(entry.at, timeZone)}</td><td class="what"><bdi>${what}</bdi>${why !== null && html`<span class="soft why"><bdi>${why}</bdi></span>`}</td>
<td data-label="by"><bdi>${who}</bdi></td><td data-label="to undo it">${undo === null ? html`<span class="missing">–</span>` : undo.startsWith('hone ') ? html`<code><bdi>${undo}</bdi></code>` : html`<bdi>${undo}</bdi>`}</td></tr>`;
  })}</tbody></table>`;
}
