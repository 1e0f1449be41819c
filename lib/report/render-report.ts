import { formatCount, formatFullDateTime, plural } from './format.ts';
import { type Html, html, trusted } from './html.ts';
import { mergeFindings } from './merge-findings.ts';
import { postFigures } from './post-figures.ts';
import type { ReportData } from './report-data.ts';
import { effectsSection, heatMapSection } from './sections/effects.ts';
import { errorsSection, notesSection } from './sections/errors.ts';
import { experimentsSection } from './sections/experiments.ts';
import { abstentionsSection, findingsSection } from './sections/findings.ts';
import { forecastsSection } from './sections/forecasts.ts';
import { freshnessStrip } from './sections/freshness.ts';
import { goalsSection } from './sections/goals.ts';
import { optimizationsSection } from './sections/optimizations.ts';
import { postsSection } from './sections/posts.ts';
import { summarySection } from './sections/summary.ts';
import { trendsSection } from './sections/trends.ts';
import { STYLESHEET } from './stylesheet.ts';

const CONTENTS = [
  ['findings', 'What stands'],
  ['open', 'What stays open'],
  ['changes', 'What to change'],
  ['experiments', 'What was put to the test'],
  ['effects', 'Best estimates'],
  ['goals', 'Engagement and followers'],
  ['hours', 'When it worked'],
  ['account', 'The account'],
  ['trends', 'What turned'],
  ['forecasts', 'How forecasts held'],
  ['errors', 'What went wrong'],
  ['posts', 'The posts'],
] as const;

/** Whatever text the page carries, a browser may neither load nor run anything because of it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * The report as one self-contained HTML file: no script, no network, readable from 320 px, in the dark and on paper.
 * @throws RangeError when the time zone is unknown.
 */
export function renderReport(data: ReportData): string {
  const posts = data.posts.map((post) => postFigures(post, data.generatedAt));
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer"><title>Hone: @${data.account.handle}</title><style>${trusted(STYLESHEET)}</style></head>
<body><a class="skip" href="#findings">Skip to the findings</a>
${data.simulated && html`<p class="simulated" role="note">Simulated account: these posts and their audience do not exist.</p>`}
<header><p class="eyebrow">Hone report</p><h1>@${data.account.handle}</h1>
<p class="headline">${headline(data)}</p>
<p class="soft">${formatFullDateTime(data.generatedAt, data.timeZone)}, ${data.timeZone}${data.account.pausedAt !== null && html` · <b class="trouble">paused</b>`}${data.account.autonomy !== null && html` · policy: ${data.account.autonomy}`}${data.account.publishing !== null && html` · publishing: ${data.account.publishing}`}</p>
${freshnessStrip(data)}
<nav aria-label="Contents">${contentsOf(data).map(([id, title]) => html`<a href="#${id}">${title}</a> `)}</nav></header>
<main>
${findingsSection(data)}
${abstentionsSection(data)}
${optimizationsSection(data)}
${experimentsSection(data)}
${effectsSection(data)}
${goalsSection(data)}
${heatMapSection(data, posts)}
${summarySection(data, posts)}
${trendsSection(data)}
${forecastsSection(data)}
${errorsSection(data)}
${postsSection(data, posts)}
${notesSection(data)}
</main>
<footer>${basis(data)}</footer></body></html>
`;
  return page.markup;
}

/** What is not there is not offered. */
function contentsOf({ experiments = [], trends, forecasts }: ReportData): (readonly [string, string])[] {
  const isThere = { experiments: experiments.length > 0, trends: trends != null, forecasts: forecasts != null };
  return CONTENTS.filter(([id]) => isThere[id as keyof typeof isThere] ?? true);
}

function headline({ analysis }: ReportData): string {
  if (analysis === null) return 'Not analysed yet.';
  const { abstentions } = analysis;
  const findings = mergeFindings(analysis.findings);
  const stands = findings.length === 0 ? 'Nothing stands yet' : `${plural(findings.length, 'finding')} stand`;
  const verb = findings.length === 1 ? 's' : '';
  return `${stands}${verb}; ${plural(abstentions.length, 'question')} ${abstentions.length === 1 ? 'stays' : 'stay'} open.`;
}

function basis({ analysis }: ReportData): Html | string {
  if (analysis === null) return '';
  const leftOut = Object.entries(analysis.posts.leftOut).filter(([, count]) => count > 0);
  return html`Rests on ${formatCount(analysis.posts.used)} of ${plural(analysis.posts.total, 'post')}, analysed as of ${analysis.now}${leftOut.length > 0 && html`; left out: ${leftOut.map(([why, count]) => `${formatCount(count)} ${why}`).join(', ')}`}.`;
}
