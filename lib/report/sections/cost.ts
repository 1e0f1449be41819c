import { formatDateTime } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { CostEntry, ReportCost, ReportData } from '../report-data.ts';
import { section } from './section.ts';

/** What the month costs: what was billed by the ledger, what was used at list price, and what nobody here knows. */
export function costSection({ cost, simulated, timeZone }: ReportData): Html | null {
  if (cost === undefined) return null;
  return section({
    id: 'cost',
    title: 'What it costs',
    lead:
      cost !== null &&
      html`${monthName(cost.month)}, all accounts of this installation together, since ${formatDateTime(cost.since, timeZone)}. Recorded is what the X API and the
language models billed, by Hone’s own ledger; estimated is what the jobs ran and what the stack keeps, at AWS’s list prices of ${cost.region}, ${cost.pricesAsOf}.
Away from AWS the estimate says what the same would cost there.${simulated && html` <span class="simulation">In a simulation the days ran faster than the jobs.</span>`}`,
    body:
      cost === null
        ? html`<p class="nothing">No job ran this month, so there is nothing to reckon with.</p>`
        : costTable(cost),
  });
}

function costTable(cost: ReportCost): Html {
  const { lines, usd, freeUsd, monthUsd, unknown } = cost;
  const recorded = lines.filter(({ basis }) => basis === 'recorded');
  const known = (basis: CostEntry['basis'], key: 'usd' | 'monthUsd') =>
    lines.reduce((total, line) => total + (line.basis === basis ? (line[key] ?? 0) : 0), 0);
  return html`<dl class="tiles">
${tile('Known so far', dollars(usd), `of it recorded ${dollars(known('recorded', 'usd'))}, estimated ${dollars(known('estimated', 'usd'))}`)}
${tile('The whole month', dollars(monthUsd), 'if it goes on like this')}
${tile('Not known here', String(unknown.length), unknown.length === 0 ? 'everything has a price' : `not in the sums: ${unknown.join(', ')}`)}</dl>
${recorded.length === 0 && html`<p class="soft">Recorded: nothing. Neither the X API nor a language model was paid for this month.</p>`}
<details><summary>Every line</summary><div class="scroll" tabindex="0" role="region" aria-label="Every line of the cost"><table class="figures"><thead><tr><th scope="col">what</th><th scope="col">basis</th><th scope="col">so far</th><th scope="col">whole month</th><th scope="col">note</th></tr></thead>
<tbody>${lines.map(costRow)}</tbody></table></div>
${freeUsd >= 0.005 && html`<p class="soft">AWS’s free allowances cover up to ${dollars(freeUsd)} of what is estimated so far.</p>`}</details>`;
}

function tile(name: string, value: string, aside: string): Html {
  return html`<div><dt>${name}</dt><dd><strong>${value}</strong><span class="soft">${aside}</span></dd></div>`;
}

function costRow({ what, basis, usd, monthUsd, note }: CostEntry): Html {
  return html`<tr><th scope="row"><bdi>${what}</bdi></th><td class="words">${basis}</td><td>${amount(usd)}</td><td>${amount(monthUsd)}</td><td class="words soft">${note ?? ''}</td></tr>`;
}

function amount(usd: number | null): Html {
  return usd === null ? html`<span class="missing">not known</span>` : html`${dollars(usd)}`;
}

function dollars(usd: number): string {
  return usd > 0 && usd < 0.005 ? 'below $0.01' : `$${usd.toFixed(2)}`;
}

function monthName(month: string): string {
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
}
