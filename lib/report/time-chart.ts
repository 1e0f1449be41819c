import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, curveMonotoneX, line } from 'd3-shape';
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
  formatValue: (value: number) => string;
  /** IANA zone in which the days are named. */
  timeZone: string;
  fromZero: boolean;
}

/** Paths are drawn in a square of this size and stretched; everything else is placed in percent and is not. */
const SIDE = 1000;

/** A chart over time that keeps its text size at any width: SVG for the plot, HTML for the labels. */
export function timeChart(chart: TimeChart): Html {
  const values = [...chart.line.map(({ value }) => value), ...(chart.dots ?? []).map(({ value }) => value)].filter(
    (value) => value !== null,
  );
  if (values.length === 0) return html`<p class="nothing">No readings yet.</p>`;
  const x = scaleUtc([chart.from, chart.to], [0, 100]);
  const y = scaleLinear(yDomain(values, chart.fromZero), [100, 0]).nice(4);
  const yTicks = y.ticks(4);
  // A label at the very edge would hang over it.
  const xTicks = x.ticks(5).filter((tick) => x(tick) <= 96);
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: chart.timeZone, day: 'numeric', month: 'short' });
  return html`<figure class="chart" role="img" aria-label="${chart.label}">
<div class="y" aria-hidden="true">${yTicks.map((tick) => html`<span style="top:${percent(y(tick))}">${chart.formatValue(tick)}</span>`)}</div>
<svg class="plot" aria-hidden="true">
${yTicks.map((tick) => html`<line class="grid" x1="0" x2="100%" y1="${percent(y(tick))}" y2="${percent(y(tick))}"/>`)}
${(chart.rug ?? []).map((at) => html`<line class="rug" x1="${percent(x(at))}" x2="${percent(x(at))}" y1="97%" y2="100%"/>`)}
${(chart.dots ?? []).map(
  (dot) =>
    html`<circle class="${dot.hollow ? 'dot hollow' : 'dot'}" cx="${percent(x(dot.at))}" cy="${percent(y(dot.value))}" r="2.6"><title>${dot.title}</title></circle>`,
)}
<svg viewBox="0 0 ${SIDE} ${SIDE}" preserveAspectRatio="none" width="100%" height="100%">${curve(chart.line, x, y)}</svg>
</svg>
<div class="x" aria-hidden="true">${xTicks.map((tick) => html`<span style="left:${percent(x(tick))}">${day.format(tick)}</span>`)}</div>
</figure>`;
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

function yDomain(values: readonly number[], fromZero: boolean): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (fromZero) return [0, high === 0 ? 1 : high];
  const room = high === low ? Math.max(1, Math.abs(high) * 0.01) : (high - low) * 0.08;
  return [low - room, high + room];
}

function percent(position: number): string {
  return `${position.toFixed(2)}%`;
}
