import { describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatCompact,
  formatCount,
  formatHours,
  formatLift,
  formatLiftInterval,
  formatProbability,
  formatShare,
  plural,
} from '../../../lib/report/format.ts';

describe('numbers in the report', () => {
  it('show what is not known as –, never as zero', () => {
    for (const format of [formatCount, formatCompact, formatShare, formatLift, formatProbability, formatHours]) {
      expect(format(null)).toBe('–');
      expect(format(Number.NaN)).toBe('–');
    }
  });

  it('show zero as zero, without a sign', () => {
    expect([formatCount(0), formatShare(0), formatLift(0), formatLift(-0.0004)]).toEqual(['0', '0%', '0%', '0%']);
  });

  it('group thousands and keep the digits a share deserves', () => {
    expect([formatCount(1234567), formatCompact(1250000)]).toEqual(['1,234,567', '1.3M']);
    expect([formatShare(0.0312), formatShare(0.42), formatShare(1)]).toEqual(['3.1%', '42%', '100%']);
  });

  it('write a lift with its sign and a factor of 1.5 as +50%', () => {
    expect([formatLift(1.5 - 1), formatLift(-0.224), formatLift(0.003)]).toEqual(['+50%', '\u221222%', '+0.3%']);
    expect(formatLiftInterval([-0.08, 0.26])).toBe('\u22128% to +26%');
  });

  it('never round a probability to certainty', () => {
    expect([formatProbability(0.9996), formatProbability(0.0004), formatProbability(0.5)]).toEqual([
      '>99%',
      '<1%',
      '50%',
    ]);
  });

  it('say how long ago, and how long until', () => {
    const now = new Date('2026-11-22T10:00:00Z');
    expect(formatAgo(new Date('2026-11-22T09:48:00Z'), now)).toBe('12 min ago');
    expect(formatAgo(new Date('2026-11-18T10:00:00Z'), now)).toBe('4 d ago');
    expect(formatAgo(new Date('2026-11-22T13:00:00Z'), now)).toBe('in 3 h');
    expect(formatAgo(now, now)).toBe('just now');
    expect(formatAgo(new Date(now.getTime() + 9_000), now)).toBe('in 1 min');
    expect(formatAgo(null, now)).toBe('never');
  });

  it('agree in number', () => {
    expect([plural(1, 'post'), plural(0, 'post'), plural(1200, 'post')]).toEqual(['1 post', '0 posts', '1,200 posts']);
  });
});
