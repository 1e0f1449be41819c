import { describe, expect, it } from 'vitest';
import { createLog, LEARNING_UPDATED } from '../../../lib/runtime/log.ts';
import { redactor } from '../../../lib/runtime/redact.ts';

function captured(level: 'debug' | 'info' = 'info') {
  const lines: string[] = [];
  const log = createLog({
    level,
    clock: () => new Date('2026-11-22T10:00:00Z'),
    redact: redactor(['hunter2-token']),
    write: (line) => lines.push(line),
  });
  return { log, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the log', () => {
  it('writes one JSON object per line with the bound fields', () => {
    const { log, lines, parsed } = captured();
    log.with({ job: 'metrics_scraper', account_id: 'ada' }).info(LEARNING_UPDATED, { posts: 3 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(parsed()[0]).toEqual({
      timestamp: '2026-11-22T10:00:00.000Z',
      level: 'info',
      job: 'metrics_scraper',
      account_id: 'ada',
      message: '[METRICS_JOB] 🧠 Updated learning system',
      posts: 3,
    });
  });

  it('leaves out lines below its level', () => {
    const { log, lines } = captured('info');
    log.debug('details');
    expect(lines).toEqual([]);
  });

  it('hides secrets in messages and fields, and keeps errors readable', () => {
    const { log, lines, parsed } = captured();
    log.error('postgres://hone:pass-word@db/hone refused', {
      cookie: 'auth_token=abcdef123; ct0=xyz',
      nested: { deep: ['hunter2-token'] },
      error: new TypeError('no hunter2-token here'),
    });
    expect(lines[0]).not.toMatch(/pass-word|abcdef123|hunter2|xyz/);
    expect(parsed()[0]).toMatchObject({ message: 'postgres://hone:***@db/hone refused', error: { name: 'TypeError' } });
  });

  it('keeps a message with line feeds on one line', () => {
    const { log, lines } = captured();
    log.info('a\nb');
    expect(lines[0]?.trimEnd().split('\n')).toHaveLength(1);
  });
});
