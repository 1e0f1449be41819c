import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  deployedName,
  intervalMsOf,
  jobNamed,
  jobs,
  nextRunsOf,
  scheduledJobs,
  slotOf,
  slotsOf,
} from '../../infra/jobs.ts';

describe('the table of jobs', () => {
  it('says when each job runs', () => {
    expect(Object.fromEntries(jobs.map(({ name, schedule }) => [name, schedule]))).toEqual({
      metrics_scraper: 'rate(10 minutes)',
      autonomous_optimizer: 'cron(0 3/4 * * ? *)',
      error_analysis: 'cron(0 2/6 * * ? *)',
      content_planner: 'rate(1 hour)',
      publisher: 'rate(5 minutes)',
      operator: null,
      migrate: null,
    });
  });

  it.each(jobs.map((job) => [job.name, job] as const))('names the file of %s', (_name, job) => {
    expect(existsSync(new URL(`../../${job.entry}`, import.meta.url))).toBe(true);
  });

  it.each(scheduledJobs.map((job) => [job.name, job] as const))(
    'lets a run of %s end before the next begins',
    (_name, job) => {
      expect(job.timeoutSeconds * 1000).toBeLessThan(intervalMsOf(job)!);
    },
  );

  it('never starts the optimizer and the error analysis in the same hour', () => {
    const hours = (name: string) =>
      nextRunsOf(jobNamed(name), { after: new Date('2026-02-03T00:00:00Z'), count: 6 }).map((run) => run.getUTCHours());
    expect(hours('autonomous_optimizer')).toEqual([3, 7, 11, 15, 19, 23]);
    expect(hours('error_analysis')).toEqual([2, 8, 14, 20, 2, 8]);
  });

  it('lets only the scraper touch the browser and the X session, and besides it only what asks a model and what publishes the internet', () => {
    const touching = (what: 'browser' | 'internet' | 'xSession' | 'languageModel') =>
      jobs.filter((job) => job.mayTouch[what]).map((job) => job.name);
    expect(touching('browser')).toEqual(['metrics_scraper']);
    expect(touching('internet')).toEqual(['metrics_scraper', 'content_planner', 'publisher']);
    expect(touching('languageModel')).toEqual(['content_planner']);
    expect(touching('xSession')).toEqual(['metrics_scraper']);
  });

  it('lets only the error analysis take dead letters', () => {
    expect(jobs.filter((job) => job.mayTouch.deadLetters).map((job) => job.name)).toEqual(['error_analysis']);
  });

  it('lets only the publisher have the keys to publish by', () => {
    expect(jobs.filter((job) => job.mayTouch.publishingKeys).map((job) => job.name)).toEqual(['publisher']);
  });

  it('lets only the migration change the schema', () => {
    expect(jobs.filter((job) => job.mayTouch.database === 'schema').map((job) => job.name)).toEqual(['migrate']);
  });
});

describe('a job', () => {
  it('is found by its name', () => {
    expect(jobNamed('error_analysis').entry).toBe('functions/error-analysis.ts');
  });

  it('that does not exist is refused with the names that do', () => {
    expect(() => jobNamed('scraper')).toThrow(
      'Unknown job "scraper": use one of metrics_scraper, autonomous_optimizer, error_analysis, content_planner, publisher, operator, migrate.',
    );
  });

  it('has the slot of its schedule', () => {
    const time = new Date('2026-02-03T10:19:59Z');
    expect(slotOf(jobNamed('metrics_scraper'), time).toISOString()).toBe('2026-02-03T10:10:00.000Z');
    expect(slotsOf('autonomous_optimizer')(time).toISOString()).toBe('2026-02-03T07:00:00.000Z');
  });

  it('without a schedule has no next run, no interval, and every moment as a slot of its own', () => {
    const time = new Date('2026-02-03T10:19:59.123Z');
    const migrate = jobNamed('migrate');
    expect(slotOf(migrate, time)).toEqual(time);
    expect(nextRunsOf(migrate, { after: time, count: 3 })).toEqual([]);
    expect(intervalMsOf(migrate)).toBeNull();
  });

  it('is deployed under a name that the CLI can find', () => {
    expect(deployedName('metrics_scraper', 'hone')).toBe('hone-metrics-scraper');
  });
});
