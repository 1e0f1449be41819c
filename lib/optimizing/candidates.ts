import type { PolicyWeights } from '../learning/history.ts';
import { type LearningRow, UNKNOWN } from '../learning/learning-rows.ts';
import type { ResolvedSettings } from './settings.ts';
import { SettingsError } from './settings.ts';

/** What may be chosen in each dimension of the policy. */
export interface Candidates {
  generators: string[];
  formats: string[];
  hours: string[];
}

const ALL_HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));

/**
 * Candidates from the settings, else the levels seen or already in the policy. An account about which nothing is known
 * starts with every hour, both formats and one generator called unknown, so that weights always sum to 1.
 *
 * @throws SettingsError when a lock names a level that is no candidate
 */
export function candidatesOf(
  rows: readonly LearningRow[],
  policy: PolicyWeights | null,
  settings: ResolvedSettings,
): Candidates {
  const seen = (levelOf: (row: LearningRow) => string, weights: Record<string, number> = {}) => {
    const levels = new Set([...rows.map(levelOf), ...Object.keys(weights)]);
    levels.delete(UNKNOWN);
    return [...levels].sort();
  };
  const orElse = (levels: string[], fallback: string[]) => (levels.length > 0 ? levels : fallback);
  const forbidden = new Set(settings.locks.forbiddenHours);
  const allowed = (hours: readonly string[]) =>
    hours.filter((hour) => !forbidden.has(hour)).sort((a, b) => Number(a) - Number(b));
  const candidates = {
    generators:
      settings.generators?.toSorted() ??
      orElse(
        seen((row) => row.generator, policy?.generators),
        [UNKNOWN],
      ),
    formats:
      settings.formats?.toSorted() ??
      orElse(
        seen((row) => row.format, policy?.formats),
        ['single', 'thread'],
      ),
    hours: orElse(
      allowed(
        settings.hours ??
          orElse(
            seen((row) => row.hour, policy?.hours),
            ALL_HOURS,
          ),
      ),
      allowed(ALL_HOURS),
    ),
  };
  for (const dimension of ['generators', 'formats', 'hours'] as const) {
    for (const level of Object.keys(settings.locks.weights[dimension])) {
      if (!candidates[dimension].includes(level)) {
        const known = candidates[dimension].join(', ');
        throw new SettingsError(
          `locks.weights.${dimension} must name a candidate (${known}), got ${JSON.stringify(level)}`,
        );
      }
    }
  }
  return candidates;
}
