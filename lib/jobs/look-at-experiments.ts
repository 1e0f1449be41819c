import type { Queryable, Sql } from '../database/client.ts';
import type { Account } from '../database/queries/accounts.ts';
import { recordEvent } from '../database/queries/events.ts';
import {
  type Experiment,
  experimentPosts,
  insertLook,
  looksAt,
  markEnded,
  runningExperiments,
} from '../database/queries/experiments.ts';
import { loadPosts } from '../database/queries/history.ts';
import { type Look, lookAt } from '../experiments/decide.ts';
import { experimentRows, PRE_PERIOD_DAYS } from '../experiments/experiment-rows.ts';
import type { HistoryPost } from '../learning/history.ts';
import { resolveSettings } from '../optimizing/settings.ts';
import { accountSettings } from './account-settings.ts';
import { toHistoryPosts } from './history-posts.ts';

const DAY_MS = 86_400_000;

/** What one look made of one experiment. */
export interface ExperimentLook {
  id: string;
  name: string;
  look: Look;
}

export interface ExperimentLooks {
  looks: ExperimentLook[];
  /** Experiments that could not be looked at; the others were. */
  problems: { error: unknown; context: Record<string, unknown> }[];
}

/**
 * Looks at every experiment of an account that runs, once per moment, and ends those that their written rule ends.
 *
 * A winner is evidence, not an order: no weight is set here. The posts of all arms are in the account's history like any other,
 * drawn at random and therefore free of habit, so that the joint model the next policy is made from has learned from them; the
 * bounds on a change, the floors and the operator's locks stay in force. The operator reads the result in the event.
 */
export async function lookAtExperiments(sql: Sql, input: { account: Account; now: Date }): Promise<ExperimentLooks> {
  const { account, now } = input;
  const running = await runningExperiments(sql, account.accountId, now);
  const done: ExperimentLooks = { looks: [], problems: [] };
  if (running.length === 0) return done;
  const starts = running.map(({ startedAt }) => startedAt!.getTime());
  const since = new Date(Math.min(...starts) - PRE_PERIOD_DAYS * DAY_MS);
  const posts = toHistoryPosts(await loadPosts(sql, { accountId: account.accountId, since, until: now }));
  for (const experiment of running) {
    try {
      const look = await sql.begin((tx) => lookOnce(tx, experiment, { account, posts, now }));
      if (look) done.looks.push({ id: experiment.id, name: experiment.name, look });
    } catch (error) {
      done.problems.push({ error, context: { experiment: experiment.name, experimentId: experiment.id } });
    }
  }
  return done;
}

/** The look of this moment, made once: a run that repeats one that died finds it. Null before a look that was: looks never go back. */
async function lookOnce(
  tx: Queryable,
  experiment: Experiment,
  { account, posts, now }: { account: Account; posts: readonly HistoryPost[]; now: Date },
): Promise<Look | null> {
  const { id, plan } = experiment;
  const before = await looksAt(tx, id);
  const newest = before.at(-1);
  if (newest && newest.lookedAt > now) return null;
  if (newest && newest.lookedAt.getTime() === now.getTime()) return newest.look;
  const assigned = await experimentPosts(tx, { id, until: now });
  const counts = plan.arms.map((arm) => assigned.filter((post) => post.arm === arm.name).length);
  const look = lookAt({
    plan,
    at: now,
    metrics: experimentRows({
      plan,
      posts,
      armOf: new Map(assigned.map(({ tweetId, arm }) => [tweetId, arm])),
      now,
      timeZone: account.timeZone,
      weights: resolveSettings(accountSettings(account.settings).analysis).interactionWeights,
    }),
    assigned: [...before.map((one) => one.assigned), counts],
  });
  if (!(await insertLook(tx, id, { lookedAt: now, assigned: counts, look }))) return null;
  await tellLook(tx, experiment, look, now);
  return look;
}

async function tellLook(tx: Queryable, { id, name, accountId }: Experiment, look: Look, now: Date): Promise<void> {
  const { action, reason, arm, words } = look.decision;
  const common = { experimentId: id, name, posts: look.posts, words };
  const effects = look.primary.map(({ arm: treatment, lift, interval, adjustedPValue, n, controlN }) => ({
    arm: treatment,
    lift,
    interval,
    pValue: adjustedPValue,
    n,
    controlN,
  }));
  await recordEvent(tx, {
    type: 'experiment_look',
    accountId,
    at: now,
    data: { ...common, effects, sampleRatioPValue: look.sampleRatioPValue },
  });
  if (action !== 'stop' || reason === null) return;
  await markEnded(tx, { id, reason, arm, words, at: now });
  await recordEvent(tx, {
    type: 'experiment_stopped',
    accountId,
    at: now,
    severity: reason === 'winner' || reason === 'end_of_plan' ? 'info' : 'warning',
    data: { ...common, reason, arm, effects },
  });
}
