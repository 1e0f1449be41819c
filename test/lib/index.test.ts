import { describe, expect, it } from 'vitest';
import * as hone from '../../lib/index.ts';

describe('the public surface', () => {
  it('reads, analyses, groups and watches without anything around it', () => {
    const readAt = new Date('2026-11-22T10:00:00Z');
    expect(hone.parseX({ data: {} }, { readAt }).posts).toEqual([]);
    expect(hone.analyzeHistory([], { now: readAt }).posts).toEqual({ total: 0, used: 0, leftOut: {} });
    expect(hone.mineErrors([])).toEqual([]);
    expect(hone.detectTrends([{ timestamp: readAt, value: 3 }])).toEqual([]);
  });
});
