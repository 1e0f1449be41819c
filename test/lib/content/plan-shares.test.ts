import { describe, expect, it } from 'vitest';
import type { PlanInput, PlannedDecision } from '../../../lib/content/plan-input.ts';
import { planExperiment } from '../../../lib/experiments/plan.ts';
import { chiSquaredSf } from '../../../lib/statistics/chi-squared-distribution.ts';
import { planDays } from '../../support/planned-days.ts';

const DAYS = 2_100;
const policy = {
  version: 2,
  weights: {
    generators: { how_to: 0.55, story: 0.3, quip: 0.15 },
    formats: { single: 0.65, thread: 0.35 },
    hours: { '7': 0.3, '10': 0.2, '13': 0.2, '16': 0.1, '19': 0.1, '22': 0.1 },
  },
};
const baseline = {
  version: 1,
  weights: {
    generators: { how_to: 0.2, story: 0.3, quip: 0.5 },
    formats: { single: 0.9, thread: 0.1 },
    hours: { '7': 0.1, '10': 0.1, '13': 0.2, '16': 0.2, '19': 0.2, '22': 0.2 },
  },
};
const input: PlanInput = {
  accountId: 'ada',
  now: '2026-01-05T01:00:00Z',
  timeZone: 'UTC',
  policy,
  baseline,
  holdoutShare: 0.2,
  topics: { '': 0.2, pumps: 0.5, valves: 0.3 },
};
const { decisions } = planDays(input, DAYS);
const weightsOf = ({ isHoldout }: PlannedDecision) => (isHoldout ? baseline : policy).weights;
const byDay = Object.groupBy(decisions, ({ day }) => day);
/** What was decided before it on its day. */
const before = ({ day, index }: PlannedDecision) => byDay[day]!.filter((other) => other.index < index);
/** One right plan in a thousand would fail; the seed is fixed. */
const LEAST_P = 0.001;

/** Pearson's chi-squared of what was drawn against the sum of the chances it was drawn with. */
function pValue(levelOf: (d: PlannedDecision) => string, chancesOf: (d: PlannedDecision) => Record<string, number>) {
  const counts: Record<string, number> = {};
  const expected: Record<string, number> = {};
  for (const decision of decisions) {
    counts[levelOf(decision)] = (counts[levelOf(decision)] ?? 0) + 1;
    for (const [level, chance] of Object.entries(chancesOf(decision)))
      expected[level] = (expected[level] ?? 0) + chance;
  }
  const levels = Object.keys(expected);
  expect(Object.keys(counts).every((level) => expected[level]! > 0)).toBe(true);
  const statistic = levels.reduce((sum, k) => sum + ((counts[k] ?? 0) - expected[k]!) ** 2 / expected[k]!, 0);
  return chiSquaredSf(statistic, levels.length - 1);
}

function normalised(weights: Record<string, number>, isOpen: (level: string) => boolean): Record<string, number> {
  const open = Object.entries(weights).filter(([level]) => isOpen(level));
  const total = open.reduce((sum, [, weight]) => sum + weight, 0);
  return Object.fromEntries(open.map(([level, weight]) => [level, weight / total]));
}

const hourChances = (decision: PlannedDecision) => {
  const taken = new Set(before(decision).map(({ hour }) => String(hour)));
  return normalised(weightsOf(decision).hours, (hour) => !taken.has(hour));
};
const formatChances = (decision: PlannedDecision) => {
  const threads = before(decision).filter(({ format }) => format === 'thread').length;
  return normalised(weightsOf(decision).formats, (format) => format === 'single' || threads < 2);
};

