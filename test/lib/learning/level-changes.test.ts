import { describe, expect, it } from 'vitest';
import type { LearningRow } from '../../../lib/learning/learning-rows.ts';
import { contrastsOf, fitDecisions } from '../../../lib/optimizing/account-model.ts';
import { sampleStudentT } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

const DAYS = 28;

/** Ten posts a day by three generators; `first` loses `drop` in the last `since` days. */
function rows(seed: string, drop: number, since = 5): LearningRow[] {
  const random = seededRandom(seed);
  return Array.from({ length: DAYS * 10 }, (_, i) => {
    const ageDays = DAYS - i / 10;
    const generator = ['first', 'second', 'third'][Math.floor(3 * random())]!;
    const effect = generator === 'first' ? 0.3 - (ageDays < since ? drop : 0) : 0;
    return {
      id: String(i),
      reward: -3.5 + effect + 0.35 * sampleStudentT(random, 3),
      noise: 0.08,
      weight: 1,
      generator,
      format: 'single',
      hour: String(8 + (i % 10)),
      weekday: 'Monday',
      topic: 'a',
      ageDays,
      readAtHours: 48,
      isHoldout: false,
      assignmentProbability: null,
    };
  });
}

const candidates = { generators: [], formats: [], hours: [] };

describe('a step in one level', () => {
  it('is found near its day and followed', () => {
    const { model, changes } = fitDecisions({ rows: rows('step', 0.9), candidates });
    expect(changes[0]).toMatchObject({ dimension: 'generator', level: 'first' });
    expect(Math.abs(changes[0]!.sinceAgeDays - 5)).toBeLessThanOrEqual(2);
    const { levels, means } = contrastsOf(model, 'generator');
    expect(means[levels.indexOf('first')]).toBeLessThan(0);
  });
});
