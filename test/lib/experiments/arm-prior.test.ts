import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armPriorLearner, type DatedExperiment, priorsInOrder } from '../../../lib/experiments/arm-prior.ts';
import { choleskyInPlace, solveFromCholesky } from '../../../lib/statistics/cholesky.ts';
import { sampleBinomial } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);
const at = (hours: number) => new Date(START + hours * HOUR);

/** Experiments of three arms, twelve hours apart; arms with the feature `good` have half as much again. */
function archive(size: number, seed: string): DatedExperiment[] {
  const random = seededRandom(seed);
  return Array.from({ length: size }, (_, i) => ({
    startedAt: at(12 * i),
    arms: [0, 1, 2].map((k) => {
      const good = random() < 0.5 ? 1 : 0;
      const rate = 0.01 * 1.5 ** good * (1 + 0.2 * random());
      return {
        trials: 3000,
        successes: sampleBinomial(random, 3000, rate),
        features: new Map([
          ['good', 0.3 * good],
          [`arm ${k}`, 0.1 * random()],
        ]),
      };
    }),
  }));
}

describe('what earlier experiments let expect', () => {
  it('is nothing, and widely so, where there are none', () => {
    const learner = armPriorLearner();
    learner.learn();
    expect(learner.expect([new Map([['word', 1]]), new Map()])).toEqual({
      logRate: -4.5,
      logRateSd: 1.25,
      effects: [0, 0],
    });
  });

  it('is the posterior mode of the mixed model, solved densely', () => {
    const experiments = archive(8, 'dense');
    const learner = armPriorLearner();
    for (const { arms } of experiments) learner.observe(arms);
    learner.learn();
    const fresh = [new Map([['good', 1]]), new Map([['arm 1', 2]]), new Map([['unheard of', 3]])];
    const { logRate, effects } = learner.expect(fresh);
    const dense = solvedDensely(experiments);
    const own = fresh.map((features) => dense.value(features, 'arm'));
    const centre = own.reduce((sum, x) => sum + x, 0) / 3;
    own.forEach((value, k) => {
      expect(effects[k]).toBeCloseTo(value - centre, 3);
    });
    const shared = fresh.reduce((sum, features) => sum + dense.value(features, 'level'), 0) / 3;
    expect(logRate).toBeCloseTo(dense.recent + centre + shared, 3);
  });

  it('finds what works', () => {
    const priors = priorsInOrder(archive(400, 'works'));
    const learner = armPriorLearner();
    for (const { arms } of archive(400, 'works')) learner.observe(arms);
    learner.learn();
    const [good, bad] = learner.expect([new Map([['good', 0.3]]), new Map()]).effects;
    // log 1.5 is .405; 1,200 arms of about 40 successes know it to about .02, and the prior pulls it in a little.
    expect(good! - bad!).toBeGreaterThan(0.33);
    expect(good! - bad!).toBeLessThan(0.47);
    expect(priors[0]!.logRateSd).toBeGreaterThan(2 * priors.at(-1)!.logRateSd);
  });

  it('comes from experiments alone that began early enough before', () => {
    const experiments = archive(60, 'before');
    const before = priorsInOrder(experiments);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 59 }), fc.integer({ min: 0, max: 3000 }), (place, successes) => {
        const changed = experiments.map((experiment, i) =>
          i < place ? experiment : { ...experiment, arms: experiment.arms.map((arm) => ({ ...arm, successes })) },
        );
        const after = priorsInOrder(changed);
        // Twelve hours apart, so the two that began less than a day after the changed one cannot know of it, either.
        expect(after.slice(0, place + 2)).toEqual(before.slice(0, place + 2));
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the order of the file', () => {
    const experiments = archive(50, 'order');
    const turned = priorsInOrder(experiments.toReversed()).toReversed();
    expect(turned).toEqual(priorsInOrder(experiments));
  });

  it('refuses a gap in which an experiment would teach itself', () => {
    expect(() => priorsInOrder(archive(2, 'gap'), { gapMs: 0 })).toThrow('the gap must be above 0');
  });
});

/** The model written down as matrices: y = X b + e, b standard normal, X with half-sized means, V dense. */
function solvedDensely(experiments: readonly DatedExperiment[]) {
  const names = [...new Set(experiments.flatMap(({ arms }) => arms.flatMap(({ features }) => [...features.keys()])))];
  const size = 2 * names.length;
  const a = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) a[i * size + i] = 1;
  const b = new Array<number>(size).fill(0);
  const levels: number[] = [];
  for (const { arms } of experiments) {
    const rows = arms.map(({ features }) => names.map((name) => features.get(name) ?? 0));
    const means = names.map((_, j) => rows.reduce((sum, row) => sum + row[j]!, 0) / rows.length);
    const x = rows.map((row) => [...row, ...means.map((value) => value / 2)]);
    const sum = (of: 'trials' | 'successes') => arms.reduce((total, arm) => total + arm[of], 0);
    const level = Math.log((sum('successes') + 0.5) / (sum('trials') + 0.5));
    const recent = levels.length > 0 ? levels.reduce((total, one) => total + one, 0) / levels.length : level;
    levels.push(level);
    const y = arms.map(({ trials, successes }) => Math.log((successes + 0.5) / (trials + 0.5)) - recent);
    const v = Float64Array.from({ length: arms.length ** 2 }, (_, i) => {
      const [row, column] = [Math.floor(i / arms.length), i % arms.length];
      return 0.25 + (row === column ? 0.1 + 1 / (arms[row]!.successes + 0.5) : 0);
    });
    choleskyInPlace(v, arms.length);
    const weighted = (values: readonly number[]) => solveFromCholesky(v, arms.length, values);
    const vy = weighted(y);
    for (let j = 0; j < size; j += 1) {
      const vx = weighted(x.map((row) => row[j]!));
      b[j]! += x.reduce((total, row, k) => total + row[j]! * vy[k]!, 0);
      for (let i = 0; i < size; i += 1) a[i * size + j]! += x.reduce((total, row, k) => total + row[i]! * vx[k]!, 0);
    }
  }
  choleskyInPlace(a, size);
  const coefficients = solveFromCholesky(a, size, b);
  return {
    recent: levels.reduce((total, one) => total + one, 0) / levels.length,
    value: (features: ReadonlyMap<string, number>, of: 'arm' | 'level') =>
      names.reduce((total, name, j) => {
        const value = features.get(name) ?? 0;
        return total + value * (of === 'arm' ? coefficients[j]! : coefficients[names.length + j]! / 2);
      }, 0),
  };
}
