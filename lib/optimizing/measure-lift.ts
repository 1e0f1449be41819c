import type { HistoryPost } from '../learning/history.ts';
import { learningRows } from '../learning/learning-rows.ts';
import { fitMaturityCurve } from '../learning/maturity-curve.ts';
import { normaliseHistory } from '../learning/normalise-history.ts';
import { guardrailVerdict } from './guardrail.ts';
import { realisedLift } from './realised-lift.ts';
import { type AnalysisSettings, resolveSettings } from './settings.ts';

/** What acting has done so far, as events and recommendations keep it. */
export interface MeasuredLift {
  /** Relative lift of the objective, e.g. 0.12 for +12%; null while either side has too few posts. */
  lift: number | null;
  /** 95% on lift at all looks together; null while it is unbounded. */
  interval: [number, number] | null;
  /** Posts compared, of both sides. */
  n: number;
  acting: number;
  holdout: number;
  /** Better: above the holdout for certain. Worse: below it by more than the margin, for certain. */
  verdict: 'better' | 'worse' | 'undecided';
  /** What is wrong, in words, when it is worse. */
  harm: string | null;
}

export interface MeasureOptions {
  now: Date;
  timeZone: string;
  /** When the first of the versions came into force: posts before it compare with nothing. */
  since: Date;
  /** The versions whose effect is measured. */
  versions: readonly number[];
  /** Relative loss against the holdout that is borne. */
  margin: number;
  settings: AnalysisSettings;
}

const DAY_MS = 86_400_000;

/**
 * What these versions of the policy have done so far: posts that they chose against posts that were drawn from the baseline in
 * the same days. Posts that nobody drew (the operator's own) are on neither side.
 */
export function measureLift(records: readonly HistoryPost[], options: MeasureOptions): MeasuredLift {
  const { now, timeZone, since, margin } = options;
  const settings = resolveSettings(options.settings);
  const versions = new Set(options.versions);
  const drawn = new Set(records.filter((record) => wasDrawn(record, versions)).map(({ tweet_id }) => tweet_id));
  const { posts } = normaliseHistory(records, now.getTime());
  const { rows } = learningRows({
    posts: posts.filter(({ id, postedAtMs }) => postedAtMs >= since.getTime() && drawn.has(id)),
    curve: fitMaturityCurve(posts),
    nowMs: now.getTime(),
    timeZone,
    objective: settings.objective,
    weights: settings.interactionWeights,
    halfLifeDays: settings.halfLifeDays,
  });
  const holdout = rows.filter(({ isHoldout }) => isHoldout).length;
  const counts = { n: rows.length, acting: rows.length - holdout, holdout };
  const realised = realisedLift({ rows, sinceAgeDays: (now.getTime() - since.getTime()) / DAY_MS });
  if (realised === null) return { lift: null, interval: null, ...counts, verdict: 'undecided', harm: null };
  const { lift, interval } = realised;
  const { verdict, reasons } = guardrailVerdict({ realised, newestReadingHours: 0, limits: { lossMargin: margin } });
  const worse = verdict === 'rollback';
  return {
    lift,
    interval: interval.every(Number.isFinite) ? interval : null,
    ...counts,
    verdict: worse ? 'worse' : interval[0] > 0 ? 'better' : 'undecided',
    harm: worse ? reasons.join(' ') : null,
  };
}

function wasDrawn(record: HistoryPost, versions: ReadonlySet<number>): boolean {
  if (record.is_holdout === true) return true;
  const version = record.policy_version ?? null;
  return version === null ? (record.assignment_probability ?? null) !== null : versions.has(version);
}
