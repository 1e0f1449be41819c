import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../lib/optimizing/analysis.ts';
import { forestPlot } from '../../../lib/report/forest-plot.ts';

const effect = (level: string, lift: number, interval: [number, number]): Effect => ({
  dimension: 'generator',
  level,
  effect: Math.log1p(lift),
  lift,
  interval,
  probabilityBest: 0.5,
  n: 12,
});
const plot = (effects: Effect[], truth: number | null = null) => forestPlot({ effects, truthOf: () => truth }).markup;
const positions = (markup: string) =>
  [...markup.matchAll(/class="estimate" cx="([\d.]+)%"/g)].map(([, x]) => Number(x));

describe('forestPlot', () => {
  it('has no effect in the middle, and twice as good as far from it as half as good', () => {
    const [none, twice, half] = positions(
      plot([effect('a', 0, [0, 0]), effect('b', 1, [1, 1]), effect('c', -0.5, [-0.5, -0.5])]),
    );
    expect(none).toBe(50);
    expect((twice ?? 0) - 50).toBeCloseTo(50 - (half ?? 0), 6);
  });

  it('tells by colour only what the interval tells', () => {
    const markup = plot([effect('a', 0.3, [0.1, 0.5]), effect('b', 0.3, [-0.1, 0.9]), effect('c', -0.3, [-0.5, -0.1])]);
    expect([...markup.matchAll(/forest-row (above|below|open)/g)].map(([, side]) => side)).toEqual([
      'above',
      'open',
      'below',
    ]);
  });

  it('ends an interval that leaves the plot in an arrow', () => {
    expect(plot([effect('a', 0, [-0.1, 0.1])])).not.toContain('class="beyond"');
    expect(plot([effect('a', 0, [-0.99, 30])]).match(/class="beyond"/g)).toHaveLength(2);
  });

  it('keeps labels apart', () => {
    const markup = plot([effect('a', 0.02, [-0.6, 1.9])]);
    const ticks = [...markup.matchAll(/<span style="left:([\d.]+)%">/g)]
      .map(([, x]) => Number(x))
      .sort((a, b) => a - b);
    expect(ticks).toContain(50);
    for (const [k, tick] of ticks.entries()) if (k > 0) expect(tick - ticks[k - 1]!).toBeGreaterThanOrEqual(14);
  });

  it('shows planted truth where there is some', () => {
    expect(plot([effect('a', 0.1, [0, 0.2])], 0.25)).toContain('+25%');
    expect(plot([effect('a', 0.1, [0, 0.2])])).not.toContain('class="truth"');
  });
});
