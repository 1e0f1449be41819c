import { type AttributedFollowers, attributeFollowers } from '../../learning/follower-attribution.ts';
import { PRIOR_MATURITY } from '../../learning/maturity-curve.ts';
import { normaliseHistory } from '../../learning/normalise-history.ts';
import { followerReadings } from '../follower-readings.ts';
import { formatCount, formatDateTime, formatHours, formatShare, formatSigned, MISSING, plural } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { PostFigures } from '../post-figures.ts';
import type { ReportData } from '../report-data.ts';
import { section } from './section.ts';

const SHOWN_AT_ONCE = 15;
/** A long account must not make a long page; all posts are in the export. */
const MOST_POSTS = 300;
const MOST_TEXT = 280;
/** A post this young is read often; a reading older than this is called stale. */
const YOUNG_HOURS = 168;
const STALE_HOURS = 26;
/** Standard deviations on each side of an estimate: 19 in 20. */
const REACH = 2;

type FollowersById = ReadonlyMap<string, AttributedFollowers>;

export function postsSection(data: ReportData, posts: readonly PostFigures[]): Html {
  const newestFirst = posts.toSorted((a, b) => b.postedAt.getTime() - a.postedAt.getTime());
  const rest = newestFirst.slice(SHOWN_AT_ONCE, MOST_POSTS);
  const left = Math.max(0, newestFirst.length - MOST_POSTS);
  const followers = followersOf(data);
  return section({
    id: 'posts',
    title: 'The posts',
    lead:
      posts.length > 0 &&
      html`Newest first, as last read. <span class="missing">${MISSING}</span> is a number X did not give; 0 is zero.`,
    body:
      posts.length === 0
        ? html`<p class="nothing">No posts yet.</p>`
        : html`${postsTable(data, newestFirst.slice(0, SHOWN_AT_ONCE), followers)}
${rest.length > 0 && html`<details><summary>${plural(rest.length, 'older post')}</summary>${postsTable(data, rest, followers)}</details>`}${left > 0 && html`<p class="soft">${plural(left, 'more post')} of four weeks: <code>hone export posts</code></p>`}`,
  });
}

/** What each post brought, counted by X or, far less surely, from the account's own readings by day. */
function followersOf(data: ReportData): FollowersById {
  const { posts, generatedAt, analysis } = data;
  const readings = followerReadings(data);
  const growth = (analysis?.maturity ?? PRIOR_MATURITY).engagements;
  const { posts: known } = normaliseHistory(posts, generatedAt.getTime());
  return new Map(attributeFollowers({ posts: known, readings, growth }).posts.map((one) => [one.id, one]));
}

function followersWords({ mean, sd, basis }: AttributedFollowers): string {
  if (basis === 'counted') return plural(mean, 'new follow');
  const [middle, low, high] = [mean, mean - REACH * sd, mean + REACH * sd].map((value) =>
    formatSigned(Math.round(value)),
  );
  return `followers about ${middle} (${low} to ${high})`;
}

function postsTable(data: ReportData, posts: readonly PostFigures[], followers: FollowersById): Html {
  return html`<table class="posts"><thead><tr><th scope="col">posted</th><th scope="col">post</th><th scope="col">impressions</th><th scope="col">engagements</th><th scope="col">rate</th><th scope="col">read</th></tr></thead>
<tbody>${posts.map((post) => postRow(data, post, followers.get(post.post.tweet_id)))}</tbody></table>`;
}

function postRow(data: ReportData, figures: PostFigures, followers: AttributedFollowers | undefined): Html {
  const { post } = figures;
  const text = shorten((post.content ?? '').replace(/\s*\n\s*/g, '\n'));
  return html`<tr><td data-label="posted">${formatDateTime(figures.postedAt, data.timeZone)}</td>
<td class="text">${text === '' ? html`<span class="missing" title="text not known">${MISSING}</span>` : html`<bdi>${text}</bdi>`}
<span class="soft tags"><bdi>${post.generator_name ?? 'generator unknown'}</bdi> · ${post.decision_type ?? 'format unknown'}${post.topic != null && html` · <bdi>${post.topic}</bdi>`}${post.is_holdout === true && ' · holdout'}${followers !== undefined && ` · ${followersWords(followers)}`}</span></td>
${number('impressions', formatCount(figures.impressions))}${number('engagements', formatCount(figures.engagements))}${number('rate', formatShare(figures.engagementRate, 1))}
<td data-label="read">${readWords(figures, data.generatedAt)}</td></tr>`;
}

function number(label: string, text: string): Html {
  const missing = text === MISSING;
  return html`<td class="number${missing && ' missing'}" data-label="${label}"${missing && html` title="not known"`}>${text}</td>`;
}

function readWords({ readAt, ageHours, postedAt }: PostFigures, now: Date): Html {
  if (readAt === null) return html`<span class="missing">never</span>`;
  const sinceReading = (now.getTime() - readAt.getTime()) / 3_600_000;
  const young = (now.getTime() - postedAt.getTime()) / 3_600_000 < YOUNG_HOURS;
  const stale = young && sinceReading > STALE_HOURS;
  return html`<span${stale && html` class="stale" title="not read for ${formatHours(sinceReading)}"`}>at ${formatHours(ageHours)}${stale && ' · stale'}</span>`;
}

function shorten(text: string): string {
  const characters = Array.from(text);
  return characters.length <= MOST_TEXT ? text : `${characters.slice(0, MOST_TEXT).join('')}…`;
}
