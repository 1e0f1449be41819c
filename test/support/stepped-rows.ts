import type { LearningRow } from '../../lib/learning/learning-rows.ts';
import { sampleStudentT } from '../../lib/statistics/samplers.ts';
import { seededRandom } from '../../lib/statistics/seeded-random.ts';

const DAYS = 28;

/** Ten posts a day by three generators; `first` loses `drop` in the last `since` days. */
export function steppedRows(seed: string, drop: number, since = 5): LearningRow[] {
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
