import { sampleNormal, sampleStudentT } from '../../lib/statistics/samplers.ts';
import { seededRandom } from '../../lib/statistics/seeded-random.ts';

/** n rows of one intercept and one of `levels` levels with effects drawn with sd `spread`. */
export function oneWay(seed: string, input: { n: number; levels: number; spread: number; draw?: 'normal' | 't' }) {
  const random = seededRandom(seed);
  const { n, levels, spread } = input;
  const effects = Array.from({ length: levels }, () => spread * sampleNormal(random));
  const index = new Int16Array(2 * n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    const level = i % levels;
    index.set([0, 1 + level], 2 * i);
    const error = input.draw === 't' ? sampleStudentT(random, 2.5) : sampleNormal(random);
    y[i] = 1 + effects[level]! + 0.4 * error;
  }
  return {
    effects,
    model: {
      design: { rows: n, columns: 1 + levels, width: 2, index, values: new Float64Array(2 * n).fill(1) },
      blocks: [
        { name: 'intercept', start: 0, size: 1, priorSd: 10, fixed: true },
        { name: 'level', start: 1, size: levels, priorSd: 0.2 },
      ],
      y,
      noise: new Float64Array(n),
      weight: new Float64Array(n).fill(1),
    },
  };
}
