import { randomUUID } from 'node:crypto';
import type { Queryable, Sql } from '../database/client.ts';
import { type Account, lockPolicy } from '../database/queries/accounts.ts';
import { loadEssentials } from '../database/queries/essentials.ts';
import { recordEvent } from '../database/queries/events.ts';
import {
  type Experiment,
  findExperiment,
  insertExperiment,
  markEnded,
  markStarted,
  runningExperiments,
} from '../database/queries/experiments.ts';
import { accountVariance } from '../experiments/account-variance.ts';
import { requireNoOverlap } from '../experiments/assign.ts';
import { ExperimentError } from '../experiments/experiment-error.ts';
import { requireMetric } from '../experiments/experiment-rows.ts';
import { type PlanRequest, planExperiment, planStartingAt } from '../experiments/plan.ts';
import { requirePossibleLevels } from '../experiments/possible-levels.ts';
import { learningRows } from '../learning/learning-rows.ts';
import { fitMaturityCurve } from '../learning/maturity-curve.ts';
import { normaliseHistory } from '../learning/normalise-history.ts';
import type { Objective } from '../learning/reward.ts';
import { type ResolvedSettings, resolveSettings } from '../optimizing/settings.ts';
import { accountSettings } from './account-settings.ts';
import { ExperimentRefusedError, UnknownExperimentError } from './experiment-refused.ts';
import { toHistoryPosts } from './history-posts.ts';

const VARIANCE_DAYS = 56;
const DAY_MS = 86_400_000;

/** What is asked of an experiment; what is not said comes from the account. */
export interface ExperimentRequest
  extends Omit<PlanRequest, 'id' | 'startsAt' | 'postsPerDay' | 'residualSd' | 'lockedLevels'> {
  name: string;
  postsPerDay?: number;
  residualSd?: number;
}

/**
 * Writes a plan: with the account's own variance and pace unless they are given, and within the operator's locks.
 *
 * @throws ExperimentError when the request makes no experiment, or the account has too few posts
 * @throws ExperimentRefusedError when a lock forbids an arm, or the name is taken
 */
export async function planForAccount(
  sql: Sql,
  { account, request, now }: { account: Account; request: ExperimentRequest; now: Date },
): Promise<Experiment> {
  const { name, ...asked } = request;
  const settings = resolveSettings(accountSettings(account.settings).analysis);
  for (const { name: metric } of [asked.primary, ...(asked.secondary ?? []), ...(asked.guardrails ?? [])].flatMap(
    (one) => one ?? [],
  )) {
    requireMetric(metric);
  }
  const { residualSd, postsPerDay } =
    asked.residualSd !== undefined && asked.postsPerDay !== undefined
      ? { residualSd: asked.residualSd, postsPerDay: asked.postsPerDay }
      : { ...(await variance(sql, { account, settings, request, now })), ...given(asked) };
  const plan = planExperiment({
    ...asked,
    primary: asked.primary ?? { name: settings.objective, better: 'higher' },
    id: randomUUID(),
    startsAt: now,
    residualSd,
    postsPerDay,
  });
  const levels = plan.arms.map(({ level }) => level);
  requirePossibleLevels(asked.dimension, levels);
  requireUnlocked(settings, asked.dimension, levels);
  const { accountId } = account;
  if (!(await insertExperiment(sql, { accountId, name, plan, at: now }))) {
    throw new ExperimentRefusedError(
      `@${accountId} has an experiment ${name} already; names are kept, choose another one`,
    );
  }
  return findOrThrow(sql, accountId, name);
}

/**
 * Starts what was planned, from now on. From here the plan cannot change.
 *
 * @throws UnknownExperimentError
 * @throws ExperimentRefusedError when it was started before, overlaps one that runs, or is locked by now
 */
