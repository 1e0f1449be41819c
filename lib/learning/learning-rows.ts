import { localClock, WEEKDAYS } from './local-time.ts';
import type { MaturityCurve } from './maturity-curve.ts';
import type { Post } from './normalise-history.ts';
import { type InteractionWeights, type Objective, type Reward, rewardOf } from './reward.ts';
import type { Snapshot } from './snapshot.ts';

/** One post as the joint model sees it. */
export interface LearningRow {
  id: string;
  reward: number;
  /** Measurement variance of the reward: counting noise and unfinished growth. */
  noise: number;
  /** Weight by age: ½ after one half-life, falling faster beyond it, so that the present is learned from in full. */
  weight: number;
  generator: string;
  format: string;
  /** Local hour of posting, '0' to '23'. */
  hour: string;
  weekday: string;
  topic: string;
  /** Days before the analysis (positive). */
  ageDays: number;
  /** Age, in hours, of the reading used. */
  readAtHours: number;
  isHoldout: boolean;
  assignmentProbability: number | null;
}

/** The level of posts whose maker, format or topic nobody knows. */
export const UNKNOWN = 'unknown';

export type RewardScale = 'log-odds' | 'log-count';

export interface LearningSet {
  rows: LearningRow[];
  scale: RewardScale;
  objective: Objective;
  leftOut: Record<string, number>;
}

export interface LearningInput {
  posts: readonly Post[];
  curve: MaturityCurve;
  nowMs: number;
  timeZone: string;
  objective: Objective;
  weights: InteractionWeights;
  halfLifeDays: number;
}

/** Posts younger than this say little about what they will become. */
const YOUNGEST_HOURS = 6;
/** Posts are compared at this age; later growth is another story than the first week's. */
const MATURE_HOURS = 168;
/** Older posts than this many half-lives are left out altogether. */
const HALF_LIVES = 6;
const DAY_MS = 86_400_000;

/**
 * The rows the account can learn from, oldest first. Without impressions for most posts the engagement rate falls back
 * to ln(1 + engagements): one scale for the whole account, never two in one model.
 */
export function learningRows(input: LearningInput): LearningSet {
  const { posts, nowMs, halfLifeDays } = input;
  const clock = localClock(input.timeZone);
  const objective = effectiveObjective(input);
  const set: LearningSet = {
    rows: [],
    scale: objective === 'engagement_rate' ? 'log-odds' : 'log-count',
    objective,
    leftOut: {},
  };
  const leave = (reason: string) => {
    set.leftOut[reason] = (set.leftOut[reason] ?? 0) + 1;
  };
  for (const post of posts) {
    const ageDays = (nowMs - post.postedAtMs) / DAY_MS;
    if (ageDays > HALF_LIVES * halfLifeDays) {
      leave('older than the memory');
      continue;
    }
    const reading = readingOf(post, objective, input);
    if (reading === null) {
      leave(objective === 'engagement_rate' ? 'impressions or engagements unknown' : `${objective} unknown`);
      continue;
    }
    if (reading.snapshot.ageHours < YOUNGEST_HOURS) {
      leave(`last read before ${YOUNGEST_HOURS} hours of age`);
      continue;
    }
    const local = clock(post.postedAtMs);
    set.rows.push({
      id: post.id,
      reward: reading.reward.value,
      noise: reading.reward.variance,
      weight: 2 ** -((ageDays / halfLifeDays) ** 2),
      generator: post.generator ?? UNKNOWN,
      format: post.format ?? UNKNOWN,
      hour: String(local.hour),
      weekday: WEEKDAYS[local.weekday]!,
      topic: post.topic ?? UNKNOWN,
      ageDays,
      readAtHours: reading.snapshot.ageHours,
      isHoldout: post.isHoldout,
      assignmentProbability: post.assignmentProbability,
    });
  }
  return set;
}

function effectiveObjective({ posts, objective }: LearningInput): Objective {
  if (objective !== 'engagement_rate') return objective;
  const rated = posts.filter((post) => post.snapshots.some((s) => s.impressions !== null && s.engagements !== null));
  return rated.length * 2 >= posts.length ? 'engagement_rate' : 'engagement';
}

/**
 * Where the newest reading up to the mature age is, else the first one after it: growth past a week is next to none.
 * @param snapshots at least one, oldest first
 */
export function matureReading(snapshots: readonly Snapshot[]): number {
  let newest = snapshots.length - 1;
  while (newest > 0 && snapshots[newest]!.ageHours > MATURE_HOURS * 1.05) newest -= 1;
  if (snapshots[newest]!.ageHours < MATURE_HOURS / 2 && newest < snapshots.length - 1) newest += 1;
  return newest;
}

/** The mature reading, or the newest one before it in which what the objective needs is known. */
function readingOf(
  post: Post,
  objective: Objective,
  input: LearningInput,
): { snapshot: Snapshot; reward: Reward } | null {
  const { snapshots } = post;
  for (let i = matureReading(snapshots); i >= 0; i -= 1) {
    const snapshot = snapshots[i]!;
    const reward = rewardOf(objective, { snapshot, curve: input.curve, weights: input.weights });
    if (reward) return { snapshot, reward };
  }
  return null;
}
