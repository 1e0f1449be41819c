import { formatFullDateTime } from '../format.ts';
import { heroOf } from '../hero.ts';
import { type Html, html } from '../html.ts';
import type { ReportData } from '../report-data.ts';
import { freshnessStrip } from './freshness.ts';

/** What a person reads first: is it of today, what is the one thing to know, what happens next. */
export function heroSection(data: ReportData): Html {
  const { account, generatedAt, timeZone, simulated } = data;
  const { freshness, statement, detail, next } = heroOf(data);
  return html`<header>
<h1><span>Hone report</span> <bdi>@${account.handle}</bdi></h1>
<p class="when"><time datetime="${generatedAt.toISOString()}">${formatFullDateTime(generatedAt, timeZone)}</time> <span class="soft">${timeZone}</span></p>
<p class="pulse ${freshness.state}"><span class="sign" aria-hidden="true"></span><span>${freshness.words}${simulated && html` <span class="simulation">(simulated)</span>`}</span></p>
<p class="statement">${statement}</p>
${detail.map((sentence) => html`<p class="detail">${sentence}</p>`)}
<ul class="next" aria-label="At a glance">${next.map((words) => html`<li>${words}</li>`)}
${account.autonomy !== null && html`<li>policy: ${AUTONOMY_WORDS[account.autonomy] ?? account.autonomy}</li>`}${account.publishing !== null && html`<li>publishing: ${account.publishing}</li>`}</ul>
${freshnessStrip(data)}
</header>`;
}

const AUTONOMY_WORDS: Readonly<Record<string, string>> = {
  observe: 'observed only',
  recommend: 'changes when you agree',
  auto: 'changes by itself, within bounds',
};
