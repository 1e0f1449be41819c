import type { HistoryPost, PolicyWeights } from '../learning/history.ts';
import { type LearningRow, learningRows } from '../learning/learning-rows.ts';
import { fitMaturityCurve } from '../learning/maturity-curve.ts';
import { normaliseHistory } from '../learning/normalise-history.ts';
import { toMilliseconds } from '../learning/snapshot.ts';
import { abstentionsOf } from './abstentions.ts';
import { contrastsOf, fitDecisions, fitStatements } from './account-model.ts';
import type { Abstention, Analysis, Goals } from './analysis.ts';
import { candidatesOf } from './candidates.ts';
import { effectsOf } from './effects.ts';
import { findingsOf } from './findings.ts';
import { followerEffects, goalsOf } from './goals.ts';
import { optimizationOf } from './optimizations.ts';
import { nextWeights, startWeights } from './policy-weights.ts';
import { type AnalysisSettings, resolveSettings, SettingsError } from './settings.ts';

export interface AnalyzeOptions {
  /** Analysis time: nothing after it is used. */
  now: string | Date;
  /** IANA zone in which hours and weekdays are counted; UTC by default. */
  timeZone?: string;
  /** The policy in force; none at first. */
  policy?: PolicyWeights | null;
  settings?: AnalysisSettings;
  /** Readings of the account's followers, in any order: what is known of them is weighed beside the objective. */
  followers?: readonly { at: string | Date; followers: number }[];
  /** Goals of the first analysis that had any: their reference points are kept, so that hypervolumes compare over time. */
  firstGoals?: readonly Goals[];
}

/**
 * What an account's history says: effects with intervals, findings with their promises, what it refuses to conclude, and
 * the next publishing policy. Pure and deterministic; the order of posts does not matter.
 *
 * @throws SettingsError or RangeError when an option cannot be used; never because of a post
 */
export function analyzeHistory(records: readonly HistoryPost[], options: AnalyzeOptions): Analysis {
  const nowMs = toMilliseconds(options.now);
  if (!Number.isFinite(nowMs)) throw new RangeError(`now must be an ISO time or a Date, got ${String(options.now)}`);
  const timeZone = options.timeZone ?? 'UTC';
  const settings = resolveSettings(options.settings);
  const policy = checkedPolicy(options.policy ?? null);

  const { posts, leftOut } = normaliseHistory(records, nowMs);
  const curve = fitMaturityCurve(posts);
  const learning = learningRows({
    posts,
    curve,
    nowMs,
    timeZone,
    objective: settings.objective,
    weights: settings.interactionWeights,
    halfLifeDays: settings.halfLifeDays,
  });
  const { rows } = learning;
  const candidates = candidatesOf(rows, policy, settings);

  const { model: decisions, changes } = fitDecisions({ rows, candidates });
  const statements = fitStatements(rows, decisions);

  const analysis: Analysis = {
    now: new Date(nowMs).toISOString(),
    timeZone,
    posts: { total: records.length, used: rows.length, leftOut: { ...leftOut, ...learning.leftOut } },
    effects: [],
    findings: findingsOf(statements, { look: settings.look, window: windowOf(rows, nowMs) }),
    abstentions: [],
    optimizations: [],
    policy: { generators: {}, formats: {}, hours: {} },
    objective: { name: learning.objective, scale: learning.scale },
    maturity: curve,
    changes: changes.map(({ dimension, level, sinceAgeDays, step, probability }) => ({
      dimension,
      level,
      since: new Date(nowMs - sinceAgeDays * DAY_MS).toISOString(),
      step: Math.expm1(step),
      probability,
    })),
  };
  const readings = (options.followers ?? []).map(({ at, followers }) => ({
    collectedAtMs: toMilliseconds(at),
    followers,
  }));
  const followers = followerEffects({ posts, readings, curve, nowMs, timeZone, candidates, settings });
  if (followers !== null) analysis.goals = [];
  analysis.abstentions.push(...followersUnknown(settings.goals, followers?.basis ?? null));
  // Without a single post to learn from the prior alone would move the weights, and the prior knows nothing of this account.
  const bounds = rows.length === 0 ? { ...settings, maxDailyChange: 0 } : settings;
  for (const { dimension, key } of POLICY_DIMENSIONS) {
    const levels = candidates[key];
    const contrasts = contrastsOf(decisions, dimension, ({ level }) => levels.includes(level));
    const effects = effectsOf(dimension, contrasts, decisions.df);
    analysis.effects.push(...effects);
    analysis.abstentions.push(...abstentionsOf({ dimension, contrasts, effects, posts: rows.length }));
    const current = policy?.[key] ?? {};
    const goal =
      followers &&
      goalsOf({
        dimension,
        objective: learning.objective,
        contrasts,
        followers,
        goals: settings.goals,
        first: options.firstGoals ?? [],
      });
    if (goal) analysis.goals?.push(goal);
    const probability = (level: string, best: number) =>
      (settings.goals === null ? undefined : goal?.arms.find(({ arm }) => arm === level)?.probabilityChosen) ?? best;
    const target = Object.fromEntries(
      effects.map(({ level, probabilityBest }) => [level, probability(level, probabilityBest) ** SHARPNESS]),
    );
    const to = nextWeights({
      candidates: levels,
      current,
      target,
      pinned: settings.locks.weights[key],
      settings: bounds,
    });
    const start = startWeights(levels, current);
    const from = Object.fromEntries(levels.map((level, k) => [level, start[k]!]));
    const optimization = optimizationOf({ dimension: key, contrasts, from, to });
    if (optimization) analysis.optimizations.push(optimization);
    analysis.policy[key] = to;
  }
  for (const dimension of ['weekday', 'topic'] as const) {
    analysis.effects.push(...effectsOf(dimension, contrastsOf(decisions, dimension), decisions.df));
  }
  return analysis;
}