describe('over 10,000 simulated decisions', () => {
  it('there are as many as the rails allow', () => {
    expect(decisions.length).toBeGreaterThan(10_000);
    expect(
      Object.values(byDay)
        .slice(1)
        .every((day) => day!.length === 5),
    ).toBe(true);
  });

  it('the stored probabilities are the weights over what the rails left open', () => {
    for (const decision of decisions) {
      const { hour, format, generator, topic, holdout } = decision.assignmentProbabilities;
      const weights = weightsOf(decision);
      expect(hour).toBeCloseTo(hourChances(decision)[String(decision.hour)]!, 12);
      expect(format).toBeCloseTo(formatChances(decision)[decision.format]!, 12);
      expect(generator).toBeCloseTo(weights.generators[decision.generator as 'quip'], 12);
      expect(topic).toBeCloseTo(input.topics![decision.topic ?? '']!, 12);
      expect(holdout).toBeCloseTo(decision.isHoldout ? 0.2 : 0.8, 12);
      expect(decision.assignmentProbability).toBeCloseTo(hour * format * generator * topic!, 12);
    }
  });

  it.each([
    ['generators', (d: PlannedDecision) => d.generator, (d: PlannedDecision) => weightsOf(d).generators],
    ['topics', (d: PlannedDecision) => d.topic ?? '', () => input.topics!],
    ['holdout and policy', (d: PlannedDecision) => String(d.isHoldout), () => ({ true: 0.2, false: 0.8 })],
    ['hours', (d: PlannedDecision) => String(d.hour), hourChances],
    ['formats', (d: PlannedDecision) => d.format, formatChances],
  ] as const)('the shares of %s match the stored probabilities', (_what, levelOf, chancesOf) => {
    expect(pValue(levelOf, chancesOf)).toBeGreaterThan(LEAST_P);
  });

  it('weighting by the inverse of the stored probability undoes the policy', () => {
    // Every generator was open in every draw: each one's weighted count estimates the number of decisions.
    for (const name of Object.keys(policy.weights.generators)) {
      const chances = decisions
        .filter(({ generator }) => generator === name)
        .map((d) => d.assignmentProbabilities.generator);
      const estimate = chances.reduce((sum, chance) => sum + 1 / chance, 0);
      const sd = Math.sqrt(chances.reduce((sum, chance) => sum + (1 - chance) / chance ** 2, 0));
      expect(Math.abs(estimate - decisions.length)).toBeLessThan(3.3 * sd);
    }
  });

  it('minutes are spread over the hour', () => {
    const late = decisions.filter(({ scheduledAt }) => scheduledAt.getUTCMinutes() >= 30).length;
    expect(Math.abs(late - decisions.length / 2)).toBeLessThan(3.3 * Math.sqrt(decisions.length / 4));
  });
});

describe('an experiment in the plan', () => {
  const experiment = planExperiment({
    id: '7f0c2f8e-9a53-4d43-8df5-3b2a0b9d1c11',
    dimension: 'format',
    arms: ['single', 'thread'],
    traffic: [0, 0.5],
    startsAt: '2026-01-05T00:00:00Z',
    postsPerDay: 5,
    residualSd: 0.7,
    lift: 0.35,
  });
  const planned = planDays({ ...input, experiments: [experiment] }, 600).decisions;
  const inside = planned.filter(({ experimentId }) => experimentId !== null);

  it('takes its share of the posts that are no holdout, as long as all its arms are open', () => {
    expect(inside.every(({ isHoldout }) => !isHoldout)).toBe(true);
    const threadsBefore = ({ day, index }: PlannedDecision) =>
      planned.filter((d) => d.day === day && d.index < index && d.format === 'thread').length;
    expect(inside.every((decision) => threadsBefore(decision) < 2)).toBe(true);
    const eligible = planned.filter((decision) => !decision.isHoldout && threadsBefore(decision) < 2);
    const share = inside.length / eligible.length;
    expect(Math.abs(share - 0.5)).toBeLessThan(3.3 * Math.sqrt(0.25 / eligible.length));
  });

  it('gives every arm its weight, and stores it as the probability', () => {
    const threads = inside.filter(
      ({ experimentArm, format }) => experimentArm === 'thread' && format === 'thread',
    ).length;
    expect(threads).toBe(inside.filter(({ format }) => format === 'thread').length);
    expect(Math.abs(threads - inside.length / 2)).toBeLessThan(3.3 * Math.sqrt(inside.length / 4));
    expect(new Set(inside.map(({ assignmentProbabilities: { format } }) => format))).toEqual(new Set([0.5]));
  });

  it('of something that a plan does not choose takes nothing', () => {
    const other = { ...experiment, dimension: 'avatar' };
    expect(planDays({ ...input, experiments: [other] }, 20).decisions).toEqual(planDays(input, 20).decisions);
  });

  it('of hours gives the hour', () => {
    const hours = planExperiment({
      ...{ id: experiment.id, dimension: 'hour', arms: ['7', '22'], startsAt: '2026-01-05T00:00:00Z' },
      ...{ postsPerDay: 5, residualSd: 0.7, lift: 0.35 },
    });
    const taken = planDays({ ...input, experiments: [hours] }, 60).decisions.filter((d) => d.experimentId !== null);
    expect(taken.length).toBeGreaterThan(50);
    for (const { hour, experimentArm, assignmentProbabilities } of taken) {
      expect(String(hour)).toBe(experimentArm);
      expect(assignmentProbabilities.hour).toBe(0.5);
    }
  });

  it('whose shares move draws by those in force, which are the probability on record', () => {
    const moving = planExperiment({
      ...{ id: experiment.id, dimension: 'generator', arms: ['how_to', 'quip'], startsAt: '2026-01-05T00:00:00Z' },
      ...{ postsPerDay: 5, residualSd: 0.7, lift: 0.35, allocation: { kind: 'thompson' as const } },
    });
    const weights = [0.2, 0.8];
    const experimentWeights = { [moving.id]: weights };
    const taken = planDays({ ...input, experiments: [moving], experimentWeights }, 300).decisions.flatMap(
      ({ experiments, assignmentProbabilities, generator }) =>
        experiments.map((one) => ({ ...one, generator, stored: assignmentProbabilities.generator })),
    );
    const quips = taken.filter(({ arm }) => arm === 'quip').length;
    expect(Math.abs(quips - 0.8 * taken.length)).toBeLessThan(3.3 * Math.sqrt(0.16 * taken.length));
    for (const { arm, generator, stored, probability, weights: kept } of taken) {
      expect([generator, stored, kept]).toEqual([arm, probability, weights]);
      expect(probability).toBe(arm === 'quip' ? 0.8 : 0.2);
    }
  });
});

