import { scaleQuantile } from 'd3-scale';
import { localClock, WEEKDAYS } from '../learning/local-time.ts';
import { formatShare, plural } from './format.ts';
import { type Html, html } from './html.ts';
import { type PostFigures, pooledRate } from './post-figures.ts';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const SHADES = [0, 1, 2, 3, 4];

/** Fewer posts than this say nothing about a cell: it is greyed. */
export const THIN_CELL_POSTS = 2;

/** Engagement rate by weekday and hour of publication, in the account's time zone. */
export function heatMap(posts: readonly PostFigures[], timeZone: string): Html {
  const clock = localClock(timeZone);
  const cells = new Map<number, PostFigures[]>();
  for (const post of posts) {
    if (post.engagementRate === null) continue;
    const { weekday, hour } = clock(post.postedAt.getTime());
    const key = weekday * 24 + hour;
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [post]);
    else cell.push(post);
  }
  const rates = [...cells.values()]
    .filter((cell) => cell.length >= THIN_CELL_POSTS)
    .map((cell) => pooledRate(cell) ?? 0);
  const shadeOf = scaleQuantile(rates.length > 0 ? rates : [0], SHADES);
  const rows = WEEKDAYS.map((name) => name.slice(0, 3)).map(
    (day, weekday) =>
      html`<tr><th scope="row">${day}</th>${HOURS.map((hour) => {
        const cell = cells.get(weekday * 24 + hour);
        const when = `${day} ${String(hour).padStart(2, '0')}:00`;
        if (cell === undefined) return html`<td class="empty" title="${when}: no posts"></td>`;
        const rate = pooledRate(cell);
        const thin = cell.length < THIN_CELL_POSTS;
        const words = `${when}: ${formatShare(rate)}, ${plural(cell.length, 'post')}${thin ? ' – too few to say' : ''}`;
        return html`<td class="${thin ? 'thin' : `shade-${shadeOf(rate ?? 0)}`}" title="${words}"><span class="hidden">${words}</span></td>`;
      })}</tr>`,
  );
  const edges = shadeOf.quantiles();
  return html`<table class="heat"><caption class="hidden">Engagement rate by weekday and hour, ${timeZone}</caption>
<thead><tr><td></td>${HOURS.map((hour) => html`<th scope="col" class="${hour % 6 === 0 ? '' : 'minor'}"><span>${String(hour).padStart(2, '0')}</span></th>`)}</tr></thead>
<tbody>${rows}</tbody></table>
<p class="legend">${
    rates.length > 0 &&
    SHADES.map((shade) => html`<span><i class="shade-${shade}"></i>${shadeWords(shade, edges)}</span>`)
  }<span><i class="thin"></i>one post: too few to say</span><span><i class="empty"></i>no posts</span></p>`;
}

function shadeWords(shade: number, edges: readonly number[]): string {
  const low = edges[shade - 1];
  const high = edges[shade];
  if (low === undefined) return `below ${formatShare(high)}`;
  return high === undefined ? `above ${formatShare(low)}` : `${formatShare(low)}–${formatShare(high)}`;
}
