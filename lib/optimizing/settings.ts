import { type InteractionWeights, OBJECTIVES, type Objective } from '../learning/reward.ts';

/** What the operator pinned; Hone never overrules it. */
export interface Locks {
  /** Fixed weights of single levels, e.g. { generators: { threads: 0.3 } }; the rest share what remains. */
  weights?: { generators?: Record<string, number>; formats?: Record<string, number>; hours?: Record<string, number> };
  /** Local hours, 0 to 23, at which nothing is ever planned. */
  forbiddenHours?: readonly number[];
  /** Local weekdays, 0 (Monday) to 6, on which nothing is ever planned. Kept by the planner. */
  neverPostDays?: readonly number[];
}

/** Settings of one analysis; everything has a default. */
export interface AnalysisSettings {
  objective?: Objective;
  /** Worth of one interaction each, for the objective `weighted`. */
  interactionWeights?: Partial<InteractionWeights>;
  /** Candidate levels; by default those seen or already in the policy. */
  generators?: readonly string[];
  formats?: readonly string[];
  hours?: readonly (number | string)[];
  /** Followers beside the objective: the policy then follows the operator's point between both. */
  goals?: {
    /** Worth of followers against the objective, 1 when absent. */
    followers?: number;
    /** Choose only what surely enough loses no followers. */
    neverLoseFollowers?: boolean;
  };
  /** `scheduled`: the weekly look, both strengths of findings; `interim`: any other time, only lasting ones. */
  look?: 'scheduled' | 'interim';
  locks?: Locks;
  /** Age, in days, at which a post weighs half as much in decisions. */
  halfLifeDays?: number;
  /** Smallest weight of a candidate. */
  floor?: number;
  /** Largest share of a dimension that floors may take together. */
  maxFloorShare?: number;
  /** Largest change per day, in total variation, of each dimension's weights. */
  maxDailyChange?: number;
  /** How long the given policy has been in force: the change allowed now is this share of a day's. */
  policyAgeHours?: number;
}

/** The same with every default filled in. */
export interface ResolvedSettings {
  objective: Objective;
  interactionWeights: InteractionWeights;
  generators: readonly string[] | null;
  formats: readonly string[] | null;
  hours: readonly string[] | null;
  goals: { followers: number; neverLoseFollowers: boolean } | null;
  look: 'scheduled' | 'interim';
  locks: {
    weights: Record<'generators' | 'formats' | 'hours', Record<string, number>>;
    forbiddenHours: readonly string[];
    neverPostDays: readonly number[];
  };
  halfLifeDays: number;
  floor: number;
  maxFloorShare: number;
  maxDailyChange: number;
  policyAgeHours: number;
}

/** A setting of the analysis that cannot be used. The message says which, what it was and what it should be. */
export class SettingsError extends Error {
  override name = 'SettingsError';
  readonly code = 'invalid_settings';
}

const DEFAULT_INTERACTION_WEIGHTS: InteractionWeights = {
  like: 1,
  reply: 1,
  repost: 1,
  quote: 1,
  bookmark: 1,
  follow: 1,
};

/**
 * Checks the settings and fills in the defaults.
 *
 * @throws SettingsError naming the setting, what it got and what it wants
 */
