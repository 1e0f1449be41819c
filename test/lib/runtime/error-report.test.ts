import { describe, expect, it } from 'vitest';
import { errorReport } from '../../../lib/runtime/error-report.ts';

describe('errorReport', () => {
  it('carries name, message, code, status and the causes', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const error = Object.assign(new TypeError('page failed', { cause }), {
      code: 'HONE_PAGE',
      status: 429,
      category: 'rate_limit',
    });
    const report = errorReport(error, 'metrics_scraper', { tweet_id: '1' });
    expect(report).toMatchObject({
      'exception.type': 'TypeError',
      'exception.message': 'page failed',
      job: 'metrics_scraper',
      category: 'rate_limit',
      code: 'HONE_PAGE',
      status: 429,
      context: { tweet_id: '1' },
    });
    expect(report['exception.stacktrace']).toMatch(
      /TypeError: page failed\n[\s\S]*Caused by: Error: connect ECONNREFUSED/,
    );
  });

  it('survives what PostgreSQL refuses, what is huge, and what is no error', () => {
    expect(errorReport(new Error(`a\u0000b\uD800`), 'j')['exception.message']).toBe('a\uFFFDb\uFFFD');
    expect(errorReport(new Error('x'.repeat(1_000_000)), 'j')['exception.message']).toHaveLength(4_096);
    expect(errorReport('just text', 'j')['exception.message']).toBe('just text');
    const cyclic = new Error('cycle');
    cyclic.cause = cyclic;
    expect(errorReport(cyclic, 'j')['exception.type']).toBe('Error');
  });
});
