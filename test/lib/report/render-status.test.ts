import { describe, expect, it } from 'vitest';
import { renderAnalysis } from '../../../lib/report/render-analysis.ts';
import { renderStatus, statusOf } from '../../../lib/report/render-status.ts';
import { sampleReport } from './sample-report.ts';

describe('the status of an account', () => {
  it('says first how fresh everything is', () => {
    const text = renderStatus(statusOf(sampleReport()));
    expect(text).toContain('Reading X       fresh, last success 8 min ago, next in 5 min');
    expect(text).toContain('Optimizing      late, last success 8 h ago');
    expect(text).toContain('Error analysis  stale, last success 22 h ago');
    expect(text).toContain('  last run failed: nothing answers at ::1:5432');
  });

  it('tells a job that never succeeded from one that has not run', () => {
    const [job] = sampleReport().jobs;
    const never = { ...job!, lastSuccessAt: null };
    const text = (jobs: (typeof never)[]) => renderStatus(statusOf(sampleReport({ jobs })));
    expect(text([never])).toContain('Reading X       never succeeded, next');
    expect(text([{ ...never, lastRun: null }])).toContain('Reading X       has not run yet, next');
  });

  it('counts only open errors', () => {
    const text = renderStatus(statusOf(sampleReport()));
    expect(text).toContain('Errors          1 pattern, 1 CRITICAL\n  14 × timeout, ongoing, ESCALATING: TimeoutError');
    expect(text).not.toContain('LoginWallError');
  });

  it('says why an error is critical, and of the others which are over', () => {
    const [critical, other] = sampleReport().errorGroups;
    const over = { ...other!, state: 'ongoing' as const, recovered: true };
    const text = renderStatus(statusOf(sampleReport({ errorGroups: [critical!, over] })));
    expect(text).toContain('Errors          2 patterns, 1 CRITICAL');
    expect(text).toContain('    Critical: far more frequent than it was, beyond chance.');
    expect(text).toContain('auth, ongoing, recovered since: LoginWallError');
  });

  it('shows what is not known as –', () => {
    const text = renderStatus(statusOf(sampleReport({ posts: [], followers: [], analysis: null })));
    expect(text).toContain('Engagement      –\nFollowers       –\nFindings        not analysed yet\n');
  });

  it('says what was not believed in the last day, and why', () => {
    const at = new Date(sampleReport().generatedAt.getTime() - 20 * 60_000);
    const doubts = {
      suspect: 9,
      quarantined: 1,
      gone: 2,
      latest: [
        { at, tweetId: '17', kind: 'suspect' as const, reason: 'counters that cannot be right: likes 30 -> 0' },
        { at, tweetId: '18', kind: 'gone' as const, reason: null },
      ],
    };
    const text = renderStatus(statusOf(sampleReport({ doubts })));
    expect(text).toContain('Not believed    9 suspect, 1 quarantined, 2 gone in 24 h; nothing is learned from them\n');
    expect(text).toContain('  suspect, 20 min ago: post 17, counters that cannot be right: likes 30 -> 0\n');
    expect(text).toContain('  gone, 20 min ago: post 18\n');
    expect(renderStatus(statusOf(sampleReport()))).not.toContain('Not believed');
    const none = { suspect: 0, quarantined: 0, gone: 0, latest: [] };
    expect(renderStatus(statusOf(sampleReport({ doubts: none })))).toContain('Not believed    nothing in 24 h\n');
  });

  it('lets no text move the cursor or turn the reading direction', () => {
    const notes = [{ at: null, severity: 'error' as const, text: 'a\u001b[2Jb\u202ec' }];
    expect(renderStatus(statusOf(sampleReport({ notes })))).toContain('error: a\ufffd[2Jb\ufffdc');
  });
});

describe('an analysis as text', () => {
  const analysis = sampleReport().analysis!;

  it('has findings with their promise, open questions, estimates and changes', () => {
    const text = renderAnalysis(analysis);
    expect(text).toContain('262 of 278 posts, as of 2026-11-22T10:00:00.000Z, hours in America/New_York');
    expect(text).toMatch(/\n {2}generator contrarian +\+29% \(95% \+11% to \+50%\) +lasting, 52 posts, q = 0\.0080\n/);
    expect(text).toContain('Lasting: holds however often it is looked at.');
    expect(text).toContain('About 140 more posts to decide.');
    expect(text).toMatch(/contrarian +\+29% +\+11% to \+50% +59% +52\n/);
    expect(text).toContain('Move 9 points of the posts from question and how_to to contrarian.');
  });

  it('says so when nothing stands', () => {
    expect(renderAnalysis({ ...analysis, findings: [] })).toContain('Every difference seen so far could be chance.');
  });
});
