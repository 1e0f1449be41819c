import type { LearningRow } from '../../lib/learning/learning-rows.ts';
import { sampleStudentT } from '../../lib/statistics/samplers.ts';
import { seededRandom } from '../../lib/statistics/seeded-random.ts';

/** `days` of ten posts, one in five held out, acting changing the log reward by `effect`. */
export function actingAndHoldout(seed: string, input: { days: number; effect: number }): LearningRow[] {
  const random = seededRandom(seed);
  return Array.from({ length: input.days * 10 }, (_, i) => {
    const isHoldout = random() < 0.2;
    return {
      id: String(i),
      reward: -3.5 + (isHoldout ? 0 : input.effect) + 0.4 * sampleStudentT(random, 4),
      noise: 0.08,
      weight: 1,
      generator: 'g',
      format: 'single',
      hour: '9',
      weekday: ['Monday', 'Tuesday', 'Wednesday'][Math.floor(i / 10) % 3]!,
      topic: random() < 0.5 ? 'a' : 'b',
      ageDays: input.days - i / 10,
      readAtHours: 48,
      isHoldout,
      assignmentProbability: null,
    };
  });
}
