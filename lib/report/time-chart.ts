import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, curveMonotoneX, line } from 'd3-shape';
import { formatCount } from './format.ts';
import { type Html, html, trusted } from './html.ts';

export interface TimeChart {
  /** What the picture says, for those who do not see it. */
  label: string;
  from: Date;
  to: Date;
  dots?: readonly { at: Date; value: number; hollow: boolean; title: string }[];
  /** Null breaks the line: nobody looked, so nothing is drawn. */
  line: readonly { at: Date; value: number | null }[];
  /** Short strokes at the bottom: when posts were published. */
  rug?: readonly Date[];
  /** Moments that changed something, as strokes from top to bottom; names where there is room. */
  marks?: readonly { at: Date; name: string }[];
  formatValue: (value: number) => string;
  /** IANA zone in which the days are named. */
  timeZone: string;
  fromZero: boolean;
}

/** Paths are drawn in a square of this size and stretched; everything else is placed in percent and is not. */
const SIDE = 1000;
const DAY_MS = 86_400_000;

/** A chart over time that keeps its text size at any width: SVG for the plot, HTML for the labels. */
export function timeChart(chart: TimeChart): Html {
  const values = [...chart.line.map(({ value }) => value), ...(chart.dots ?? []).map(({ value }) => value)].filter(
    (value) => value !== null,
  );
  if (values.length === 0) return html`<p class="nothing">No readings yet.</p>`;
  const x = scaleUtc([chart.from, chart.to], [0, 100]);
  const y = scaleLinear(yDomain(values, chart.fromZero), [100, 0]).nice(4);
  const top = y.domain()[1] ?? 0;
  const yTicks = y.ticks(4);
  // A label at the very edge would hang over it.
  const xTicks = x.ticks(5).filter((tick) => x(tick) <= 96);
  const labels = dates(chart);
  const yLabels = distinct(yTicks, chart.formatValue) ?? yTicks.map(formatCount);
  const xLabels = distinct(xTicks, labels.day) ?? xTicks.map(labels.time);
  return html`<figure class="chart" role="img" aria-label="${chart.label}">
<div class="y" aria-hidden="true">${yTicks.map((tick, k) => html`<span style="top:${percent(y(tick))}">${yLabels[k]}</span>`)}</div>
<svg class="plot" aria-hidden="true">
${yTicks.map((tick) => html`<line class="grid" x1="0" x2="100%" y1="${percent(y(tick))}" y2="${percent(y(tick))}"/>`)}
${marks(chart, x)}
${(chart.rug ?? []).map((at) => html`<line class="rug" x1="${percent(x(at))}" x2="${percent(x(at))}" y1="97%" y2="100%"/>`)}
${(chart.dots ?? []).map((dot) =>
  dot.value > top
    ? html`<svg x="${percent(x(dot.at))}" y="0" overflow="visible"><path class="outlier" d="M-4 5 0 0 4 5"><title>${dot.title}</title></path></svg>`
    : html`<circle class="${dot.hollow ? 'dot hollow' : 'dot'}" cx="${percent(x(dot.at))}" cy="${percent(y(dot.value))}" r="2.6"><title>${dot.title}</title></circle>`,
)}
<svg viewBox="0 0 ${SIDE} ${SIDE}" preserveAspectRatio="none" width="100%" height="100%">${curve(chart.line, x, y)}</svg>
</svg>
<div class="${xTicks.length > 4 ? 'x crowded' : 'x'}" aria-hidden="true">${xTicks.map((tick, k) => html`<span style="left:${percent(x(tick))}">${xLabels[k]}</span>`)}</div>
</figure>`;
}

/** Closer names, in percent of the width, would touch on a small screen. */
const CLOSEST_NAMES = 24;

/** Every mark is drawn; the newest has its name, and older ones as far as there is room. Names come after all lines: nothing crosses them. */
function marks({ marks: all = [], from, to }: TimeChart, x: Scale<Date>): Html[] {
  let free = Number.POSITIVE_INFINITY;
  const newestFirst = all
    .filter(({ at }) => at >= from && at <= to)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
    .map(({ at, name }) => ({ left: x(at), name }));
  const lines = newestFirst.map(
    ({ left, name }) =>
      html`<line class="mark" x1="${percent(left)}" x2="${percent(left)}" y1="0" y2="100%"><title>${name}</title></line>`,
  );
  const names = newestFirst.flatMap(({ left, name }) => {
    if (free - left < CLOSEST_NAMES) return [];
    free = left;
    const [anchor, shift] = left > 50 ? ['end', -4] : ['start', 4];
    return [
      html`<text class="mark-name" x="${percent(left)}" dx="${shift}" y="9" text-anchor="${anchor}">${name}</text>`,
    ];
  });
  return [...lines, ...names];
}

type Scale<Domain> = (value: Domain) => number;

function curve(points: TimeChart['line'], x: Scale<Date>, y: Scale<number>): Html {
  const scaled = points.map(({ at, value }) => ({ x: x(at) * 10, y: value === null ? null : y(value) * 10 }));
  const shape = line<(typeof scaled)[number]>()
    .defined((point) => point.y !== null)
    .x((point) => point.x)
    .y((point) => point.y ?? 0)
    .curve(curveMonotoneX)
    .digits(1);
  const under = area<(typeof scaled)[number]>()
    .defined((point) => point.y !== null)
    .x((point) => point.x)
    .y0(SIDE)
    .y1((point) => point.y ?? 0)
    .curve(curveMonotoneX)
    .digits(1);
  return trusted(`<path class="under" d="${under(scaled) ?? ''}"/><path class="curve" d="${shape(scaled) ?? ''}"/>`);
}

/** A single post that went round the world must not flatten all others: it is drawn as an arrow at the upper edge. */
function yDomain(values: readonly number[], fromZero: boolean): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[0] ?? 0;
  const high = sorted.at(-1) ?? 0;
  if (!fromZero) {
    const room = high === low ? Math.max(2, Math.abs(high) * 0.01) : (high - low) * 0.08;
    return [low - room, high + room];
  }
  const usual = (sorted[Math.ceil((sorted.length - 1) * 0.98)] ?? 0) * 1.25;
  return [0, Math.min(high, usual) || high || 1];
}

/** Labels of ticks, or null when two of them would read the same. */
function distinct<Tick>(ticks: readonly Tick[], format: (tick: Tick) => string): string[] | null {
  const labels = ticks.map(format);
  return new Set(labels).size === labels.length ? labels : null;
}

function dates({ timeZone, from, to }: TimeChart): Record<'day' | 'time', (at: Date) => string> {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short' });
  const withinADay = to.getTime() - from.getTime() <= DAY_MS;
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    ...(!withinADay && { weekday: 'short' }),
  });
  return { day: (at) => day.format(at), time: (at) => time.format(at) };
}

function percent(position: number): string {
  return `${position.toFixed(2)}%`;
}
