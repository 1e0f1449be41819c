import type { HistoryPost } from '../learning/history.ts';
import { learningRows } from '../learning/learning-rows.ts';
import { fitMaturityCurve } from '../learning/maturity-curve.ts';
import { normaliseHistory } from '../learning/normalise-history.ts';
import { type RealisedLift, realisedLift } from './realised-lift.ts';
import { type AnalysisSettings, resolveSettings } from './settings.ts';

export interface MeasureOptions {
  now: Date;
  timeZone: string;
  /** When the first of the versions came into force: posts before it compare with nothing. */
  since: Date;
  /** The versions whose effect is measured. */
  versions: readonly number[];
  settings: AnalysisSettings;
}

/**
 * What these versions of the policy have done so far: posts that they chose against posts that were drawn from the baseline in
 * the same days. Posts that nobody drew (the operator's own) are on neither side.
 */
export function measureLift(records: readonly HistoryPost[], options: MeasureOptions): RealisedLift {
  const { now, timeZone, since, versions } = options;
  const settings = resolveSettings(options.settings);
  const sideOf = new Map(records.map((record) => [record.tweet_id, side(record, new Set(versions))]));
  const { posts } = normaliseHistory(records, now.getTime());
  const curve = fitMaturityCurve(posts);
  const { rows } = learningRows({
    posts: posts.filter(({ id, postedAtMs }) => postedAtMs >= since.getTime() && sideOf.get(id) !== null),
    curve,
    nowMs: now.getTime(),
    timeZone,
    objective: settings.objective,
    weights: settings.interactionWeights,
    halfLifeDays: settings.halfLifeDays,
  });
  return realisedLift(
    rows.filter(({ id }) => sideOf.get(id) === 'acting'),
    rows.filter(({ id }) => sideOf.get(id) === 'holdout'),
  );
}

function side(record: HistoryPost, versions: ReadonlySet<number>): 'acting' | 'holdout' | null {
  if (record.is_holdout === true) return 'holdout';
  const version = record.policy_version ?? null;
  if (version !== null) return versions.has(version) ? 'acting' : null;
  return (record.assignment_probability ?? null) === null ? null : 'acting';
}