/**
 * Thompson probabilities are raised to this power: the floors and the search for steps already explore, so that chance
 * picks of near-certain losers need not.
 */
const SHARPNESS = 3;

function followersUnknown(
  goals: ReturnType<typeof resolveSettings>['goals'],
  basis: Goals['followers'] | null,
): Abstention[] {
  const open = { dimension: 'generator', leading: null, morePosts: null } as const;
  const lacking = 'fewer than six readings of followers on different days';
  if (goals === null) return [];
  if (basis === null) {
    const reason = `Not enough data: no follows are counted per post, and ${lacking}. The policy follows the objective alone.`;
    return [{ ...open, question: 'What brings followers?', reason }];
  }
  if (!goals.neverLoseFollowers || basis === 'modelled') return [];
  const reason = `Not enough data: ${lacking}, and follows counted per post show no losses. Nothing is held back for losing followers.`;
  return [{ ...open, question: 'What loses followers?', reason }];
}

const POLICY_DIMENSIONS = [
  { dimension: 'generator', key: 'generators' },
  { dimension: 'format', key: 'formats' },
  { dimension: 'hour', key: 'hours' },
] as const;

const DAY_MS = 86_400_000;

function windowOf(rows: readonly LearningRow[], nowMs: number): { from: string; to: string } {
  const at = (row: LearningRow | undefined) => new Date(nowMs - (row?.ageDays ?? 0) * DAY_MS).toISOString();
  return { from: at(rows[0]), to: at(rows.at(-1)) };
}

function checkedPolicy(policy: PolicyWeights | null): PolicyWeights | null {
  if (policy === null) return null;
  for (const key of ['generators', 'formats', 'hours'] as const) {
    for (const [level, weight] of Object.entries(policy[key] ?? {})) {
      if (!(typeof weight === 'number' && weight >= 0 && Number.isFinite(weight))) {
        throw new SettingsError(`policy.${key}.${level} must be a weight of 0 or more, got ${String(weight)}`);
      }
    }
  }
  return policy;
}
