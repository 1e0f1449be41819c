import { describe, expect, it } from 'vitest';
import { fitDecisions } from '../../../lib/optimizing/account-model.ts';
import { steppedRows } from '../../support/stepped-rows.ts';

const candidates = { generators: [], formats: [], hours: [] };

describe('a step in one level', () => {
  it('is seldom seen where there is none', () => {
    const alarms = Array.from(
      { length: 40 },
      (_, run) => fitDecisions({ rows: steppedRows(`calm-${run}`, 0), candidates }).changes.length,
    );
    expect(alarms.filter((n) => n > 0).length).toBeLessThanOrEqual(8);
  });
});
