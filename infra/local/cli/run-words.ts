import type { RunSummary } from '../../../lib/runtime/envelope.ts';

const STATUS_WORDS: Readonly<Record<RunSummary['status'], string>> = {
  ok: 'done',
  partial: 'done in part; the error analysis has the rest',
  failed: 'failed',
  skipped_duplicate: 'this slot is running or done already, nothing was done twice',
  skipped_paused: 'passed over, the account is paused',
  skipped_cool_down: 'passed over, the account is resting',
};

/** What became of a job's runs, one line each. */
export function describeRuns(job: string, summaries: readonly RunSummary[]): string {
  return summaries
    .map(({ account, slot, status, counts }) => {
      const who = account === '*' ? '' : ` @${account}`;
      const what = Object.entries(counts).map(([count, n]) => `${n} ${count.replaceAll('_', ' ')}`);
      return `${job}${who} ${slot}: ${STATUS_WORDS[status]}${what.length > 0 ? ` (${what.join(', ')})` : ''}\n`;
    })
    .join('');
}
