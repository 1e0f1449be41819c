import type { JSONValue } from 'postgres';
import { plannedWeights } from '../../experiments/allocation.ts';
import type { Look, StopReason } from '../../experiments/decide.ts';
import type { ExperimentPlan } from '../../experiments/plan.ts';
import type { Queryable } from '../client.ts';

/** An experiment of an account, as far as it has come. */
export interface Experiment {
  id: string;
  accountId: string;
  name: string;
  /** Its id is the experiment's, not its name. */
  plan: ExperimentPlan;
  plannedAt: Date;
  /** Null while it is only planned. */
  startedAt: Date | null;
  /** Null before the end. */
  endedAt: Date | null;
  endReason: StopReason | 'operator' | null;
  /** The arm that won or did harm. */
  endArm: string | null;
  endWords: string | null;
}

/** What was seen and decided at one moment. */
export interface StoredLook {
  lookedAt: Date;
  /** Posts per arm so far, in the order of the plan. */
  assigned: number[];
  look: Look;
}

/** What a planner needs of an experiment that runs. */
export interface ActiveExperiment {
  id: string;
  layer: string;
  /** Share of the layer's posts that are in it. */
  trafficShare: number;
  /** Seed of its hash. */
  salt: string;
  /** `choice` is what an arm fixes of a post. */
  arms: { name: string; weight: number; choice: Record<string, string> }[];
  /** For `assignPost`. */
  plan: ExperimentPlan;
  /** The arms' shares in force, in the plan's order. */
  weights: number[];
}

/** A post of an experiment. */
export interface ExperimentPost {
  tweetId: string;
  arm: string;
  /** The shares it was drawn by, in the plan's order; null where nobody kept them. */
  weights: number[] | null;
}

const fields = (sql: Queryable) => sql`
  id, account_id as "accountId", name, plan, planned_at as "plannedAt", started_at as "startedAt", ended_at as "endedAt",
  end_reason as "endReason", end_arm as "endArm", end_words as "endWords"`;

/** Stores a plan with its arms. False when the account has an experiment of that name already. */
export async function insertExperiment(
  sql: Queryable,
  experiment: { accountId: string; name: string; plan: ExperimentPlan; at: Date },
): Promise<boolean> {
  const { accountId, name, plan, at } = experiment;
  const rows = await sql`
    insert into experiments (id, account_id, name, dimension, layer, plan, plan_hash, planned_at)
    values (${plan.id}, ${accountId}, ${name}, ${plan.dimension}, ${plan.layer}, ${json(sql, plan)}, ${plan.hash}, ${at})
    on conflict (account_id, name) do nothing returning 1`;
  if (rows.length === 0) return false;
  const arms = plan.arms.map(({ name: arm, level, weight }, position) => ({
    experiment_id: plan.id,
    arm,
    position,
    level,
    weight,
  }));
  await sql`insert into experiment_arms ${sql(arms)}`;
  return true;
}

/** Starts a planned experiment with its plan as of the start. False when it was started before. */
export async function markStarted(sql: Queryable, plan: ExperimentPlan, at: Date): Promise<boolean> {
  const rows = await sql`
    update experiments set plan = ${json(sql, plan)}, plan_hash = ${plan.hash}, started_at = ${at}
    where id = ${plan.id} and started_at is null and ended_at is null returning 1`;
  return rows.length === 1;
}

/** Ends an experiment for good. False when it had ended before. */
export async function markEnded(
  sql: Queryable,
  end: { id: string; reason: StopReason | 'operator'; arm: string | null; words: string; at: Date },
): Promise<boolean> {
  const rows = await sql`
    update experiments set ended_at = ${end.at}, end_reason = ${end.reason}, end_arm = ${end.arm}, end_words = ${end.words}
    where id = ${end.id} and ended_at is null returning 1`;
  return rows.length === 1;
}

/** Experiments of an account, the newest first. */
export async function listExperiments(sql: Queryable, accountId: string): Promise<Experiment[]> {
  return sql<Experiment[]>`
    select ${fields(sql)} from experiments where account_id = ${accountId} order by planned_at desc, name`;
}

/** By its name, or by its id. */
export async function findExperiment(sql: Queryable, accountId: string, name: string): Promise<Experiment | null> {
  const [experiment] = await sql<Experiment[]>`
    select ${fields(sql)} from experiments
    where account_id = ${accountId} and (name = ${name} or id::text = ${name}) order by name = ${name} desc limit 1`;
  return experiment ?? null;
}

/** Experiments of an account that run at a moment, in the order of their start. */
export async function runningExperiments(sql: Queryable, accountId: string, at: Date): Promise<Experiment[]> {
  return sql<Experiment[]>`
    select ${fields(sql)} from experiments
    where account_id = ${accountId} and started_at <= ${at} and (ended_at is null or ended_at > ${at})
    order by started_at, name`;
}

/** The experiments that posts planned at a moment take part in, with the shares in force then. Those of one layer never share a post. */
export async function activeExperiments(sql: Queryable, accountId: string, at: Date): Promise<ActiveExperiment[]> {
  const running = await runningExperiments(sql, accountId, at);
  return Promise.all(
    running.map(async ({ id, plan }) => {
      const [newest] = await sql<{ weights: number[] | null }[]>`
        select look->'weights' as weights from experiment_looks
        where experiment_id = ${id} and looked_at <= ${at} order by looked_at desc limit 1`;
      const weights = newest?.weights ?? plannedWeights(plan);
      return {
        id,
        layer: plan.layer,
        trafficShare: plan.traffic[1] - plan.traffic[0],
        salt: plan.id,
        arms: plan.arms.map(({ name, level }, k) => ({
          name,
          weight: weights[k]!,
          choice: { [plan.dimension]: level },
        })),
        plan,
        weights,
      };
    }),
  );
}

/**
 * The posts of an experiment that had appeared by a moment, oldest first. Posts that are gone were assigned, too, and one whose text was
 * changed by hand stays with the arm it drew.
 */
export async function experimentPosts(sql: Queryable, query: { id: string; until: Date }): Promise<ExperimentPost[]> {
  return sql<ExperimentPost[]>`
    select c.tweet_id as "tweetId", coalesce(e.arm, c.experiment_arm) as arm, e.weights
    from content_metadata c left join content_experiments e on e.decision_id = c.decision_id and e.experiment_id = ${query.id}
    where (e.decision_id is not null or c.experiment_id = ${query.id}) and c.status in ('posted', 'gone')
      and c.posted_at <= ${query.until} and c.tweet_id is not null and coalesce(e.arm, c.experiment_arm) is not null
    order by c.posted_at, c.tweet_id`;
}

/** Looks at an experiment, oldest first. */
export async function looksAt(sql: Queryable, id: string): Promise<StoredLook[]> {
  return sql<StoredLook[]>`
    select looked_at as "lookedAt", assigned, look from experiment_looks where experiment_id = ${id} order by looked_at`;
}

/** Stores a look; false when there is one of that moment already. */
export async function insertLook(sql: Queryable, id: string, stored: StoredLook): Promise<boolean> {
  const { lookedAt, assigned, look } = stored;
  const rows = await sql`
    insert into experiment_looks (experiment_id, looked_at, assigned, action, look)
    values (${id}, ${lookedAt}, ${sql.json(assigned)}, ${look.decision.action}, ${json(sql, look)})
    on conflict do nothing returning 1`;
  return rows.length === 1;
}

function json(sql: Queryable, value: object) {
  return sql.json(value as unknown as JSONValue);
}
