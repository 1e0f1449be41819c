import type { LevelContrasts } from '../learning/contrasts.ts';
import { FEWEST_INTERVALS } from '../learning/follower-attribution.ts';
import { type FollowerReading, followerIntervals } from '../learning/follower-days.ts';
import { followersByLevel } from '../learning/followers-by-level.ts';
import { learningRows } from '../learning/learning-rows.ts';
import { localClock } from '../learning/local-time.ts';
import type { MaturityCurve } from '../learning/maturity-curve.ts';
import type { Post } from '../learning/normalise-history.ts';
import { contrastsOf, fitDecisions } from './account-model.ts';
import type { Goals } from './analysis.ts';
import type { Candidates } from './candidates.ts';
import { type ArmObjective, paretoArms } from './pareto-arms.ts';
import type { ResolvedSettings } from './settings.ts';

/** What the policy can change. */
type PolicyDimension = 'generator' | 'format' | 'hour';

/** What levels do for followers, beside what they do for the objective. */
interface FollowerEffects {
  basis: Goals['followers'];
  of(dimension: PolicyDimension, levels: readonly string[]): { means: number[]; sds: number[] } | null;
}

export interface FollowerInput {
  posts: readonly Post[];
  readings: readonly FollowerReading[];
  curve: MaturityCurve;
  nowMs: number;
  timeZone: string;
  candidates: Candidates;
  settings: ResolvedSettings;
}

/**
 * What is known of followers: where the source counts new follows of most posts, the joint model over them (log of new
 * follows); else the account's follower readings by day, losses included (followers per post). Null when neither says anything.
 */
export function followerEffects(input: FollowerInput): FollowerEffects | null {
  const { posts, settings } = input;
  const readings = input.readings.filter(({ collectedAtMs }) => collectedAtMs <= input.nowMs);
  const areReadingsEnough = followerIntervals(readings).length >= FEWEST_INTERVALS;
  const counted = posts.filter(({ snapshots }) => snapshots.some(({ newFollows }) => newFollows !== null));
  const isCounted = counted.length >= 2 && counted.length * 2 >= posts.length;
  // New follows show no losses; the account's own readings do.
  if (areReadingsEnough && (settings.goals?.neverLoseFollowers || !isCounted)) return byDay({ ...input, readings });
  return isCounted ? byCount(input) : null;
}

function byCount({ posts, candidates, settings, curve, nowMs, timeZone }: FollowerInput): FollowerEffects {
  const { interactionWeights: weights, halfLifeDays } = settings;
  const { rows } = learningRows({ posts, curve, nowMs, timeZone, objective: 'followers', weights, halfLifeDays });
  const { model } = fitDecisions({ rows, candidates });
  return {
    basis: 'counted',
    of(dimension, levels) {
      const { means, covariance } = contrastsOf(model, dimension, ({ level }) => levels.includes(level));
      return { means: [...means], sds: spreads(covariance, means.length) };
    },
  };
}

function byDay({ posts, readings, settings, curve, nowMs, timeZone }: FollowerInput): FollowerEffects {
  const memoryMs = nowMs - 2 * settings.halfLifeDays * DAY_MS;
  const recent = posts.filter(({ postedAtMs }) => postedAtMs >= memoryMs);
  const clock = localClock(timeZone);
  const levelOf = {
    generator: (post: Post) => post.generator,
    format: (post: Post) => post.format,
    hour: (post: Post) => String(clock(post.postedAtMs).hour),
  };
  const growth = curve.engagements;
  return {
    basis: 'modelled',
    of: (dimension, levels) =>
      followersByLevel({ posts: recent, levels, levelOf: levelOf[dimension], readings, growth }),
  };
}

/** The levels of a dimension under the account's objective and under followers: the Pareto set, the operator's point on it. */
export function goalsOf(input: {
  dimension: PolicyDimension;
  objective: string;
  contrasts: LevelContrasts;
  followers: FollowerEffects;
  goals: ResolvedSettings['goals'];
  /** Of the first analysis that had any. */
  first: readonly Goals[];
}): Goals | null {
  const { dimension, objective, contrasts, followers, goals, first } = input;
  const { levels, means, covariance } = contrasts;
  const gained = levels.length < 2 ? null : followers.of(dimension, levels);
  if (gained === null || gained.means.length !== levels.length) return null;
  const objectives: ArmObjective[] = [
    { name: objective, means: [...means], sds: spreads(covariance, levels.length) },
    {
      name: 'followers',
      ...gained,
      worth: goals?.followers ?? 1,
      // New follows are never negative; only readings of the whole account show losses.
      ...(goals?.neverLoseFollowers && followers.basis === 'modelled' && { atLeast: 0 }),
    },
  ];
  const reference = first.find(
    (one) => one.dimension === dimension && one.followers === followers.basis && one.objectives[0] === objective,
  )?.reference;
  const {
    arms,
    chosen,
    hypervolume,
    reference: used,
  } = paretoArms({ arms: levels, objectives, ...(reference && { reference }) });
  return {
    dimension,
    objectives: [objective, 'followers'],
    followers: followers.basis,
    isAsked: goals !== null,
    arms: arms.map((arm, k) => ({ ...arm, sds: objectives.map(({ sds }) => sds[k]!) })),
    chosen,
    hypervolume,
    reference: used,
  };
}

const DAY_MS = 86_400_000;

function spreads(covariance: Float64Array, size: number): number[] {
  return Array.from({ length: size }, (_, k) => Math.sqrt(Math.max(0, covariance[k * size + k]!)));
}
