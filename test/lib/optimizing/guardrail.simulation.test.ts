import { describe, expect, it } from 'vitest';
import type { LearningRow } from '../../../lib/learning/learning-rows.ts';
import { guardrailVerdict } from '../../../lib/optimizing/guardrail.ts';
import { realisedLift } from '../../../lib/optimizing/realised-lift.ts';
import { sampleStudentT } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

/** `days` of ten posts, one in five held out, acting changing the log reward by `effect`. */
function experience(seed: string, input: { days: number; effect: number }): LearningRow[] {
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

const verdictOn = (rows: LearningRow[], days: number) =>
  guardrailVerdict({ realised: realisedLift({ rows, sinceAgeDays: days }), newestReadingHours: 1 });

describe('no harm', () => {
  it('is not rolled back by looking every day', () => {
    let rolledBack = 0;
    const runs = 40;
    for (let run = 0; run < runs; run += 1) {
      const rows = experience(`nothing-${run}`, { days: 28, effect: 0 });
      for (let day = 3; day <= 28; day += 1) {
        const seen = rows.filter((row) => row.ageDays > 28 - day);
        if (verdictOn(seen, 28).verdict === 'rollback') {
          rolledBack += 1;
          break;
        }
      }
    }
    // One-sided error is half of 5%; three of forty would be three standard errors above.
    expect(rolledBack).toBeLessThanOrEqual(3);
  });
});
