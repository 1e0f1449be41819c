import type { PlantedEffect } from '../../../lib/report/report-data.ts';
import type { WorldTruth } from '../simulated-x/index.ts';

/** The planted truth as the report shows it: relative lifts against the mean of each dimension. */
export function plantedEffects(truth: WorldTruth): PlantedEffect[] {
  const dimensions = [
    ['generator', truth.generators],
    ['format', truth.formats],
    ['hour', truth.hours],
    ['topic', truth.topics],
  ] as const;
  return dimensions.flatMap(([dimension, effects]) =>
    Object.entries(effects).map(([level, logOdds]) => ({ dimension, level, lift: Math.exp(logOdds) - 1 })),
  );
}