export function resolveSettings(settings: AnalysisSettings = {}): ResolvedSettings {
  const locks = settings.locks ?? {};
  const resolved: ResolvedSettings = {
    objective: oneOf('objective', settings.objective ?? 'engagement_rate', OBJECTIVES),
    interactionWeights: interactionWeights(settings.interactionWeights ?? {}),
    generators: names('generators', settings.generators),
    formats: names('formats', settings.formats),
    hours: settings.hours === undefined ? null : hours('hours', settings.hours),
    goals: goals(settings.goals),
    look: oneOf('look', settings.look ?? 'scheduled', ['scheduled', 'interim']),
    locks: {
      weights: {
        generators: pinned('locks.weights.generators', locks.weights?.generators),
        formats: pinned('locks.weights.formats', locks.weights?.formats),
        hours: pinned('locks.weights.hours', locks.weights?.hours),
      },
      forbiddenHours: hours('locks.forbiddenHours', locks.forbiddenHours ?? []),
      neverPostDays: (locks.neverPostDays ?? []).map((day) => integer('locks.neverPostDays', day, 0, 6)),
    },
    halfLifeDays: number('halfLifeDays', settings.halfLifeDays ?? 56, { from: 1, to: 3650 }),
    floor: number('floor', settings.floor ?? 0.02, { from: 0, to: 0.5 }),
    maxFloorShare: number('maxFloorShare', settings.maxFloorShare ?? 0.2, { from: 0, to: 1 }),
    maxDailyChange: number('maxDailyChange', settings.maxDailyChange ?? 0.25, { from: 0, to: 1 }),
    policyAgeHours: number('policyAgeHours', settings.policyAgeHours ?? 24, { from: 0, to: 1e6 }),
  };
  if (new Set(resolved.locks.forbiddenHours).size === 24) {
    throw new SettingsError('locks.forbiddenHours must leave at least one hour, got all 24');
  }
  return resolved;
}

function goals(got: AnalysisSettings['goals']): ResolvedSettings['goals'] {
  if (got === undefined) return null;
  const { followers = 1, neverLoseFollowers = false } = got;
  if (typeof neverLoseFollowers !== 'boolean') fail('goals.neverLoseFollowers', neverLoseFollowers, 'true or false');
  return { followers: number('goals.followers', followers, { from: 0, to: 1e6 }), neverLoseFollowers };
}

function fail(name: string, got: unknown, wanted: string): never {
  throw new SettingsError(`${name} must be ${wanted}, got ${JSON.stringify(got) ?? String(got)}`);
}

function oneOf<T extends string>(name: string, got: T, allowed: readonly T[]): T {
  return allowed.includes(got) ? got : fail(name, got, `one of ${allowed.join(', ')}`);
}

function number(name: string, got: number, range: { from: number; to: number }): number {
  const fits = typeof got === 'number' && got >= range.from && got <= range.to;
  return fits ? got : fail(name, got, `a number from ${range.from} to ${range.to}`);
}

function integer(name: string, got: unknown, from: number, to: number): number {
  const value = typeof got === 'string' && /^\d+$/.test(got) ? Number(got) : got;
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to;
  return fits ? value : fail(name, got, `whole numbers from ${from} to ${to}`);
}

function hours(name: string, got: readonly (number | string)[]): string[] {
  if (!Array.isArray(got)) fail(name, got, 'a list of hours');
  return [...new Set(got.map((hour) => String(integer(name, hour, 0, 23))))];
}

function names(name: string, got: readonly string[] | undefined): string[] | null {
  if (got === undefined) return null;
  const fits = Array.isArray(got) && got.length > 0 && got.every((level) => typeof level === 'string' && level !== '');
  return fits ? [...new Set(got)] : fail(name, got, 'a list of at least one name');
}

function pinned(name: string, got: Record<string, number> | undefined): Record<string, number> {
  if (got === undefined) return {};
  let total = 0;
  for (const [level, weight] of Object.entries(got)) total += number(`${name}.${level}`, weight, { from: 0, to: 1 });
  return total <= 1 + 1e-9 ? got : fail(name, got, 'weights that sum to at most 1');
}

function interactionWeights(got: Partial<InteractionWeights>): InteractionWeights {
  const weights = { ...DEFAULT_INTERACTION_WEIGHTS, ...got };
  for (const [name, weight] of Object.entries(weights)) {
    if (!(name in DEFAULT_INTERACTION_WEIGHTS)) {
      fail('interactionWeights', name, `made of ${Object.keys(DEFAULT_INTERACTION_WEIGHTS).join(', ')}`);
    }
    number(`interactionWeights.${name}`, weight, { from: 0, to: 1e6 });
  }
  return weights;
}
