import { describe, expect, it } from 'vitest';
import { assignAll, assignPost, requireNoOverlap } from '../../../lib/experiments/assign.ts';
import { type ExperimentPlan, type PlanRequest, planExperiment } from '../../../lib/experiments/plan.ts';

const plan = (change: Partial<PlanRequest> = {}): ExperimentPlan =>
  planExperiment({
    id: 'e1',
    dimension: 'generator',
    arms: ['a', 'b'],
    startsAt: '2026-11-23T00:00:00Z',
    postsPerDay: 10,
    residualSd: 0.7,
    lift: 0.35,
    ...change,
  });

const posts = (days: number) =>
  Array.from({ length: days * 10 }, (_, i) => ({ key: `post-${i}`, day: Math.floor(i / 10), slot: i % 10 }));

describe('assignment', () => {
  it('is the same whenever it is asked, and differs between experiments', () => {
    const base = plan();
    const arms = (id: string) => posts(30).map((post) => assignPost({ ...base, id }, post)!.arm);
    expect(arms('e1')).toEqual(arms('e1'));
    expect(arms('e1')).not.toEqual(arms('e2'));
  });

  it.each([2, 3, 5])('lets each of %i arms meet every day and every slot equally often', (size) => {
    const names = ['a', 'b', 'c', 'd', 'e'].slice(0, size);
    const experiment = plan({ arms: names });
    const count = new Map<string, number>();
    for (let day = 0; day < size * 6; day += 1) {
      for (let slot = 0; slot < size * 2; slot += 1) {
        const { arm, probability } = assignPost(experiment, { key: `${day}-${slot}`, day, slot })!;
        expect(probability).toBeCloseTo(1 / size, 12);
        for (const cell of [`day ${day} ${arm}`, `slot ${slot} ${arm}`]) count.set(cell, (count.get(cell) ?? 0) + 1);
      }
    }
    for (const [cell, n] of count) expect(n).toBe(cell.startsWith('day') ? 2 : 6);
  });

  it('gives each post its arm with the stored probability', () => {
    const arms = [
      { name: 'a', level: 'a', weight: 0.8 },
      { name: 'b', level: 'b', weight: 0.2 },
    ];
    // The same post in many experiments: its own chance, blocked or not.
    const inB = (weights: typeof arms) => {
      const planned = plan({ arms: weights });
      return (
        Array.from(
          { length: 2000 },
          (_, i) => assignPost({ ...planned, id: `e${i}` }, { key: 'p', day: 3, slot: 4 })!.arm,
        ).filter((arm) => arm === 'b').length / 2000
      );
    };
    expect(Math.abs(inB(arms) - 0.2)).toBeLessThan(4 * Math.sqrt(0.16 / 2000));
    const odd = [
      { ...arms[0]!, weight: 0.77 },
      { ...arms[1]!, weight: 0.23 },
    ];
    expect(Math.abs(inB(odd) - 0.23)).toBeLessThan(4 * Math.sqrt(0.18 / 2000));
  });

  it('takes its share of traffic and leaves the rest of the layer to others', () => {
    const half = plan({ traffic: [0, 0.5] });
    const rest = plan({ id: 'e2', traffic: [0.5, 1] });
    requireNoOverlap([half, rest]);
    const assigned = posts(100).map((post) => assignAll([half, rest], post));
    expect(assigned.every((of) => of.length === 1)).toBe(true);
    const share = assigned.filter(([one]) => one!.experimentId === 'e1').length / 1000;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.07);
    expect(assigned[0]![0]!.traffic).toBe(0.5);
  });

  it('refuses experiments that overlap', () => {
    expect(() => requireNoOverlap([plan(), plan({ id: 'e2', traffic: [0.9, 1] })])).toThrow(
      'overlap in layer generator',
    );
    expect(() => requireNoOverlap([plan(), plan({ id: 'e2', layer: 'other' })])).toThrow(
      'both vary generator in different layers',
    );
    expect(() => requireNoOverlap([plan(), plan()])).toThrow('experiment e1 is there twice');
    expect(() => requireNoOverlap([plan(), plan({ id: 'e2', dimension: 'format' })])).not.toThrow();
  });
});
