import type { Dimension } from '../optimizing/analysis.ts';
import { html } from './html.ts';
import type { PlantedEffect } from './report-data.ts';

/** Stands wherever planted truth is shown beside what was found. */
export const PLANTED_SIGN = html`<i class="diamond" aria-hidden="true"></i>`;

/** The planted lift of a level; null for a real account or a level that was not planted. */
export function plantedLift(
  truth: readonly PlantedEffect[] | null,
  { dimension, level }: { dimension: Dimension; level: string },
): number | null {
  return truth?.find((planted) => planted.dimension === dimension && planted.level === level)?.lift ?? null;
}
