import { describe, expect, it } from 'vitest';
import { type PlanRequest, planExperiment, planHash, requireUnchanged } from '../../../lib/experiments/plan.ts';

const request: PlanRequest = {
  id: 'threads-or-singles',
  dimension: 'format',
  arms: ['single', 'thread'],
  startsAt: '2026-11-23T00:00:00Z',
  postsPerDay: 10,
  residualSd: 0.7,
  lift: 0.35,
};

describe('a plan', () => {
  it('is frozen, and its hash covers every field', () => {
    const plan = planExperiment(request);
    expect(Object.isFrozen(plan) && Object.isFrozen(plan.rule) && Object.isFrozen(plan.arms[0])).toBe(true);
    expect(plan.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(planExperiment({ ...request }).hash).toBe(plan.hash);
    expect(() => requireUnchanged(plan)).not.toThrow();
    const bent = { ...plan, rule: { ...plan.rule, alpha: 0.1 } };
    expect(planHash(bent)).not.toBe(plan.hash);
    expect(() => requireUnchanged(bent)).toThrow('was changed after it was written');
    // What the database gives back has its keys in another order.
    expect(() => requireUnchanged(JSON.parse(JSON.stringify(plan)))).not.toThrow();
  });

  it('says how many posts and days it takes, and for which effect', () => {
    const { power } = planExperiment(request);
    expect(power.postsNeeded).toBe(10 * power.daysNeeded!);
    expect(power.power).toBeGreaterThan(0.8);
    expect(power.medianDecisionDay!).toBeLessThan(power.daysNeeded!);
    expect(power.smallestLift!).toBeLessThan(0.35);
    // What is called the smallest lift found so surely is found so surely.
    expect(planExperiment({ ...request, lift: power.smallestLift! }).power.power).toBeCloseTo(power.wantedPower, 3);
    const twice = planExperiment({ ...request, residualSd: 1.4 }).power;
    expect(twice.power).toBeLessThan(power.power);
    expect(twice.postsNeeded).toBeNull();
    expect(planExperiment({ ...request, postsPerDay: 30 }).power.daysNeeded!).toBeLessThan(power.daysNeeded!);
  });

  it('finds nothing in almost all experiments in which nothing is true', () => {
    expect(planExperiment({ ...request, lift: 1e-9 }).power.power).toBeLessThan(0.025);
  });
});

it.each<[string, Partial<PlanRequest>, string]>([
  ['no arms', { arms: [] }, 'an experiment needs arms, got none'],
  ['one arm', { arms: ['single'] }, 'needs at least two arms, got one'],
  ['one arm twice', { arms: ['single', 'single'] }, 'arms must be distinct, got single, single'],
  [
    'weights beyond one',
    {
      arms: [
        { name: 'a', level: 'a', weight: 0.7 },
        { name: 'b', level: 'b', weight: 0.7 },
      ],
    },
    'sum to 1, got 0.7, 0.7',
  ],
  ['a locked level', { lockedLevels: ['thread'] }, 'format thread is locked by the operator'],
  ['no variance', { residualSd: 0 }, 'residualSd must be above 0, got 0'],
  ['no effect', { lift: 0 }, 'lift must be above -1 and not 0, got 0'],
  ['no traffic', { traffic: [0.5, 0.5] }, 'traffic must be [from, to) inside [0, 1], got [0.5,0.5]'],
  ['no start', { startsAt: 'soon' }, 'startsAt must be a time, got soon'],
  ['a level that is none', { rule: { alpha: 1 } }, 'alpha must be inside (0, 0.5), got 1'],
])('refuses %s', (_, change, message) => {
  expect(() => planExperiment({ ...request, ...change })).toThrow(message);
});
