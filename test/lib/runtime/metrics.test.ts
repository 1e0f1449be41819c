import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../../lib/runtime/envelope.ts';
import { metricLine, metricsOf } from '../../../lib/runtime/metrics.ts';

const run = (status: RunSummary['status'], counts: Record<string, number> = {}): RunSummary => ({
  job: 'metrics_scraper',
  account: 'acme',
  slot: '2026-02-03T10:10:00.000Z',
  status,
  counts,
});

describe('the metrics of an invocation', () => {
  it('add up over its accounts', () => {
    const summaries = [run('ok', { due: 12, posts: 12, learned: 3 }), run('partial', { due: 5, posts: 4, learned: 0 })];
    expect(metricsOf('metrics_scraper', summaries)).toEqual({
      RunsSucceeded: 2,
      RunsFailed: 0,
      PostsDue: 17,
      PostsStored: 16,
      PostsLearned: 3,
    });
  });

  it('say how many accounts failed, and leave out what nobody counted', () => {
    expect(metricsOf('metrics_scraper', [run('failed'), run('skipped_paused')])).toEqual({
      RunsSucceeded: 1,
      RunsFailed: 1,
    });
  });

  it('call an installation without accounts a success: there was nothing to do', () => {
    expect(metricsOf('metrics_scraper', [])).toEqual({ RunsSucceeded: 1, RunsFailed: 0 });
  });

  it('are one line of the embedded metric format, with the job for a dimension', () => {
    const at = new Date('2026-02-03T10:10:04Z');
    const line = metricLine({ job: 'error_analysis', summaries: [run('ok', { events: 7, escalating: 1 })], at });
    expect(line.endsWith('\n')).toBe(true);
    expect(JSON.parse(line)).toEqual({
      _aws: {
        Timestamp: 1770113404000,
        CloudWatchMetrics: [
          {
            Namespace: 'Hone',
            Dimensions: [['job']],
            Metrics: ['RunsSucceeded', 'RunsFailed', 'ErrorEvents', 'ErrorsEscalating'].map((Name) => ({
              Name,
              Unit: 'Count',
            })),
          },
        ],
      },
      timestamp: '2026-02-03T10:10:04.000Z',
      level: 'info',
      job: 'error_analysis',
      message: 'Metrics',
      RunsSucceeded: 1,
      RunsFailed: 0,
      ErrorEvents: 7,
      ErrorsEscalating: 1,
    });
  });
});
