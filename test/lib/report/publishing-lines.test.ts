import { describe, expect, it } from 'vitest';
import { renderStatus, statusOf } from '../../../lib/report/render-status.ts';
import type { PublishingOutlook } from '../../../lib/report/report-data.ts';
import { sampleReport } from './sample-report.ts';

const quiet: PublishingOutlook = {
  queued: 0,
  waiting: 0,
  unknown: 0,
  failed: 0,
  skipped: 0,
  next: [],
  held: 'off: publishing is off',
};
const text = (publishing: PublishingOutlook) => renderStatus(statusOf(sampleReport({ publishing })));

describe('hone status', () => {
  it('says what goes out next, what waits for a person, what is not known, and what keeps it back', () => {
    const now = sampleReport().generatedAt;
    const next = [
      { decisionId: 'a', scheduledAt: new Date(now.getTime() + 2 * 3_600_000), text: 'The next\npost' },
      { decisionId: 'b', scheduledAt: new Date(now.getTime() + 5 * 3_600_000), text: 'x'.repeat(100) },
    ];
    expect(
      text({
        ...quiet,
        queued: 2,
        waiting: 3,
        unknown: 1,
        failed: 1,
        skipped: 4,
        next,
        held: 'paused: the account is paused',
      }),
    ).toContain(
      [
        'To go out       2 posts queued, 3 waiting for approval, 1 UNKNOWN, 1 failed and 4 skipped in seven days',
        '  in 2 h: The next post',
        `  in 5 h: ${'x'.repeat(79)}…`,
        '  whether they are out is not known: hone posts list --status unknown',
        '  hone posts list --status pending_approval, hone posts approve',
        '  nothing leaves: the account is paused',
        '',
      ].join('\n'),
    );
  });

  it('wastes no line on what is not there', () => {
    expect(text(quiet)).toContain('To go out       0 posts queued, 0 waiting for approval\n');
    expect(text(quiet)).not.toContain('nothing leaves');
    expect(renderStatus(statusOf(sampleReport()))).not.toContain('To go out');
  });
});
