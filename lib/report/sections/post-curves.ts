import { chartTable } from '../chart-table.ts';
import { BAND_SHARE } from '../expected-curve.ts';
import { formatCount, formatDateTime, formatHours, formatShare, plural } from '../format.ts';
import { growthChart, highestOf } from '../growth-chart.ts';
import { type Html, html } from '../html.ts';
import { chooseCurves, type PostCurve, wholeCounts } from '../post-curves.ts';
import type { PostFigures } from '../post-figures.ts';
import type { ReportData } from '../report-data.ts';
import { section } from './section.ts';

/** A long account must not make a long page. */
const NEWEST = 9;
const OUTSTANDING = 3;
const TEXT_WIDTH = 90;
const VERDICT_WORDS = {
  above: 'more than expected',
  within: 'as expected',
  below: 'less than expected',
  unknown: 'nothing to compare with yet',
} as const;

/** Single posts as they grow, against what was to be expected of them. */
export function postCurvesSection(data: ReportData, posts: readonly PostFigures[]): Html {
  const { newest, outstanding } = chooseCurves(data, posts, { newest: NEWEST, outstanding: OUTSTANDING });
  const all = [...newest, ...outstanding];
  return section({
    id: 'growth',
    title: 'How posts grow',
    lead:
      all.length > 0 &&
      html`Engagements by age; both axes are logarithmic. The band is what was expected when the post went out: where
${formatShare(BAND_SHARE, 0)} of the account’s posts or more end up, by its own growth curve and the level of up to 60 posts before.`,
    body:
      all.length === 0
        ? html`<p class="nothing">No post was read twice yet: a curve needs two readings.</p>`
        : html`<h3>The newest</h3>${figures(data, newest, highestOf(all))}
${outstanding.length > 0 && html`<h3>What stood out most in four weeks</h3>${figures(data, outstanding, highestOf(all))}`}
<p class="legend"><span><i class="key-curve"></i>engagements, a dot per reading</span><span><i class="key-band"></i>expected</span></p>
${chartTable({ summary: 'These posts in numbers', head: ['posted', 'age', 'engagements', 'expected', ''], rows: all.map((curve) => row(data, curve)) })}`,
  });
}

function figures(data: ReportData, curves: readonly PostCurve[], highest: number): Html {
  return html`<ul class="growths">${curves.map((curve) => figure(data, curve, highest))}</ul>`;
}

function figure(data: ReportData, curve: PostCurve, highest: number): Html {
  const { post, postedAt } = curve.figures;
  const words = inWords(curve);
  const text = (post.content ?? '').replace(/\s+/g, ' ');
  const shown =
    Array.from(text).length > TEXT_WIDTH
      ? `${Array.from(text)
          .slice(0, TEXT_WIDTH - 1)
          .join('')}…`
      : text;
  return html`<li class="${curve.verdict}"><p class="about"><span class="soft">${formatDateTime(postedAt, data.timeZone)} · <bdi>${post.generator_name ?? 'generator unknown'}</bdi></span><br><bdi>${shown === '' ? 'text not known' : shown}</bdi></p>
${growthChart(curve, { label: words, highest })}
<p class="outcome">${words}</p></li>`;
}

function inWords(curve: PostCurve): string {
  const { ageHours, engagements } = curve.readings.at(-1)!;
  const expected = expectedWords(curve);
  return `${plural(engagements, 'engagement')} at ${formatHours(ageHours)}: ${VERDICT_WORDS[curve.verdict]}${expected === '' ? '' : ` (${expected})`}`;
}

function expectedWords({ readings, expected }: PostCurve): string {
  if (expected === null) return '';
  const { low, high } = wholeCounts(expected(readings.at(-1)!.ageHours));
  return `${formatCount(low)} to ${formatCount(high)}`;
}

function row({ timeZone }: ReportData, curve: PostCurve): string[] {
  const { ageHours, engagements } = curve.readings.at(-1)!;
  return [
    formatDateTime(curve.figures.postedAt, timeZone),
    formatHours(ageHours),
    formatCount(engagements),
    expectedWords(curve) || '–',
    VERDICT_WORDS[curve.verdict],
  ];
}
