import { planContent } from '../content/plan.ts';
import type { ContentPlan, PlanNote } from '../content/plan-input.ts';
import { DEFAULT_RAILS } from '../content/rails.ts';
import type { Sql, Transaction } from '../database/client.ts';
import { type Account, lockPolicy } from '../database/queries/accounts.ts';
import { latestEvents, recordEvent } from '../database/queries/events.ts';
import { activeExperiments } from '../database/queries/experiments.ts';
import {
  existingPosts,
  insertDraft,
  missedDrafts,
  plannedAgainstRails,
  skipDecisions,
} from '../database/queries/plans.ts';
import { type PolicyState, policyState } from '../database/queries/policies.ts';
import { lockRails, planRefusal, RAILS_REFUSED } from '../database/queries/rails.ts';
import type { ExperimentPlan } from '../experiments/plan.ts';
import { TEMPLATES } from '../generation/templates.ts';
import type { DecisionType } from '../learning/history.ts';
import { UNKNOWN } from '../learning/learning-rows.ts';
import type { AccountSettings } from './account-settings.ts';
import { decisionIdOf } from './decision-id.ts';
import { learnedTopics } from './learned-topics.ts';

const DAY_MS = 86_400_000;
/** Rails see no further than this to either side. */
const RAILS_REACH_DAYS = 2;
/** Refusals that no delay ends: such a post is given up. The others only make it wait when it goes out. */
const LASTING = /^(never_post_days|quiet_hours|posts_per_day|threads_per_day|no_rails)/;

export interface MadePlan {
  planned: number;
  /** Planned posts that were given up because the rails have become narrower. */
  withdrawn: number;
  /** Decisions whose time came before their text. */
  missed: number;
  notes: readonly PlanNote[];
}

export interface PlanRequest {
  account: Account;
  settings: AccountSettings;
  /** What can write, by name. */
  generatorOf: (name: string) => { version: string; formats: readonly DecisionType[] };
  now: Date;
}

/**
 * Draws what the next days lack and stores it, with its probabilities, before a word is written. In a transaction that holds the
 * account's rails: two planners at once plan one after the other, and the second finds what the first has planned.
 */
export async function makePlan(sql: Sql, request: PlanRequest): Promise<MadePlan> {
  const { account, settings, now } = request;
  const { accountId, timeZone } = account;
  // A transaction of its own: who holds the rails changes no post that is there, which others may hold while they wait for the rails.
  const { missed, withdrawn } = await clear(sql, accountId, now);
  return sql.begin(async (tx) => {
    const rails = (await lockRails(tx, accountId)) ?? DEFAULT_RAILS;
    const state = await policyState(tx, accountId, now);
    const active = await activeExperiments(tx, accountId, now);
    const experiments = active.map(({ plan: terms }) => terms);
    const plan = planContent({
      accountId,
      now,
      timeZone,
      policy: state.inForce,
      baseline: state.baseline,
      holdoutShare: settings.holdoutShare,
      rails,
      locks: settings.analysis.locks ?? {},
      existing: await existingPosts(tx, { accountId, ...around(now) }),
      generators: writersOf(state, request, experiments),
      topics: (await learnedTopics(tx, accountId)) ?? {},
      experiments,
      experimentWeights: Object.fromEntries(active.map(({ id, weights }) => [id, weights])),
    });
    const refused = await storeDrafts(tx, plan, request);
    const notes = [...plan.notes, ...refused];
    const made = { planned: plan.decisions.length - refused.length, withdrawn, missed, notes };
    await tell(tx, { request, state, plan, made });
    return made;
  });
}

function around(now: Date): { since: Date; until: Date } {
  return {
    since: new Date(now.getTime() - (RAILS_REACH_DAYS + 1) * DAY_MS),
    until: new Date(now.getTime() + (RAILS_REACH_DAYS + 2) * DAY_MS),
  };
}

