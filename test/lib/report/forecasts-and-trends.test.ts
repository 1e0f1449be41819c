import { describe, expect, it } from 'vitest';
import { forecastRecord } from '../../../lib/forecasting/forecast-record.ts';
import { renderReport } from '../../../lib/report/render-report.ts';
import { renderStatus, statusOf } from '../../../lib/report/render-status.ts';
import type { ForecastStanding, TrendNews } from '../../../lib/report/report-data.ts';
import { trendSentence } from '../../../lib/report/trend-words.ts';
import { sampleReport } from './sample-report.ts';

const at = new Date('2026-11-22T08:00:00Z');

/** Forecasts of which four in five intervals held, each nearer to what came than the recent level by the gain. */
const standing = (n: number, gain: number): ForecastStanding => ({
  kind: { target: 'engagement_rate', ageHours: 24, earlyHours: 0 },
  record: forecastRecord(
    Array.from({ length: n }, (_, i) => ({
      madeAt: new Date(at.getTime() + i),
      nominalCoverage: 0.8,
      ownMedian: 0.03,
      probabilityAboveMedian: 0.7,
      actual: i % 10 < 7 ? 0.04 : 0.02,
      error: (1 - gain) * Math.sin(i),
      recentLevelError: Math.sin(i),
      covered: i % 5 !== 0,
    })),
  ),
});
const shift: TrendNews = {
  at,
  type: 'trend_alert',
  severity: 'warning',
  data: {
    series: 'reach',
    kind: 'level_shift',
    direction: 'down',
    value: 1210,
    expected: 3050,
    since: '2026-11-12T00:00:00.000Z',
  },
};
const rising: TrendNews = {
  at: new Date(at.getTime() - 20 * 86_400_000),
  type: 'rising_topic',
  severity: 'info',
  data: { topic: '<b>sleep', lift: 0.62, interval: [0.31, 1.01], recentPosts: 9 },
};

describe('forecasts and trends', () => {
  it('say in words how forecasts held, and abstain where too few were judged', () => {
    const text = renderStatus(statusOf(sampleReport({ forecasts: [standing(40, 0.25), standing(7, 0.25)] })));
    expect(text).toContain('Forecasts       2 kinds judged, 1 of them calibrated and with skill\n');
    expect(text).toMatch(
      /engagement rate at 24 h, before publishing: 80% intervals held 80% \(65% to 90%\) of 40; error 25% \(± \d+\) below that of the recent level, 40 posts\n/,
    );
    expect(text).toContain('not enough judged to say what it is worth: 7 of 20');
  });

  it('say when a forecast knows nothing or has lost its skill', () => {
    const text = renderStatus(statusOf(sampleReport({ forecasts: [standing(40, -0.1)] })));
    expect(text).toContain('knows no more than the recent level: error 10%');
    const lost = { ...standing(40, -0.1).record, verdict: 'lost' as const };
    const page = renderReport(sampleReport({ forecasts: [{ ...standing(40, -0.1), record: lost }] }));
    expect(page).toContain('<span class="strength escalating">lost its skill</span>');
    expect(page).toContain('has lost its skill: error 10%');
    expect(page).toContain('<th scope="row">60% to 80%</th><td>70%</td><td>70%</td><td>40</td>');
  });

  it('give no verdict on forecasts of which too few were judged', () => {
    const page = renderReport(sampleReport({ forecasts: [standing(7, 0.25)] }));
    expect(page).toContain('no verdict on these');
    expect(page).toContain('<td>7 of 20</td><td>5 of 7</td>');
    expect(page).not.toContain('intervals held');
  });

  it('are said to rank texts only where they are what texts are ranked by', () => {
    const good = standing(40, 0.25);
    const page = (kind: Partial<ForecastStanding['kind']>) =>
      renderReport(sampleReport({ forecasts: [{ ...good, kind: { ...good.kind, ...kind } }] }));
    expect(page({})).toContain('may rank texts');
    expect(page({ earlyHours: 1 })).not.toContain('may rank texts');
    expect(page({ ageHours: 168 })).not.toContain('may rank texts');
  });

  it('tell what turned with its figures, the newest week in the status and all of it in the report', () => {
    const data = sampleReport({ trends: [shift, rising] });
    const text = renderStatus(statusOf(data));
    expect(text).toContain('Trends          1 event in seven days\n');
    expect(text).toContain('2 h ago: Reach per post moved to a lower level: 1.2K, 3.1K was usual, since 2026-11-12.');
    const page = renderReport(data);
    expect(page).toContain(
      'The topic &lt;b&gt;sleep is rising: +62% (+31% to +101%) against its own past, 9 recent posts.',
    );
    expect(page).toContain('<a href="#trends">What turned</a>');
  });

  it('say that nothing turned, and nothing at all where nobody looked', () => {
    expect(renderStatus(statusOf(sampleReport({ trends: [] })))).toContain(
      'Trends          nothing unusual in seven days\n',
    );
    expect(renderReport(sampleReport({ forecasts: [] }))).toContain('No forecast has come true yet.');
    expect(renderStatus(statusOf(sampleReport()))).not.toMatch(/Trends|Forecasts/);
    expect(renderReport(sampleReport())).not.toMatch(/#trends|#forecasts/);
  });

  it('leave out what an event does not hold', () => {
    expect(trendSentence({ ...shift, data: { series: 'engagement', kind: 'spike', direction: 'up' } })).toBe(
      'Engagement per post spiked.',
    );
    const ofTopic = { series: 'topic sleep', kind: 'level_shift', direction: 'down', value: 0.021, expected: 0.04 };
    expect(trendSentence({ ...shift, data: ofTopic })).toBe(
      "The topic sleep, against the account's other posts, moved to a lower level: 2.1%, 4.0% was usual.",
    );
    expect(
      trendSentence({ ...shift, data: { series: 'engagement', kind: 'drop', value: 0.021, expected: 0.04 } }),
    ).toBe('Engagement per post dropped: 2.1%, 4.0% was usual.');
    expect(trendSentence({ ...rising, type: 'visibility_limit', data: {} })).toBe(
      'Reach collapsed while posting went on.',
    );
  });
});
