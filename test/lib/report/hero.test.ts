import { describe, expect, it } from 'vitest';
import { heroOf } from '../../../lib/report/hero.ts';
import type { ReportData } from '../../../lib/report/report-data.ts';
import { sampleReport } from './sample-report.ts';

const text = (data: ReportData) => {
  const { statement, detail, freshness, next } = heroOf(data);
  const plain = (markup: string) => markup.replace(/<[^>]+>/g, '');
  return {
    statement: plain(statement.markup),
    detail: detail.map(({ markup }) => plain(markup)),
    freshness: freshness.words,
    next,
  };
};

describe('the first words of the report', () => {
  it('are the strongest thing known of what can be chosen, with its interval, and what is done about it', () => {
    expect(text(sampleReport())).toEqual({
      statement: 'contrarian posts get 29% more engagement per impression than the average generator.',
      detail: [
        'The interval is +11% to +50%, from 52 posts, everything else held equal.',
        'Hone proposes to give them 29% of posts instead of 20%: +4% expected (+0.9% to +8%).',
      ],
      freshness: 'Up to date: read from X 8 min ago',
      next: ['2 findings, 2 open questions', 'next analysis in 2 h'],
    });
  });

  it('do not speak of impressions where the objective knows none', () => {
    const analysis = { ...sampleReport().analysis!, objective: { name: 'engagement', scale: 'log-count' as const } };
    expect(text(sampleReport({ analysis })).statement).toContain('29% more engagement than the average generator');
  });

  it('say that nothing is certain, and what it would take, rather than the largest difference', () => {
    const analysis = { ...sampleReport().analysis!, findings: [] };
    const { statement, detail } = text(sampleReport({ analysis }));
    expect(statement).toBe('Nothing is certain yet.');
    expect(detail).toEqual([
      'Every difference seen in 262 posts could be chance. About 140 more posts would answer: Do threads do better than single posts?',
    ]);
  });

  it('do not call it chance where there was nothing to look at', () => {
    const posts = { total: 3, used: 0, leftOut: { 'no usable metrics': 3 } };
    const { statement, detail } = text(
      sampleReport({ analysis: { ...sampleReport().analysis!, findings: [], posts } }),
    );
    expect(statement).toBe('Nothing to learn from yet.');
    expect(detail).toEqual(['No post has readings that say something: 3 no usable metrics.']);
  });

  it('say that nothing was analysed, and when X was read late or never', () => {
    expect(text(sampleReport({ analysis: null })).statement).toBe('Not analysed yet.');
    const [reader] = sampleReport().jobs;
    const at = (minutes: number) => new Date(sampleReport().generatedAt.getTime() - minutes * 60_000);
    const read = (lastSuccessAt: Date | null) =>
      text(sampleReport({ jobs: [{ ...reader!, lastSuccessAt }] })).freshness;
    expect(read(at(20))).toBe('Late: read from X 20 min ago, due every 10 min');
    expect(read(at(120))).toBe('Out of date: read from X 2 h ago, due every 10 min');
    expect(read(null)).toBe('X was not read yet');
  });

  it('are what a person must do, where there is something', () => {
    const sample = sampleReport();
    const [reader] = sample.jobs;
    const lastSuccessAt = new Date(sample.generatedAt.getTime() - 60 * 3_600_000);
    expect(text(sampleReport({ jobs: [{ ...reader!, lastSuccessAt }] })).statement).toBe(
      'Nothing was read from X for 3 d.',
    );
    const account = { ...sample.account, pausedAt: new Date('2026-11-21T10:00:00Z') };
    expect(text(sampleReport({ account })).statement).toBe('Paused since 21 Nov, 05:00.');
    const errorGroups = [{ ...sample.errorGroups[0]!, critical: 'access' as const }];
    expect(text(sampleReport({ errorGroups }))).toMatchObject({
      statement: 'An error wants you: timeout.',
      detail: ['X answered slowly. Nothing to do unless it lasts for a day.'],
    });
  });

  it('name what waits for a person', () => {
    const publishing = { queued: 0, waiting: 2, unknown: 0, failed: 0, skipped: 0, next: [], held: null };
    expect(text(sampleReport({ publishing })).next).toContain('2 posts wait for approval: hone posts list');
  });
});
