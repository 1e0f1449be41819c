import type { Sql } from '../database/client.ts';
import { type Account, findAccount } from '../database/queries/accounts.ts';
import { loadEssentials } from '../database/queries/essentials.ts';
import { latestEvents } from '../database/queries/events.ts';
import { openDrafts, postsNotToImitate } from '../database/queries/plans.ts';
import { openGenerator } from '../generation/open-generator.ts';
import type { Analysis } from '../optimizing/analysis.ts';
import type { RunResult } from '../runtime/envelope.ts';
import { LOG_TAGS } from '../runtime/log.ts';
import { secretsManager } from '../runtime/secrets.ts';
import { accountSettings } from './account-settings.ts';
import { candidateScorer } from './candidate-score.ts';
import { toHistoryPosts } from './history-posts.ts';
import { accountOf, type JobDefinition, type JobDeps, type JobEvent } from './job.ts';
import { makePlan } from './make-plan.ts';
import { type Material, writeDraft } from './write-draft.ts';

const DAY_MS = 86_400_000;
/** Texts are written this long before their time, so that a person can look at them and what is learned meanwhile still counts. */
const WRITTEN_AHEAD_MS = DAY_MS;
const HISTORY_DAYS = 120;
/** One text may take this long, repair included. */
const SLOT_LIMIT_MS = 60_000;
/** With less time than this left no text is begun; and so much is kept for storing one. */
const LEAST_MS = 3_000;
const TAG = LOG_TAGS.content_planner;

/**
 * Plans what the next days lack, then writes what comes within a day. A decision is stored with its probabilities before its text is asked
 * for; one that a killed run left without a text is written by the next. Nothing happens while the account is paused.
 */
export const contentPlanner: JobDefinition = {
  name: 'content_planner',
  scope: 'account',
  touchesX: false, // X's rest concerns reading; a pause is looked at here, before every text
  async run(event, deps) {
    const { sql, log } = deps;
    const account = accountOf(event);
    if (account.pausedAt !== null) {
      log.info(`${TAG} @${account.accountId} is paused: nothing is planned or written`);
      return { counts: { planned: 0, written: 0, skipped: 0 } };
    }
    const settings = accountSettings(account.settings);
    const generatorOf = await (
      deps.generators ?? (() => openGenerator(deps.settings, { secrets: secretsManager() }))
    )();
    const plan = await makePlan(sql, { account, settings, generatorOf, now: nowOf(event, deps) });
    for (const { text } of plan.notes) log.info(`${TAG} ${text}`);
    const { problems, ...written } = await writeDrafts(event, deps, { account, settings, generatorOf });
    const { planned, withdrawn, missed } = plan;
    const counts = { planned, withdrawn, missed, notes: plan.notes.length, ...written };
    log.info(`${TAG} Planned ${planned} posts of @${account.accountId}, wrote ${written.written}`, counts);
    return { counts, problems };
  },
};

/** Posts are planned from the clock's now on, whatever the event says: an old event plans nothing into the past. */
function nowOf(event: JobEvent, { clock }: JobDeps): Date {
  return new Date(Math.max(event.time.getTime(), clock().getTime()));
}

type Problems = NonNullable<RunResult['problems']>[number][];

async function writeDrafts(
  event: JobEvent,
  deps: JobDeps,
  who: Pick<Material, 'account' | 'settings' | 'generatorOf'>,
): Promise<{ written: number; skipped: number; left: number; problems: Problems }> {
  const { sql, timeLeft } = deps;
  const { accountId } = who.account;
  const now = nowOf(event, deps);
  const drafts = await openDrafts(sql, { accountId, until: new Date(now.getTime() + WRITTEN_AHEAD_MS) });
  const result = { written: 0, skipped: 0, left: drafts.length, problems: [] as Problems };
  if (drafts.length === 0) return result;
  const material = await gather(sql, who, now);
  for (const draft of drafts) {
    const limitMs = Math.min(SLOT_LIMIT_MS, timeLeft() - LEAST_MS);
    if (limitMs < LEAST_MS || event.signal.aborted || (await isPaused(sql, who.account))) break;
    const done = await writeDraft(sql, draft, { material, now: nowOf(event, deps), limitMs, signal: event.signal });
    if (done === 'taken' || !done.waits) result.left -= 1;
    if (done === 'taken') continue;
    if (done.error === null) result.written += 1;
    else {
      if (!done.waits) result.skipped += 1;
      result.problems.push({
        error: done.error,
        context: { decision_id: draft.decisionId, generator: draft.generator },
      });
    }
  }
  return result;
}

async function isPaused(sql: Sql, { accountId }: Account): Promise<boolean> {
  return (await findAccount(sql, accountId))?.pausedAt !== null;
}

/** Loaded once for all texts of a run. */
async function gather(
  sql: Sql,
  who: Pick<Material, 'account' | 'settings' | 'generatorOf'>,
  now: Date,
): Promise<Material> {
  const { account } = who;
  const { accountId } = account;
  const since = new Date(now.getTime() - HISTORY_DAYS * DAY_MS);
  const [event] = await latestEvents(sql, { type: 'autonomous_optimization', accountId, limit: 1 });
  return {
    ...who,
    analysis: event === undefined ? null : (event.eventData as unknown as Analysis),
    posts: toHistoryPosts(await loadEssentials(sql, { accountId, since, until: now })),
    leaveOut: await postsNotToImitate(sql, accountId),
    scorer: await candidateScorer(sql, { account, now }),
  };
}