/** Gives up what comes to nothing: drafts whose time is over, and posts that the rails have no room for any more. */
async function clear(sql: Sql, accountId: string, now: Date): Promise<{ missed: number; withdrawn: number }> {
  return sql.begin(async (tx) => {
    await lockPolicy(tx, accountId); // the order of locks everywhere: the account, then its posts
    let missed = 0;
    for (const { decisionId, failure } of await missedDrafts(tx, accountId, now)) {
      const reason = `its time came before it was written${failure === null ? '' : `; last try: ${failure}`}`;
      missed += (await skipDecisions(tx, { decisionIds: [decisionId], from: ['draft'], reason, at: now })).length;
    }
    return { missed, withdrawn: await withdraw(tx, accountId, now) };
  });
}

/** The last planned posts go first where the rails no longer have room for all. */
async function withdraw(tx: Transaction, accountId: string, now: Date): Promise<number> {
  let withdrawn = 0;
  for (const post of await plannedAgainstRails(tx, { accountId, after: now })) {
    const refusal = await planRefusal(tx, { accountId, ...post });
    if (refusal === null || !LASTING.test(refusal)) continue;
    const reason = `the rails have changed since it was planned: ${refusal}`;
    const from = ['draft', 'pending_approval', 'queued'];
    withdrawn += (await skipDecisions(tx, { decisionIds: [post.decisionId], from, reason, at: now })).length;
  }
  return withdrawn;
}

/**
 * Every generator that the policies, the operator or an experiment name, with what it can write. An account of which no generator is known
 * begins with those of the repository.
 */
function writersOf(
  { inForce, baseline }: PolicyState,
  { settings, generatorOf }: PlanRequest,
  experiments: readonly ExperimentPlan[],
): Record<string, readonly DecisionType[]> {
  const tested = experiments
    .filter(({ dimension }) => dimension === 'generator')
    .flatMap(({ arms }) => arms.map(({ level }) => level));
  const known = [inForce, baseline].flatMap((policy) => Object.keys(policy?.weights.generators ?? {}));
  const named = [...known, ...(settings.analysis.generators ?? []), ...tested].filter((name) => name !== UNKNOWN);
  const names = named.length > 0 ? named : TEMPLATES.map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, generatorOf(name).formats]));
}

/** Stores the decisions; returns a note for each that the database's rails refused. */
async function storeDrafts(
  tx: Transaction,
  plan: ContentPlan,
  { account, generatorOf, now }: PlanRequest,
): Promise<PlanNote[]> {
  const refused: PlanNote[] = [];
  for (const decision of plan.decisions) {
    const draft = {
      ...decision,
      decisionId: decisionIdOf(decision.key),
      accountId: account.accountId,
      generatorVersion: generatorOf(decision.generator).version,
    };
    try {
      await tx.savepoint((save) => insertDraft(save, draft, now));
    } catch (error) {
      if ((error as { code?: unknown }).code !== RAILS_REFUSED) throw error;
      const { message } = error as Error;
      refused.push({ cause: 'refused', text: `${decision.scheduledAt.toISOString()} was not planned: ${message}` });
    }
  }
  return refused;
}

/** One event for every plan that says something new; an hour in which nothing changed leaves none. */
async function tell(
  tx: Transaction,
  { request, state, plan, made }: { request: PlanRequest; state: PolicyState; plan: ContentPlan; made: MadePlan },
): Promise<void> {
  const { accountId } = request.account;
  const [last] = await latestEvents(tx, { type: 'content_plan', accountId, limit: 1 });
  const said = new Set(((last?.eventData.notes ?? []) as PlanNote[]).map(({ text }) => text));
  const isNews = made.planned + made.withdrawn + made.missed > 0 || made.notes.some(({ text }) => !said.has(text));
  if (!isNews) return;
  await recordEvent(tx, {
    type: 'content_plan',
    accountId,
    at: request.now,
    data: {
      timestamp: request.now.toISOString(),
      policyVersion: state.inForce?.version ?? null,
      baselineVersion: state.baseline?.version ?? null,
      holdoutShare: request.settings.holdoutShare,
      planned: made.planned,
      withdrawn: made.withdrawn,
      missed: made.missed,
      notes: made.notes,
      decisions: plan.decisions.map(
        ({ key, scheduledAt, generator, format, topic, isHoldout, assignmentProbability }) => ({
          decisionId: decisionIdOf(key),
          ...{ scheduledAt, generator, format, topic, isHoldout, assignmentProbability },
        }),
      ),
    },
  });
}
