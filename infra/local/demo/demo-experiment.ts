import type { Sql } from '../../../lib/database/client.ts';
import { findAccount } from '../../../lib/database/queries/accounts.ts';
import { type Experiment, findExperiment, looksAt } from '../../../lib/database/queries/experiments.ts';
import { assignPost } from '../../../lib/experiments/assign.ts';
import type { ExperimentPlan } from '../../../lib/experiments/plan.ts';
import { tellExperiment } from '../../../lib/experiments/tell-experiment.ts';
import { importHistory } from '../../../lib/jobs/import-history.ts';
import { lookAtExperiments } from '../../../lib/jobs/look-at-experiments.ts';
import { planForAccount, startExperiment } from '../../../lib/jobs/operate-experiments.ts';
import type { World } from '../simulated-x/index.ts';
import { composeText, DEFAULT_GENERATORS, DEFAULT_TOPICS } from '../simulated-x/world/text.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Beside the account's own schedule, at minutes of their own. */
const HOURS = [7, 9, 11, 13, 15, 17, 19, 21];
const MINUTE = 41;
const READ_AGES_HOURS = [1, 3, 6, 12, 24, 48, 96, 168];
const NAME = 'generators';

export interface DemoExperiment {
  accountId: string;
  /** Levels of the dimension generator. */
  control: string;
  treatment: string;
  startsAt: Date;
  /** The longest it may run. */
  days: number;
  /** Lift that it is planned for. */
  lift?: number;
  name?: string;
  step: (text: string) => void;
}

/** Days of history before the experiment, that its plan takes the account's variance from; and days after it that are left alone. */
const DAYS_BEFORE = 5;
const DAYS_AFTER = 3;

/**
 * What the demonstration asks: whether the best generator beats the weakest, which three weeks can tell. Only the simulation knows
 * which they are.
 */
export function demoQuestion(
  world: World,
  account: { accountId: string; startsAt: Date; days: number; step: (text: string) => void },
): DemoExperiment {
  const { accountId, step } = account;
  const ranked = Object.entries(world.truth.generators).sort(([, a], [, b]) => b - a);
  const midnight = Math.ceil(account.startsAt.getTime() / DAY_MS) * DAY_MS;
  return {
    accountId,
    treatment: ranked[0]![0],
    control: ranked.at(-1)![0],
    startsAt: new Date(midnight + DAYS_BEFORE * DAY_MS),
    days: account.days - DAYS_BEFORE - DAYS_AFTER - 1,
    step,
  };
}

/**
 * Plans, runs and ends one experiment in the past of a simulated account: its posts are given an arm by the published hash and
 * shown to the simulated audience; every day there is a look, as the optimizer makes it, until the written rule ends it.
 */
export async function demoExperiment(
  host: { database: <T>(work: (sql: Sql) => Promise<T>) => Promise<T> },
  world: World,
  demo: DemoExperiment,
): Promise<Experiment> {
  return host.database(async (sql) => {
    const { accountId, startsAt, days, control, treatment, step, name = NAME } = demo;
    const account = (await findAccount(sql, accountId))!;
    const request = {
      name,
      dimension: 'generator',
      arms: [control, treatment],
      lift: demo.lift ?? 0.35,
      postsPerDay: HOURS.length,
      rule: { mostDays: days },
    };
    await planForAccount(sql, { account, request, now: startsAt });
    const { plan, id } = await startExperiment(sql, { account, name, now: startsAt });
    const armOf = publishAll(world, plan, demo);
    const end = new Date(startsAt.getTime() + days * DAY_MS);
    const records = world
      .historyRecords({ until: end, snapshotAgesHours: READ_AGES_HOURS })
      .filter(({ tweet_id }) => armOf.has(tweet_id));
    await importHistory(sql, { account, posts: records, now: end });
    await storeArms(sql, id, armOf);
    for (let day = 1; day <= days; day += 1) {
      const now = new Date(startsAt.getTime() + day * DAY_MS);
      const { looks, problems } = await lookAtExperiments(sql, { account, now });
      if (problems.length > 0) throw problems[0]!.error;
      if (looks.some(({ look }) => look.decision.action === 'stop')) break;
    }
    const experiment = (await findExperiment(sql, accountId, id))!;
    await sql`
      update content_metadata set experiment_id = null, experiment_arm = null
      where experiment_id = ${id} and posted_at > ${experiment.endedAt ?? end}`;
    const { words } = tellExperiment({ ...experiment, looks: await looksAt(sql, id) });
    step(`Experiment ${control} against ${treatment}: ${words} Planted: ${lift(world, control, treatment)}`);
    return experiment;
  });
}

/** Every post of every day gets its arm; those that come after the end are taken out again, as if the planner had known. */
function publishAll(world: World, plan: ExperimentPlan, { startsAt, days, control, treatment }: DemoExperiment) {
  const armOf = new Map<string, { arm: string; probability: number }>();
  for (let day = 0; day < days; day += 1) {
    HOURS.forEach((hour, slot) => {
      const at = new Date(startsAt.getTime() + day * DAY_MS + hour * HOUR_MS + MINUTE * 60_000);
      const key = `${plan.id}:${day}:${slot}`;
      const { arm, probability } = assignPost(plan, { key, day, slot })!;
      const format = (day + slot) % 3 === 0 ? 'thread' : 'single';
      const generator = arm === control ? control : treatment;
      const topicIndex = (day + slot) % DEFAULT_TOPICS.length;
      const topic = DEFAULT_TOPICS[topicIndex]!;
      const parts = composeText({
        generatorIndex: (DEFAULT_GENERATORS as readonly string[]).indexOf(generator),
        topicIndex,
        parts: format === 'thread' ? 2 : 1,
        labels: [plan.id, key],
      });
      armOf.set(world.publish({ parts, generator, topic, format, at }), { arm, probability });
    });
  }
  return armOf;
}

async function storeArms(
  sql: Sql,
  experimentId: string,
  armOf: ReadonlyMap<string, { arm: string; probability: number }>,
): Promise<void> {
  const rows = [...armOf].map(([tweetId, drawn]) => ({ tweet_id: tweetId, ...drawn }));
  await sql`
    update content_metadata c set experiment_id = ${experimentId}, experiment_arm = a.arm, assignment_probability = a.probability
    from jsonb_to_recordset(${sql.json(rows)}) as a (tweet_id text, arm text, probability double precision)
    where c.tweet_id = a.tweet_id`;
}

function lift({ truth }: World, control: string, treatment: string): string {
  const planted = Math.expm1(truth.generators[treatment]! - truth.generators[control]!);
  return `${planted >= 0 ? '+' : '−'}${Math.abs(100 * planted).toFixed(0)}%`;
}
