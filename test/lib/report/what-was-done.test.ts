import { describe, expect, it } from 'vitest';
import { auditWords } from '../../../lib/report/audit-words.ts';
import { renderReport } from '../../../lib/report/render-report.ts';
import type { AuditEntry, ReportCost, ReportRecommendation } from '../../../lib/report/report-data.ts';
import { sampleReport } from './sample-report.ts';

const at = new Date('2026-11-21T10:00:00Z');
const entry = (kind: string, data: Record<string, unknown>, by: string | null = null): AuditEntry => ({
  at,
  kind,
  by,
  data,
});

describe('the audit log', () => {
  it('tells what Hone changed, why, and the command that takes it back', () => {
    const applied = { version: 3, from: 2, madeBy: 'autonomous_optimizer', reason: 'Give generator a 50% of posts.' };
    expect(auditWords(entry('policy_applied', applied, 'autonomous_optimizer'), 'sample')).toEqual({
      what: 'Policy 3 in force instead of 2',
      who: 'Hone',
      why: 'Give generator a 50% of posts.',
      undo: 'hone policy rollback --account sample --to 2',
    });
    expect(auditWords(entry('policy_applied', { ...applied, takenBack: true }), 'sample').undo).toBe(
      'taken back since',
    );
  });

  it('tells what a person changed, by name, with the values before', () => {
    const changes = {
      postsPerDay: { from: 5, to: 4 },
      quietHours: { from: [], to: [22, 23] },
      autonomy: { from: 'auto', to: 'recommend' },
    };
    expect(auditWords(entry('account_changed', { changes }, 'ada'), 'sample')).toMatchObject({
      what: 'Settings: posts per day 5 to 4, quiet hours none to 22 23, autonomy auto to recommend',
      who: 'ada',
    });
    expect(
      auditWords(entry('policy_rollback', { trigger: 'operator', toVersion: 1, fromVersion: 2, reason: 'worse' }), 'x'),
    ).toMatchObject({
      what: 'Rolled back to policy 1 from 2',
      who: 'operator',
      why: 'worse',
    });
    expect(
      auditWords(entry('post_approved', { text: ['one\n two'], decision_id: '0123456789ab' }, 'ada'), 'x'),
    ).toMatchObject({
      what: 'Post approved: “one two”',
      undo: 'hone posts reject 01234567, while it is not out',
    });
  });

  it('shows a kind of change that it does not know by its name, and hostile values as text', () => {
    expect(auditWords(entry('moon_landed', {}), 'x').what).toBe('moon landed');
    const page = renderReport(
      sampleReport({ audit: [entry('post_rejected', { reason: '<script>x</script>' }, '<b>ada')] }),
    );
    expect(page).toContain('&lt;script&gt;x&lt;/script&gt;');
    expect(page).toContain('<bdi>&lt;b&gt;ada</bdi>');
  });

  it('is not shown where nobody looked, and says so where nothing was changed', () => {
    expect(renderReport(sampleReport())).not.toContain('Who changed what');
    expect(renderReport(sampleReport({ audit: [] }))).toContain('Nothing was changed in the last 90 days.');
  });
});

describe('the life of a change', () => {
  const change: ReportRecommendation = {
    id: '11111111-2222-3333-4444-555555555555',
    status: 'rolled_back',
    fromVersion: 1,
    toVersion: 2,
    optimizations: [
      {
        description: 'Give hour 9 20% of posts instead of 10%: +5.0% expected.',
        expectedImpact: 5,
        expectedImpactInterval: [1, 9],
      },
    ],
    createdAt: at,
    decidedAt: at,
    decidedBy: 'ada',
    reason: 'worse than the holdout',
    appliedAt: at,
    endedAt: new Date('2026-11-22T02:00:00Z'),
    realisedLift: { lift: -0.12, interval: [-0.2, -0.03], acting: 40, holdout: 12 },
  };

  it('is told from its proposal to its end, with what it promised and what it brought', () => {
    const page = renderReport(sampleReport({ recommendations: [change] }));
    expect(page).toContain('<b>Policy 1 to 2</b> <span class="strength">rolled back</span>');
    expect(page).toContain('<bdi>approved by ada</bdi>');
    expect(page).toContain('<bdi>rolled back: worse than the holdout</bdi>');
    expect(page).toContain('Expected +5% (+1% to +9%).');
    expect(page).toContain('Realised: \u221212% (\u221220% to \u22123%) against the holdout, 40 posts against 12.');
  });

  it('ends with the wait for a person where it waits', () => {
    const open = {
      ...change,
      status: 'proposed' as const,
      decidedAt: null,
      appliedAt: null,
      endedAt: null,
      realisedLift: null,
    };
    const page = renderReport(sampleReport({ recommendations: [open] }));
    expect(page).toContain('<span class="strength">waits for you</span>');
    expect(page).toContain('a change waits for you: hone recommendations approve 11111111');
    expect(page).toContain('Realised: not measured yet.');
  });
});

describe('the cost', () => {
  const cost: ReportCost = {
    month: '2026-11',
    since: new Date('2026-11-01T00:00:00Z'),
    pricesAsOf: '2026-11-22',
    region: 'us-east-1',
    lines: [
      { what: 'X API', basis: 'recorded', usd: 1.2, monthUsd: 1.7, note: null },
      { what: 'Lambda, metrics_scraper', basis: 'estimated', usd: 0, monthUsd: 0, note: null },
      { what: 'logs', basis: 'estimated', usd: null, monthUsd: null, note: 'how much is not known here' },
    ],
    usd: 1.2,
    freeUsd: 0,
    monthUsd: 1.7,
    unknown: ['logs'],
  };

  it('keeps apart what was billed, what is estimated, what costs nothing and what is not known', () => {
    const page = renderReport(sampleReport({ cost, simulated: false }));
    expect(page).toContain('<strong>$1.20</strong><span class="soft">of it recorded $1.20, estimated $0.00</span>');
    expect(page).toContain('<bdi>Lambda, metrics_scraper</bdi></th><td class="words">estimated</td><td>$0.00</td>');
    expect(page).toContain(
      '<bdi>logs</bdi></th><td class="words">estimated</td><td><span class="missing">not known</span></td>',
    );
    expect(page).toContain('not in the sums: logs');
    expect(page).toContain('November 2026, all accounts');
  });

  it('says that there is nothing to reckon with, and nothing where nobody looked', () => {
    expect(renderReport(sampleReport({ cost: null }))).toContain('No job ran this month');
    expect(renderReport(sampleReport())).not.toContain('What it costs');
  });
});
