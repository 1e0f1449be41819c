import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../lib/optimizing/analysis.ts';
import { analyzeHistory } from '../../../lib/optimizing/analyze-history.ts';
import { generateWorld } from '../../benchmarks/worlds/generated-worlds.ts';
import { W1, type WorldEffects } from '../../benchmarks/worlds/world-parameters.ts';

const WORLDS = 60;

/** True lifts of every level against the mean of its dimension. */
function trueLifts({
  alpha,
  beta,
  gamma,
}: Pick<WorldEffects, 'alpha' | 'beta' | 'gamma'>): Record<string, Map<string, number>> {
  const centred = (levels: [string, number][]) => {
    const mean = levels.reduce((sum, [, effect]) => sum + effect, 0) / levels.length;
    return new Map(levels.map(([level, effect]) => [level, Math.expm1(effect - mean)]));
  };
  return {
    generator: centred(alpha.map((effect, g) => [`g${g}`, effect])),
    format: centred([
      ['single', -beta / 2],
      ['thread', beta / 2],
    ]),
    hour: centred(gamma.map((effect, s) => [String(W1.hours[s]), effect])),
  };
}

describe('intervals', () => {
  const worlds = Array.from({ length: WORLDS }, (_, i) =>
    generateWorld({ seed: `coverage-${i}`, days: 28, isNull: false, confounding: 0 }),
  );
  const analyses = worlds.map((world) => ({
    truth: trueLifts(world.effects),
    analysis: analyzeHistory(world.posts, { now: new Date(world.nowMs) }),
  }));
  const covered = (shown: { truth: number; interval: [number, number] }[]) =>
    shown.filter(({ truth, interval: [low, high] }) => low <= truth && truth <= high).length / shown.length;
  const findings = (strength: Finding['strength']) =>
    analyses.flatMap(({ truth, analysis }) =>
      analysis.findings
        .filter((finding) => finding.strength === strength)
        .map(({ dimension, level, interval }) => ({ truth: truth[dimension]?.get(level) as number, interval })),
    );

  test('of effects hold about 19 times in 20', () => {
    const shown = analyses.flatMap(({ truth, analysis }) =>
      analysis.effects.flatMap(({ dimension, level, interval }) => {
        const lift = truth[dimension]?.get(level);
        return lift === undefined ? [] : [{ truth: lift, interval }];
      }),
    );
    expect(shown.length).toBe(WORLDS * 17);
    expect(covered(shown)).toBeGreaterThan(0.92);
  });

  test('of findings hold although findings were picked for standing out', () => {
    const [weekly, lasting] = [findings('weekly'), findings('lasting')];
    expect(weekly.length).toBeGreaterThan(200);
    expect(lasting.length).toBeGreaterThan(100);
    expect(covered(weekly)).toBeGreaterThan(0.92);
    expect(covered(lasting)).toBeGreaterThan(0.97);
  });

  test('of findings never contain zero', () => {
    for (const { interval } of [...findings('weekly'), ...findings('lasting')]) {
      expect(interval[0] * interval[1]).toBeGreaterThan(0);
    }
  });
});
