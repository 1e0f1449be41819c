import { followerGrowth } from '../../learning/follower-growth.ts';
import { followerChart, rateChart } from '../account-charts.ts';
import { followerReadings } from '../follower-readings.ts';
import { formatCount, formatLift, formatShare, formatSigned, MISSING, plural } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { PostFigures } from '../post-figures.ts';
import type { ReportData } from '../report-data.ts';
import { weekFigures } from '../week.ts';
import { section } from './section.ts';

/** The account in four numbers and two curves: the last seven days against the seven before. */
export function summarySection(data: ReportData, posts: readonly PostFigures[]): Html {
  const week = weekFigures(posts, data.followers, data.generatedAt);
  const { engagementRate: rate, engagementRateBefore: before } = week;
  return section({
    id: 'account',
    title: 'The account',
    lead: 'The last seven days against the seven before.',
    body: html`<dl class="tiles">
${tile('Engagement rate', formatShare(rate), rate === null || before === null ? 'as last read; too few readings at 24 h to compare weeks' : `at 24 h; ${formatLift(rate / before - 1)} against ${formatShare(before)} the week before`)}
${tile('Followers', formatCount(week.followers), followersAside(data, week.followerChange))}
${tile('Posts', formatCount(week.posts), `${formatCount(week.postsBefore)} the week before`)}
${tile('Read', week.posts === 0 ? MISSING : formatShare(week.read / week.posts, 0), `${week.read} of ${plural(week.posts, 'post')} of the week have metrics`)}
</dl>
<div class="charts"><div><h3>Engagement rate</h3>${rateChart(data, posts)}</div>
<div><h3>Followers</h3>${followerChart(data, posts)}</div></div>`,
  });
}

function followersAside(data: ReportData, change: number | null): string {
  const { perDay } = followerGrowth(followerReadings(data));
  const week = change === null ? 'no reading a week ago' : `${formatSigned(change)} in seven days`;
  if (perDay === null) return week;
  const [median, low, high] = [perDay.median, ...perDay.interval].map((value) => formatSigned(Math.round(value)));
  return `${week}; a usual day brings ${median} (95% interval ${low} to ${high})`;
}

function tile(name: string, value: string, aside: string): Html {
  return html`<div><dt>${name}</dt><dd><strong${value === MISSING && html` class="missing" title="not known"`}>${value}</strong><span class="soft">${aside}</span></dd></div>`;
}