describe('experiments in different layers', () => {
  const plan = (id: string, dimension: string, arms: string[], more = {}) =>
    planExperiment({
      ...{ id, dimension, arms, startsAt: '2026-01-05T00:00:00Z', postsPerDay: 5, residualSd: 0.7, lift: 0.35 },
      ...more,
    });
  const hours = plan('11111111-9a53-4d43-8df5-3b2a0b9d1c11', 'hour', ['7', '19']);
  const hooks = plan('22222222-9a53-4d43-8df5-3b2a0b9d1c11', 'hook', ['question', 'claim']);
  const makers = plan('33333333-9a53-4d43-8df5-3b2a0b9d1c11', 'generator', ['how_to', 'story']);
  const formats = plan('44444444-9a53-4d43-8df5-3b2a0b9d1c11', 'format', ['single', 'thread']);

  it('meet on one post, each arm with its own probability, independent of the other', () => {
    const { decisions: all } = planDays({ ...input, experiments: [hooks, hours] }, 400);
    const both = all.filter(({ experiments }) => experiments.length === 2);
    expect(both.length).toBeGreaterThan(300);
    const cells = new Map<string, number>();
    for (const { experiments, hour, hook, assignmentProbability, assignmentProbabilities: p, experimentId } of both) {
      expect(experiments.map(({ arm }) => arm)).toEqual([String(hour), hook]);
      expect(experimentId).toBe(hours.id);
      expect([p.hour, p.hook]).toEqual([0.5, 0.5]);
      expect(assignmentProbability).toBeCloseTo(p.generator * p.format * p.topic! * 0.25, 12);
      cells.set(`${hour} ${hook}`, (cells.get(`${hour} ${hook}`) ?? 0) + 1);
    }
    const counts = [...cells.values()];
    expect(counts).toHaveLength(4);
    const expected = both.length / 4;
    const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquaredSf(statistic, 3)).toBeGreaterThan(LEAST_P);
  });

  it('leave a post alone that one arm of each could not have together', () => {
    const generators = { how_to: ['single', 'thread'], story: ['single'], quip: ['single', 'thread'] } as const;
    const { decisions: all } = planDays({ ...input, generators, experiments: [makers, formats] }, 100);
    const idsOf = ({ experiments }: PlannedDecision) => experiments.map(({ experimentId }) => experimentId);
    expect(all.some((decision) => idsOf(decision).includes(makers.id))).toBe(true);
    expect(all.every((decision) => idsOf(decision).length < 2)).toBe(true);
    const able = { ...generators, story: ['single', 'thread'] as const };
    const { decisions: free } = planDays({ ...input, generators: able, experiments: [makers, formats] }, 100);
    expect(free.some((decision) => idsOf(decision).length === 2)).toBe(true);
  });

  it('of one layer never share a post', () => {
    const halves = [
      plan('55555555-9a53-4d43-8df5-3b2a0b9d1c11', 'hook', ['question', 'claim'], { layer: 'one', traffic: [0, 0.5] }),
      plan('66666666-9a53-4d43-8df5-3b2a0b9d1c11', 'topic', ['pumps', 'valves'], { layer: 'one', traffic: [0.5, 1] }),
    ];
    const { decisions: all } = planDays({ ...input, experiments: halves }, 100);
    const counts = all.filter(({ isHoldout }) => !isHoldout).map(({ experiments }) => experiments.length);
    expect(new Set(counts)).toEqual(new Set([1]));
  });
});
