import { formatCount, plural } from './format.ts';
import { type Html, html, trusted } from './html.ts';
import { postFigures } from './post-figures.ts';
import type { ReportData } from './report-data.ts';
import { auditSection } from './sections/audit.ts';
import { costSection } from './sections/cost.ts';
import { effectsSection, heatMapSection } from './sections/effects.ts';
import { errorsSection, notesSection } from './sections/errors.ts';
import { experimentsSection } from './sections/experiments.ts';
import { abstentionsSection, findingsSection } from './sections/findings.ts';
import { forecastsSection } from './sections/forecasts.ts';
import { goalsSection } from './sections/goals.ts';
import { heroSection } from './sections/hero.ts';
import { optimizationsSection } from './sections/optimizations.ts';
import { postCurvesSection } from './sections/post-curves.ts';
import { postsSection } from './sections/posts.ts';
import { summarySection } from './sections/summary.ts';
import { trendsSection } from './sections/trends.ts';
import { STYLESHEET } from './stylesheet.ts';

const CONTENTS = [
  ['account', 'The account'],
  ['findings', 'What stands'],
  ['open', 'What stays open'],
  ['changes', 'What changes'],
  ['experiments', 'What was put to the test'],
  ['effects', 'Best estimates'],
  ['goals', 'Engagement and followers'],
  ['hours', 'When it worked'],
  ['growth', 'How posts grow'],
  ['trends', 'What turned'],
  ['forecasts', 'How forecasts held'],
  ['errors', 'What went wrong'],
  ['cost', 'What it costs'],
  ['audit', 'Who changed what'],
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
<body><a class="skip" href="#account">Skip to the report</a>
${data.simulated && html`<p class="simulated" role="note">Simulated account: these posts and their audience do not exist.</p>`}
${heroSection(data)}
<nav aria-label="Contents">${contentsOf(data).map(([id, title]) => html`<a href="#${id}">${title}</a> `)}</nav>
<main>
${summarySection(data, posts)}
${findingsSection(data)}
${abstentionsSection(data)}
${optimizationsSection(data)}
${experimentsSection(data)}
${effectsSection(data)}
${goalsSection(data)}
${heatMapSection(data, posts)}
${postCurvesSection(data, posts)}
${trendsSection(data)}
${forecastsSection(data)}
${errorsSection(data)}
${notesSection(data)}
${costSection(data)}
${auditSection(data)}
${postsSection(data, posts)}
</main>
<footer>${basis(data)}</footer></body></html>
`;
  return page.markup;
}

/** What is not there is not offered. */
function contentsOf({ experiments = [], trends, forecasts, cost, audit }: ReportData): (readonly [string, string])[] {
  const isThere = {
    experiments: experiments.length > 0,
    trends: trends != null,
    forecasts: forecasts != null,
    cost: cost !== undefined,
    audit: audit !== undefined,
  };
  return CONTENTS.filter(([id]) => isThere[id as keyof typeof isThere] ?? true);
}

function basis({ analysis }: ReportData): Html | string {
  if (analysis === null) return '';
  const leftOut = Object.entries(analysis.posts.leftOut).filter(([, count]) => count > 0);
  return html`Rests on ${formatCount(analysis.posts.used)} of ${plural(analysis.posts.total, 'post')}, analysed as of ${analysis.now}${leftOut.length > 0 && html`; left out: ${leftOut.map(([why, count]) => `${formatCount(count)} ${why}`).join(', ')}`}.`;
}
