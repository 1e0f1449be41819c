import { describe, expect, it } from 'vitest';
import { decide, type Look, lookAt, type MetricEffect } from '../../../lib/experiments/decide.ts';
import type { ExperimentRow } from '../../../lib/experiments/experiment-design.ts';
import { planExperiment } from '../../../lib/experiments/plan.ts';

const plan = planExperiment({
  id: 'e1',
  dimension: 'generator',
  arms: ['a', 'b', 'c'],
  startsAt: '2026-11-01T00:00:00Z',
  postsPerDay: 10,
  residualSd: 0.7,
  lift: 0.35,
  guardrails: [{ name: 'followers', better: 'higher', margin: 0.1 }],
  rule: { mostDays: 20, leastPostsPerArm: 10 },
});

const effect = (arm: string, change: Partial<MetricEffect> = {}): MetricEffect => ({
  arm,
  metric: 'engagement_rate',
  effect: 0.3,
  standardError: 0.1,
  df: 80,
  lift: Math.expm1(0.3),
  interval: [0.01, 0.8],
  pValue: 0.01,
  adjustedPValue: 0.02,
  fixedPValue: 0.003,
  lowerBound: 0.05,
  upperBound: 0.55,
  shrunkLift: 0.25,
  n: 30,
  controlN: 30,
  ...change,
});
const unsure = (arm: string) => effect(arm, { effect: 0.05, adjustedPValue: 0.9, pValue: 0.5 });
const harmful = (arm: string) => effect(arm, { effect: -0.6, lift: Math.expm1(-0.6), interval: [-0.7, -0.1] });
const look = (change: Partial<Look> = {}): Omit<Look, 'decision'> => ({
  at: '2026-11-10T00:00:00Z',
  posts: 90,
  primary: [unsure('b'), unsure('c')],
  secondary: [],
  guardrails: [],
  sampleRatioPValue: 1,
  ...change,
});
const fall = { ...effect('c', { metric: 'followers', lift: -0.3 }), margin: 0.1, broken: true };

describe('the written rule', () => {
  it('goes on while nothing is sure', () => {
    expect(decide(plan, look())).toEqual({
      action: 'continue',
      reason: null,
      arm: null,
      words: 'Running: 90 of at most 200 posts.',
    });
  });

  it('takes the best of those that are sure', () => {
    const primary = [effect('b'), effect('c', { effect: 0.5 })];
    expect(decide(plan, look({ primary }))).toMatchObject({ action: 'stop', reason: 'winner', arm: 'c' });
  });

  it('waits with a winner for the least number of posts, with harm for nothing', () => {
    const few = { n: 4, controlN: 30 };
    expect(decide(plan, look({ primary: [effect('b', few), unsure('c')] })).action).toBe('continue');
    expect(decide(plan, look({ primary: [{ ...harmful('b'), ...few }, unsure('c')] }))).toMatchObject({
      reason: 'harm',
      arm: 'b',
    });
  });

  it('puts first what is most urgent', () => {
    const everything = look({
      sampleRatioPValue: 0.0001,
      guardrails: [fall],
      primary: [harmful('b'), effect('c')],
      posts: 400,
    });
    expect(decide(plan, everything)).toMatchObject({ reason: 'sample_ratio', arm: null });
    expect(decide(plan, { ...everything, sampleRatioPValue: 1 })).toMatchObject({ reason: 'guardrail', arm: 'c' });
    const guarded = { ...everything, sampleRatioPValue: 1, guardrails: [{ ...fall, broken: false }] };
    expect(decide(plan, guarded)).toMatchObject({ reason: 'harm', arm: 'b' });
    expect(decide(plan, { ...guarded, primary: [unsure('b'), effect('c')] })).toMatchObject({ reason: 'winner' });
  });

  it('ends with its posts, or with its days', () => {
    expect(decide(plan, look({ posts: 200 }))).toMatchObject({ action: 'stop', reason: 'end_of_plan', arm: null });
    expect(decide(plan, look({ at: '2026-11-21T00:00:00Z' }))).toMatchObject({ reason: 'end_of_plan' });
  });

  it('reads a metric that should fall the other way round', () => {
    const lower = planExperiment({
      id: 'e2',
      dimension: 'generator',
      arms: ['a', 'b', 'c'],
      primary: { name: 'reach', better: 'lower' },
      startsAt: '2026-11-01T00:00:00Z',
      postsPerDay: 10,
      residualSd: 0.7,
      lift: -0.35,
    });
    expect(decide(lower, look({ primary: [harmful('b'), unsure('c')] }))).toMatchObject({ reason: 'winner', arm: 'b' });
    expect(decide(lower, look({ primary: [effect('b'), unsure('c')] }))).toMatchObject({ reason: 'harm', arm: 'b' });
  });
});

describe('a look', () => {
  const rows: ExperimentRow[] = [];
  const input = { plan, at: new Date('2026-11-10T00:00:00Z'), metrics: { engagement_rate: rows, followers: rows } };

  it('of no posts compares nothing', () => {
    const seen = lookAt({ ...input, assigned: [[0, 0, 0]] });
    expect(seen).toMatchObject({ posts: 0, primary: [], guardrails: [], decision: { action: 'continue' } });
  });

  it('stops when the arms are not filled as planned', () => {
    const { decision } = lookAt({ ...input, assigned: [[60, 15, 15]] });
    expect(decision).toMatchObject({ action: 'stop', reason: 'sample_ratio' });
    expect(decision.words).toContain('no result can be trusted');
    // Once broken, later posts do not heal it.
    const later = lookAt({
      ...input,
      assigned: [
        [60, 15, 15],
        [60, 60, 60],
      ],
    });
    expect(later.decision.reason).toBe('sample_ratio');
  });

  it.each([
    [
      'that goes back',
      [
        [5, 5, 5],
        [5, 4, 5],
      ],
      'must be in order with one growing count per arm, got 5, 4, 5 at look 2',
    ],
    ['of another number of arms', [[5, 5]], 'one growing count per arm, got 5, 5 at look 1'],
    ['that is missing', [], 'no posts assigned were given'],
  ])('refuses counts of a look %s', (_, assigned, message) => {
    expect(() => lookAt({ ...input, assigned })).toThrow(message);
  });

  it('refuses a plan that was changed, and metrics that are missing', () => {
    const bent = { ...plan, rule: { ...plan.rule, alpha: 0.2 } };
    expect(() => lookAt({ ...input, plan: bent, assigned: [[0, 0, 0]] })).toThrow('was changed after it was written');
    const metrics = { engagement_rate: rows };
    expect(() => lookAt({ ...input, metrics, assigned: [[0, 0, 0]] })).toThrow(
      'no posts were given for metric followers',
    );
  });
});
