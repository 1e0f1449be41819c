import { describe, expect, it } from 'vitest';
import type { LearningRow } from '../../../lib/learning/learning-rows.ts';
import { guardrailVerdict } from '../../../lib/optimizing/guardrail.ts';
import { realisedLift } from '../../../lib/optimizing/realised-lift.ts';
import { actingAndHoldout } from '../../support/acting-and-holdout.ts';

const verdictOn = (rows: LearningRow[], days: number) =>
  guardrailVerdict({ realised: realisedLift({ rows, sinceAgeDays: days }), newestReadingHours: 1 });

describe('no harm', () => {
  it('is not rolled back by looking every day', () => {
    let rolledBack = 0;
    const runs = 40;
    for (let run = 0; run < runs; run += 1) {
      const rows = actingAndHoldout(`nothing-${run}`, { days: 28, effect: 0 });
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
