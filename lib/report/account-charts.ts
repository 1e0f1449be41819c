import { chartTable, lastOfDays } from './chart-table.ts';
import { formatCompact, formatCount, formatShare, plural } from './format.ts';
import { type Html, html } from './html.ts';
import { type PostFigures, pooledRate } from './post-figures.ts';
import type { ReportData } from './report-data.ts';
import { timeChart } from './time-chart.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** Younger posts still collect engagement; their dots are hollow. */
const SETTLED_HOURS = 24;
const CURVE_STEPS = 60;
const MOST_POINTS = 400;

/** When the policy changed, which is where a curve may turn. */
function policyMarks({ policies = [] }: ReportData) {
  return policies.filter(({ version }) => version > 1).map(({ version, at }) => ({ at, name: `policy ${version}` }));
}

function markKey(data: ReportData): Html | null {
  return policyMarks(data).length === 0 ? null : html`<span><i class="key-mark"></i>the policy changed</span>`;
}

/** Followers are read every ten minutes; a curve needs no more points than it has pixels. */
function thinned<Reading>(readings: readonly Reading[]): readonly Reading[] {
  const step = Math.ceil(readings.length / MOST_POINTS);
  return readings.filter((_, i) => (readings.length - 1 - i) % step === 0);
}

/** Engagement rate of single posts and of the seven days before, with the numbers by day. */
export function rateChart(data: ReportData, posts: readonly PostFigures[]): Html {
  const rated = posts.filter(({ engagementRate }) => engagementRate !== null);
  if (rated.length === 0) return html`<p class="nothing">No post has both impressions and engagements yet.</p>`;
  const first = Math.min(...rated.map(({ postedAt }) => postedAt.getTime()));
  const last = Math.max(...rated.map(({ postedAt }) => postedAt.getTime()));
  const line: { at: Date; value: number | null }[] = [];
  for (let step = 0; step <= CURVE_STEPS; step++) {
    const at = first + ((last - first) * step) / CURVE_STEPS;
    const trailing = rated.filter(({ postedAt }) => postedAt.getTime() <= at && postedAt.getTime() > at - WEEK_MS);
    line.push({ at: new Date(at), value: pooledRate(trailing) });
  }
  const chart = timeChart({
    label: `Engagement rate of ${plural(rated.length, 'post')}; the last seven days pooled: ${formatShare(line.at(-1)?.value)}`,
    from: new Date(first),
    to: new Date(Math.max(data.generatedAt.getTime(), first + DAY_MS)),
    dots: rated.map((post) => ({
      at: post.postedAt,
      value: post.engagementRate ?? 0,
      hollow: (post.ageHours ?? 0) < SETTLED_HOURS,
      title: `${formatShare(post.engagementRate)} – ${(post.post.content ?? post.post.tweet_id).slice(0, 80)}`,
    })),
    line,
    marks: policyMarks(data),
    formatValue: (value) => formatShare(value),
    timeZone: data.timeZone,
    fromZero: true,
  });
  const days = lastOfDays(line, data.timeZone);
  const keys = html`<p class="legend"><span><i class="key-curve"></i>seven days pooled</span><span><i class="key-dot"></i>one post</span><span><i class="key-hollow"></i>read before it was ${SETTLED_HOURS} h old</span><span><i class="key-outlier"></i>above the scale</span>${markKey(data)}</p>`;
  return html`${chart}${keys}${chartTable({ summary: 'By day', head: ['day', 'seven days pooled'], rows: days.map(({ day, value }) => [day, formatShare(value, 1)]) })}`;
}

/** Followers over time, with the posts below and the numbers by day. */
export function followerChart(data: ReportData, posts: readonly PostFigures[]): Html {
  const readings = data.followers.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const first = readings[0];
  const last = readings.at(-1);
  if (first === undefined || last === undefined) return html`<p class="nothing">No follower count was read yet.</p>`;
  if (readings.length === 1) {
    return html`<p class="nothing">One reading so far, ${formatCount(first.followers)}. A curve needs two.</p>`;
  }
  const to = new Date(Math.max(data.generatedAt.getTime(), first.at.getTime() + DAY_MS / 24));
  const chart = timeChart({
    label: `Followers from ${formatCount(first.followers)} to ${formatCount(last.followers)}`,
    from: first.at,
    to,
    line: thinned(readings).map(({ at, followers }) => ({ at, value: followers })),
    marks: policyMarks(data),
    rug: posts.filter(({ postedAt }) => postedAt >= first.at && postedAt <= to).map(({ postedAt }) => postedAt),
    formatValue: formatCompact,
    timeZone: data.timeZone,
    fromZero: false,
  });
  const days = lastOfDays(readings, data.timeZone);
  const keys = html`<p class="legend"><span><i class="key-curve"></i>followers</span><span><i class="key-rug"></i>a post</span>${markKey(data)}</p>`;
  return html`${chart}${keys}${chartTable({ summary: 'By day', head: ['day', 'followers'], rows: days.map(({ day, followers }) => [day, formatCount(followers)]) })}`;
}
