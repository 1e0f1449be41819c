import { describe, expect, it } from 'vitest';
import { timeChart } from '../../../lib/report/time-chart.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 1);
const at = (days: number) => new Date(START + days * DAY);
const base = { label: 'a chart', formatValue: (value: number) => `${value}`, fromZero: true, timeZone: 'UTC' };

describe('timeChart', () => {
  it('draws one dot per value, where it belongs', () => {
    const dots = [0, 5, 10].map((value) => ({ at: at(value), value, hollow: value === 10, title: `${value}` }));
    const { markup } = timeChart({ ...base, from: at(0), to: at(10), dots, line: [] });
    expect(markup).toContain('<circle class="dot" cx="0.00%" cy="100.00%" r="2.6"><title>0</title>');
    expect(markup).toContain('<circle class="dot" cx="50.00%" cy="50.00%" r="2.6"><title>5</title>');
    expect(markup).toContain('<circle class="dot hollow" cx="100.00%" cy="0.00%" r="2.6"><title>10</title>');
  });

  it('breaks the line where nothing is known instead of drawing zero', () => {
    const line = [1, 2, null, 3, 4].map((value, day) => ({ at: at(day), value }));
    const { markup } = timeChart({ ...base, from: at(0), to: at(4), line });
    expect(markup.match(/class="curve" d="([^"]*)"/)?.[1]?.match(/M/g)).toHaveLength(2);
  });

  it('puts a value far above all others at the edge, not the others at the bottom', () => {
    const dots = Array.from({ length: 100 }, (_, k) => ({
      at: at(k),
      value: k === 50 ? 900 : 10,
      hollow: false,
      title: '',
    }));
    const { markup } = timeChart({ ...base, from: at(0), to: at(99), dots, line: [] });
    expect(markup.match(/class="outlier"/g)).toHaveLength(1);
    expect(markup).not.toContain('900');
  });

  it('labels neighbouring ticks apart: hours within a day, whole counts where 2.9K would repeat', () => {
    const line = [2908, 2909].map((value, hour) => ({ at: new Date(START + hour * 3_600_000), value }));
    const { markup } = timeChart({
      ...base,
      from: at(0),
      to: new Date(START + 3_600_000),
      line,
      fromZero: false,
      formatValue: () => '2.9K',
      timeZone: 'Asia/Kolkata',
    });
    expect(markup).toContain('>05:30</span>');
    expect(markup).toContain('>2,908</span>');
    expect(markup).not.toContain('2.9K');
  });

  it('says so when there is nothing to draw', () => {
    const line = [{ at: at(0), value: null }];
    expect(timeChart({ ...base, from: at(0), to: at(1), line }).markup).toContain('No readings yet.');
  });
});
