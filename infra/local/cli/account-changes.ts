import type { Rails } from '../../../lib/content/rails.ts';
import type { AnalysisSettings } from '../../../lib/optimizing/settings.ts';

type Dimension = 'generators' | 'formats' | 'hours';

/** What `hone account set` was told; what is absent stays as it is. */
export interface AccountOptions {
  autonomy?: 'observe' | 'recommend' | 'auto';
  approval?: 'required' | 'none';
  publishing?: 'off' | 'outbox' | 'webhook' | 'x';
  timeZone?: string;
  objective?: string;
  halfLifeDays?: number;
  maxDailyChange?: number;
  weighFollowers?: number | 'none';
  neverLoseFollowers?: boolean;
  holdoutShare?: number;
  margin?: number;
  forbidHours?: number[];
  neverPost?: number[];
  pin?: { dimension: Dimension; level: string; weight: number }[];
  unpin?: { dimension: Dimension; level: string }[];
  postsPerDay?: number;
  postsPerHour?: number;
  minGap?: number;
  threadsPerDay?: number;
  quietHours?: number[];
  language?: string;
  voice?: string;
  banTopics?: string[];
  json?: boolean;
}

/** The account's stored settings with what was named. */
export function changedSettings(settings: Record<string, unknown>, options: AccountOptions): Record<string, unknown> {
  const { objective, halfLifeDays, maxDailyChange, holdoutShare, margin, forbidHours, neverPost } = options;
  const { language, voice, banTopics: bannedTopics } = options;
  const locks = { ...(settings.locks as AnalysisSettings['locks']) };
  if (forbidHours !== undefined) locks.forbiddenHours = forbidHours;
  if (neverPost !== undefined) locks.neverPostDays = neverPost;
  if (options.pin !== undefined || options.unpin !== undefined) locks.weights = pinned(locks.weights ?? {}, options);
  const goals = goalsOf(settings.goals as AnalysisSettings['goals'], options);
  const content = { ...(settings.content as object), ...named({ language, voice, bannedTopics }) };
  return {
    ...settings,
    ...named({ objective, halfLifeDays, maxDailyChange, holdoutShare, guardrailMargin: margin }),
    goals,
    ...(Object.keys(locks).length > 0 && { locks }),
    ...(Object.keys(content).length > 0 && { content }),
  };
}

/** Undefined, which is not stored, where the policy follows the objective alone. */
function goalsOf(
  before: AnalysisSettings['goals'],
  { weighFollowers, neverLoseFollowers }: AccountOptions,
): AnalysisSettings['goals'] {
  if (weighFollowers === 'none') return undefined;
  if (weighFollowers === undefined && neverLoseFollowers === undefined) return before;
  return { ...before, ...named({ followers: weighFollowers, neverLoseFollowers }) };
}

/** The rails that were named. */
export function changedRails(options: AccountOptions): Partial<Rails> {
  const { postsPerDay, postsPerHour, minGap: minGapMinutes, threadsPerDay, quietHours } = options;
  return named({ postsPerDay, postsPerHour, minGapMinutes, threadsPerDay, quietHours });
}

/** Rails in one line. */
export function railsLine(rails: Rails): string {
  const { postsPerDay, postsPerHour, minGapMinutes, threadsPerDay, quietHours } = rails;
  const quiet = quietHours.length === 0 ? 'no quiet hours' : `quiet at ${quietHours.join(', ')}`;
  return `${postsPerDay} posts a day, ${postsPerHour} an hour, ${minGapMinutes} minutes apart, ${threadsPerDay} threads a day, ${quiet}`;
}

function named<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function pinned(
  before: Partial<Record<Dimension, Record<string, number>>>,
  { pin = [], unpin = [] }: AccountOptions,
): Partial<Record<Dimension, Record<string, number>>> {
  const weights = structuredClone(before);
  for (const { dimension, level } of unpin) delete weights[dimension]?.[level];
  for (const { dimension, level, weight } of pin) weights[dimension] = { ...weights[dimension], [level]: weight };
  return weights;
}
