import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planContent } from '../../../lib/content/plan.ts';
import type { ExistingPost, PlanInput } from '../../../lib/content/plan-input.ts';
import { railBroken, railsWith } from '../../../lib/content/rails.ts';
import { localClock } from '../../../lib/learning/local-time.ts';

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];
/** Around the days on which clocks change, and some others. */
const moments = [
  '2026-03-28T12:00Z',
  '2026-10-24T12:00Z',
  '2026-11-01T03:00Z',
  '2026-04-04T09:00Z',
  '2026-07-01T00:00Z',
];
const share = fc.constantFrom(0, 0.1, 0.2, 0.5, 1);
const hours = fc.array(share, { minLength: 24, maxLength: 24 });
const inputs = fc.record({
  zone: fc.constantFrom(...zones),
  moment: fc.constantFrom(...moments),
  offsetHours: fc.integer({ min: 0, max: 30 }),
  hours,
  thread: share,
  rails: fc.record({
    postsPerDay: fc.integer({ min: 0, max: 12 }),
    postsPerHour: fc.integer({ min: 0, max: 3 }),
    minGapMinutes: fc.constantFrom(1, 20, 60, 90, 600),
    threadsPerDay: fc.integer({ min: 0, max: 3 }),
    quietHours: fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { maxLength: 20 }),
    neverPostDays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 2 }),
  }),
  found: fc.array(fc.integer({ min: -2_880, max: 2_880 }), { maxLength: 6 }),
});

describe('whatever the policy and the rails', () => {
  it('no plan breaks a rail, in one run or in several', () => {
    fc.assert(
      fc.property(inputs, ({ zone, moment, offsetHours, hours: weights, thread, rails, found }) => {
        const startMs = Date.parse(moment) + offsetHours * 3_600_000;
        const base: Omit<PlanInput, 'now' | 'existing'> = {
          accountId: 'ada',
          timeZone: zone,
          rails,
          policy: {
            version: 1,
            weights: {
              generators: { g: 1 },
              formats: { single: 1 - thread, thread },
              hours: Object.fromEntries(weights.map((weight, hour) => [String(hour), weight])),
            },
          },
        };
        const existing: ExistingPost[] = found.map((minutes) => ({
          ...{ at: new Date(startMs + minutes * 60_000), format: 'single', occupies: true, decision: null },
        }));
        const clock = localClock(zone);
        const occupied = existing.map(({ at, format }) => ({ atMs: new Date(at).getTime(), format }));
        for (const hour of [0, 7, 13, 25]) {
          const nowMs = startMs + hour * 3_600_000;
          const { decisions } = planContent({ ...base, now: new Date(nowMs), existing });
          for (const { scheduledAt, format, day, index, hour: planned, assignmentProbability } of decisions) {
            const post = { atMs: scheduledAt.getTime(), format };
            // The rails are symmetric: in whatever order the posts of a plan are taken, each fits to those before it.
            expect(railBroken(post, { occupied, rails: railsWith(rails), clock })).toBeNull();
            expect(clock(post.atMs).hour).toBe(planned);
            expect(weights[planned]).toBeGreaterThan(0);
            expect(post.atMs).toBeGreaterThanOrEqual(nowMs + 30 * 60_000);
            expect(assignmentProbability).toBeGreaterThan(0);
            expect(assignmentProbability).toBeLessThanOrEqual(1);
            occupied.push(post);
            existing.push({ at: scheduledAt, format, occupies: true, decision: { day, index } });
          }
        }
      }),
      { numRuns: process.env.HONE_LONG === '1' ? 2_000 : 150, seed: 6 },
    );
  });
});
