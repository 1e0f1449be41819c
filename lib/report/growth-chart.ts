import { scaleLinear, scaleLog } from 'd3-scale';
import { area, curveMonotoneX, line } from 'd3-shape';
import { formatCompact } from './format.ts';
import { type Html, html, trusted } from './html.ts';
import type { PostCurve } from './post-curves.ts';

/** Paths are drawn in a square of this size and stretched. */
const SIDE = 1000;
const YOUNGEST_HOURS = 0.25;
const OLDEST_HOURS = 168;
const AGE_TICKS = [
  [1, '1 h'],
  [6, '6 h'],
  [24, '1 d'],
  [168, '7 d'],
] as const;
const COUNT_TICKS = [0, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
const BAND_STEPS = 24;

/** The highest count that several curves have to show together, so that their heights compare. */
export function highestOf(curves: readonly PostCurve[]): number {
  return Math.max(
    10,
    ...curves.flatMap(({ readings, expected }) => [
      ...readings.map(({ engagements }) => engagements),
      expected?.(OLDEST_HOURS).high ?? 0,
    ]),
  );
}

/** Engagements over age, both on scales of ratios, over the band of what was expected. */
export function growthChart(
  { readings, expected }: PostCurve,
  { label, highest }: { label: string; highest: number },
): Html {
  const x = scaleLog([YOUNGEST_HOURS, OLDEST_HOURS], [0, 100]).clamp(true);
  const height = scaleLinear([0, Math.log(highest + 1)], [100, 0]).clamp(true);
  const y = (count: number) => height(Math.log(count + 1));
  const ticks = COUNT_TICKS.filter((count) => count <= highest);
  const points = readings.map(({ ageHours, engagements }) => ({ x: x(ageHours), y: y(engagements) }));
  return html`<div class="growth" role="img" aria-label="${label}">
<div class="y" aria-hidden="true">${ticks.map((count) => html`<span style="top:${percent(y(count))}">${formatCompact(count)}</span>`)}</div>
<svg class="plot" aria-hidden="true">
${ticks.map((count) => html`<line class="grid" x1="0" x2="100%" y1="${percent(y(count))}" y2="${percent(y(count))}"/>`)}
<svg viewBox="0 0 ${SIDE} ${SIDE}" preserveAspectRatio="none" width="100%" height="100%">${expected !== null && band(expected, x, y)}${curve(points)}</svg>
${points.map((point) => html`<circle class="dot" cx="${percent(point.x)}" cy="${percent(point.y)}" r="2.2"/>`)}
</svg>
<div class="x" aria-hidden="true">${AGE_TICKS.map(([hours, name]) => html`<span style="left:${percent(x(hours))}">${name}</span>`)}</div></div>`;
}

type Scale = (value: number) => number;

function band(expected: NonNullable<PostCurve['expected']>, x: Scale, y: Scale): Html {
  const steps = Array.from({ length: BAND_STEPS + 1 }, (_, step) => {
    const ageHours = YOUNGEST_HOURS * (OLDEST_HOURS / YOUNGEST_HOURS) ** (step / BAND_STEPS);
    const { middle, low, high } = expected(ageHours);
    return { x: x(ageHours) * 10, low: y(low) * 10, middle: y(middle) * 10, high: y(high) * 10 };
  });
  type Step = (typeof steps)[number];
  const shape = area<Step>()
    .x((step) => step.x)
    .y0((step) => step.low)
    .y1((step) => step.high)
    .digits(0);
  const middle = line<Step>()
    .x((step) => step.x)
    .y((step) => step.middle)
    .digits(0);
  return trusted(`<path class="band" d="${shape(steps) ?? ''}"/><path class="middle" d="${middle(steps) ?? ''}"/>`);
}

function curve(points: readonly { x: number; y: number }[]): Html {
  const shape = line<{ x: number; y: number }>()
    .x((point) => point.x * 10)
    .y((point) => point.y * 10)
    .curve(curveMonotoneX)
    .digits(0);
  return trusted(`<path class="curve" d="${shape([...points]) ?? ''}"/>`);
}

function percent(position: number): string {
  return `${position.toFixed(1)}%`;
}
