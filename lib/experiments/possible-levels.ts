import { requireExperiment } from './experiment-error.ts';

const POSSIBLE: Readonly<Record<string, { test: (level: string) => boolean; words: string }>> = {
  format: { test: (level) => level === 'single' || level === 'thread', words: 'single or thread' },
  hour: { test: (level) => /^(\d|1\d|2[0-3])$/.test(level), words: 'a local hour, 0 to 23' },
};

/**
 * Levels that no post of an account can ever have would leave an arm empty for ever.
 *
 * @throws ExperimentError naming the level and what it may be
 */
export function requirePossibleLevels(dimension: string, levels: readonly string[]): void {
  const { test = () => true, words = '' } = POSSIBLE[dimension] ?? {};
  for (const level of levels) requireExperiment(test(level), `${dimension} must be ${words}, got ${level}`);
}