export async function startExperiment(
  sql: Sql,
  { account, name, now }: { account: Account; name: string; now: Date },
): Promise<Experiment> {
  const { accountId } = account;
  return sql.begin(async (tx) => {
    // Two that start at once must see each other.
    const current = (await lockPolicy(tx, accountId)) ?? account;
    const experiment = await findOrThrow(tx, accountId, name);
    if (experiment.endedAt !== null) throw new ExperimentRefusedError(`experiment ${name} has ended; plan a new one`);
    if (experiment.startedAt !== null) throw new ExperimentRefusedError(`experiment ${name} runs already`);
    const plan = planStartingAt(experiment.plan, now);
    const settings = resolveSettings(accountSettings(current.settings).analysis);
    requireUnlocked(
      settings,
      plan.dimension,
      plan.arms.map(({ level }) => level),
    );
    const running = await runningExperiments(tx, accountId, now);
    const names = new Map([...running, experiment].map((one) => [one.id, one.name]));
    try {
      requireNoOverlap([...running.map((one) => one.plan), plan]);
    } catch (error) {
      if (!(error instanceof ExperimentError)) throw error;
      const message = [...names].reduce((text, [id, its]) => text.replaceAll(id, its), error.message);
      throw new ExperimentRefusedError(message, { cause: error });
    }
    await markStarted(tx, plan, now);
    await recordEvent(tx, {
      type: 'experiment_started',
      accountId,
      at: now,
      data: { experimentId: experiment.id, name: experiment.name, plan },
    });
    return findOrThrow(tx, accountId, experiment.id);
  });
}

/**
 * Ends an experiment by hand. What was seen so far stays as it was seen.
 *
 * @throws UnknownExperimentError
 * @throws ExperimentRefusedError when it has ended before
 */
export async function stopExperiment(
  sql: Sql,
  { account, name, reason, now }: { account: Account; name: string; reason: string; now: Date },
): Promise<Experiment> {
  const { accountId } = account;
  return sql.begin(async (tx) => {
    const experiment = await findOrThrow(tx, accountId, name);
    const words = `Stopped by hand: ${reason}.`;
    if (!(await markEnded(tx, { id: experiment.id, reason: 'operator', arm: null, words, at: now }))) {
      throw new ExperimentRefusedError(`experiment ${name} has ended already: ${experiment.endWords}`);
    }
    await recordEvent(tx, {
      type: 'experiment_stopped',
      accountId,
      at: now,
      data: { experimentId: experiment.id, name: experiment.name, reason: 'operator', arm: null, words },
    });
    return findOrThrow(tx, accountId, experiment.id);
  });
}

async function variance(
  sql: Sql,
  input: { account: Account; settings: ResolvedSettings; request: ExperimentRequest; now: Date },
): Promise<{ residualSd: number; postsPerDay: number }> {
  const { account, settings, request, now } = input;
  const since = new Date(now.getTime() - VARIANCE_DAYS * DAY_MS);
  const posts = toHistoryPosts(await loadEssentials(sql, { accountId: account.accountId, since, until: now }));
  const { posts: normal } = normaliseHistory(posts, now.getTime());
  const { rows } = learningRows({
    posts: normal,
    curve: fitMaturityCurve(normal),
    nowMs: now.getTime(),
    timeZone: account.timeZone,
    objective: (request.primary?.name ?? settings.objective) as Objective,
    weights: settings.interactionWeights,
    halfLifeDays: settings.halfLifeDays,
  });
  return accountVariance(rows, request.dimension);
}

function given({ residualSd, postsPerDay }: Pick<ExperimentRequest, 'residualSd' | 'postsPerDay'>) {
  return { ...(residualSd !== undefined && { residualSd }), ...(postsPerDay !== undefined && { postsPerDay }) };
}

/** The operator's pins come first: a level with a fixed weight, or an hour at which nothing is planned, is no arm. */
function requireUnlocked({ locks }: ResolvedSettings, dimension: string, levels: readonly string[]): void {
  const pinned: Record<string, Record<string, number>> = {
    generator: locks.weights.generators,
    format: locks.weights.formats,
    hour: locks.weights.hours,
  };
  const locked = new Set([
    ...Object.keys(pinned[dimension] ?? {}),
    ...(dimension === 'hour' ? locks.forbiddenHours.map(String) : []),
  ]);
  const hit = levels.find((level) => locked.has(level));
  if (hit !== undefined) {
    throw new ExperimentRefusedError(`${dimension} ${hit} is locked by the operator; unlock it first`);
  }
}

async function findOrThrow(sql: Queryable, accountId: string, name: string): Promise<Experiment> {
  const experiment = await findExperiment(sql, accountId, name);
  if (experiment === null) {
    throw new UnknownExperimentError(`@${accountId} has no experiment ${name}; see: hone experiments list`);
  }
  return experiment;
}
