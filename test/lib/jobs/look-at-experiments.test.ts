import { beforeEach, describe, expect, it } from 'vitest';
import { demoExperiment } from '../../../infra/local/demo/demo-experiment.ts';
import { createWorld } from '../../../infra/local/simulated-x/index.ts';
import { addAccount, findAccount, updateAccount } from '../../../lib/database/queries/accounts.ts';
import { latestEvents } from '../../../lib/database/queries/events.ts';
import { activeExperiments, findExperiment, insertLook, looksAt } from '../../../lib/database/queries/experiments.ts';
import { tellExperiment } from '../../../lib/experiments/tell-experiment.ts';
import { autonomousOptimizer } from '../../../lib/jobs/autonomous-optimizer.ts';
import { importHistory } from '../../../lib/jobs/import-history.ts';
import { lookAtExperiments } from '../../../lib/jobs/look-at-experiments.ts';
import { planForAccount, startExperiment, stopExperiment } from '../../../lib/jobs/operate-experiments.ts';
import { testDatabase } from '../../support/database.ts';
import { runOnce } from '../../support/job.ts';

const db = testDatabase();
const DAY_MS = 86_400_000;
const startsAt = new Date('2026-09-01T00:00:00Z');
const dayAt = (day: number) => new Date(startsAt.getTime() + day * DAY_MS);
const world = createWorld({
  seed: 11,
  accountHandle: 'ada',
  startsAt,
  timeZone: 'UTC',
  days: 12,
  habit: 0,
  effectScale: 2,
});
const history = world.historyRecords({ until: dayAt(12) });
const [best, ...others] = Object.entries(world.truth.generators)
  .sort(([, a], [, b]) => b - a)
  .map(([name]) => name) as [string, ...string[]];
const worst = others.at(-1)!;
const host = { database: <T>(work: (sql: typeof db.sql) => Promise<T>) => work(db.sql) };
const account = async () => (await findAccount(db.sql, 'ada'))!;
const said: string[] = [];
const run = async (control: string, treatment: string) => {
  await bringHistory();
  return demoExperiment(host, world, {
    accountId: 'ada',
    control,
    treatment,
    startsAt: dayAt(12),
    days: 28,
    step: (text) => said.push(text),
  });
};
const request = {
  name: 'threads',
  dimension: 'format',
  arms: ['single', 'thread'],
  lift: 0.3,
  postsPerDay: 8,
  residualSd: 0.7,
};
const begin = async (name = 'threads', change: object = {}) => {
  await planForAccount(db.sql, { account: await account(), request: { ...request, name, ...change }, now: dayAt(12) });
  return startExperiment(db.sql, { account: await account(), name, now: dayAt(12) });
};

beforeEach(async () => {
  said.length = 0;
  await db.sql`truncate accounts, job_runs, system_events cascade`;
  await addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at: startsAt });
});
const bringHistory = async () => importHistory(db.sql, { account: await account(), posts: history, now: dayAt(12) });

describe('an experiment that runs', () => {
  it('ends with the winner, tells its story with the truth inside the interval, and never changes again', async () => {
    const experiment = await run(worst, best);
    expect(experiment).toMatchObject({ endReason: 'winner', endArm: best });
    const looks = await looksAt(db.sql, experiment.id);
    const story = tellExperiment({ ...experiment, looks });
    expect(story.words).toMatch(new RegExp(`^${best} wins in engagement_rate .+ It ran for ${looks.length} days\\.$`));
    const last = story.overTime.at(-1)!;
    const truth = Math.expm1(world.truth.generators[best]! - world.truth.generators[worst]!);
    expect(last.interval[0]!).toBeGreaterThan(0);
    expect(last.interval[0]!).toBeLessThan(truth);
    expect(last.interval[1]!).toBeGreaterThan(truth);
    expect(said[0]).toContain(`Planted: +${(100 * truth).toFixed(0)}%`);
    const [stopped] = await latestEvents(db.sql, { type: 'experiment_stopped', limit: 9 });
    expect(stopped).toMatchObject({ severity: 'info', eventData: { reason: 'winner', arm: best, name: 'generators' } });
    expect(await latestEvents(db.sql, { type: 'experiment_look', limit: 50 })).toHaveLength(looks.length);

    // Later posts and looks do not matter any more.
    const later = await lookAtExperiments(db.sql, { account: await account(), now: dayAt(60) });
    expect(later).toEqual({ looks: [], problems: [] });
    expect(await findExperiment(db.sql, 'ada', 'generators')).toEqual(experiment);
    await expect(db.sql`update experiments set end_words = 'better'`).rejects.toThrow('its result does not change');
    await expect(db.sql`update experiment_looks set action = 'continue'`).rejects.toThrow('cannot be changed');
    const late = { ...looks[0]!, lookedAt: dayAt(50) };
    await expect(insertLook(db.sql, experiment.id, late)).rejects.toThrow('it is not looked at any more');
    await expect(db.sql`delete from experiments`).rejects.toThrow('was started and cannot be deleted');
  });

  it('stops a harmful arm early, as a warning', async () => {
    const experiment = await run(best, worst);
    expect(experiment).toMatchObject({ endReason: 'harm', endArm: worst });
    const looks = await looksAt(db.sql, experiment.id);
    expect(looks.length).toBeLessThan(14);
    expect(experiment.endedAt).toEqual(dayAt(12 + looks.length));
    const [stopped] = await latestEvents(db.sql, { type: 'experiment_stopped', limit: 1 });
    expect(stopped).toMatchObject({ severity: 'warning', eventData: { reason: 'harm', arm: worst } });
  });

  it('is looked at by every optimizer run, once per moment, and never backwards', async () => {
    await bringHistory();
    const { id } = await begin();
    expect(await activeExperiments(db.sql, 'ada', dayAt(13))).toMatchObject([
      {
        id,
        layer: 'format',
        trafficShare: 1,
        salt: id,
        arms: [
          { name: 'single', weight: 0.5, choice: { format: 'single' } },
          { name: 'thread', weight: 0.5, choice: { format: 'thread' } },
        ],
      },
    ]);
    const first = await runOnce(autonomousOptimizer, { sql: db.sql, time: dayAt(13) });
    expect(first.counts).toMatchObject({ experiments: 1, experiments_ended: 0 });
    // A run that repeats one that died finds its look, and makes no other.
    expect((await runOnce(autonomousOptimizer, { sql: db.sql, time: dayAt(13) })).counts.experiments).toBe(1);
    expect(await latestEvents(db.sql, { type: 'experiment_look', limit: 9 })).toHaveLength(1);
    expect((await lookAtExperiments(db.sql, { account: await account(), now: dayAt(12.5) })).looks).toEqual([]);
    const looks = await looksAt(db.sql, id);
    expect(looks).toHaveLength(1);
    // No post has an arm yet: nothing is compared, and nothing is claimed.
    expect(looks[0]).toMatchObject({ assigned: [0, 0], look: { primary: [], decision: { action: 'continue' } } });
    const [event] = await latestEvents(db.sql, { type: 'autonomous_optimization', limit: 1 });
    expect(event!.eventData).toHaveProperty('experiments');
  });

  it('that breaks does not keep the others from being looked at', async () => {
    await bringHistory();
    const broken = await begin();
    await begin('hours', { dimension: 'hour', arms: ['9', '17'] });
    await db.sql`update content_metadata set experiment_id = ${broken.id}, experiment_arm = 'neither'
      where decision_id = (select decision_id from content_metadata where account_id = 'ada' limit 1)`;
    const { looks, problems } = await lookAtExperiments(db.sql, { account: await account(), now: dayAt(13) });
    expect(looks.map(({ name }) => name)).toEqual(['hours']);
    expect(problems).toMatchObject([{ context: { experiment: 'threads' } }]);
    expect(String(problems[0]!.error)).toContain('has arm neither, which is not in plan');
  });
});

describe('planning, starting and stopping', () => {
  it('takes variance and pace from the account where they are not given', async () => {
    await bringHistory();
    const { residualSd: _, postsPerDay: __, ...own } = request;
    const { plan } = await planForAccount(db.sql, { account: await account(), request: own, now: dayAt(12) });
    expect(plan.power.postsPerDay).toBeGreaterThan(8);
    expect(plan.power.postsPerDay).toBeLessThan(12);
    // The world's noise: Student-t(3) times .35 has a standard deviation of .61, about a dozen engagements are counted.
    expect(plan.power.residualSd).toBeGreaterThan(0.4);
    expect(plan.power.residualSd).toBeLessThan(0.85);
    await db.sql`truncate content_metadata cascade`;
    await expect(
      planForAccount(db.sql, { account: await account(), request: { ...own, name: 'empty' }, now: dayAt(12) }),
    ).rejects.toMatchObject({ code: 'not_enough_data' });
  });

  it('keeps the plan as it was written, but for its start', async () => {
    const now = dayAt(12);
    const planned = await planForAccount(db.sql, { account: await account(), request, now });
    await expect(db.sql`update experiments set plan = plan || '{"dimension":"hour"}'`).rejects.toThrow(
      'only the start of the plan',
    );
    const started = await startExperiment(db.sql, { account: await account(), name: 'threads', now: dayAt(13) });
    expect(started.plan).toEqual({ ...planned.plan, startsAt: dayAt(13).toISOString(), hash: started.plan.hash });
    await expect(db.sql`update experiments set plan = plan || '{"startsAt":"2026-01-01"}'`).rejects.toThrow(
      'cannot change after the start',
    );
    await expect(db.sql`update experiment_arms set weight = .9`).rejects.toThrow('belongs to its plan');
  });

  it('refuses what overlaps, what runs already, what has ended and what is not there', async () => {
    const { id } = await begin();
    await expect(begin()).rejects.toThrow('@ada has an experiment threads already');
    await expect(begin('again')).rejects.toMatchObject({
      code: 'HONE_EXPERIMENT_REFUSED',
      message: expect.stringContaining('experiments threads and again overlap in layer format'),
    });
    await begin('hours', { dimension: 'hour', arms: ['9', '17'] });
    const start = async (name: string) => startExperiment(db.sql, { account: await account(), name, now: dayAt(14) });
    await expect(start('threads')).rejects.toThrow('experiment threads runs already');
    await expect(start('nothing')).rejects.toMatchObject({ code: 'HONE_UNKNOWN_EXPERIMENT' });
    const stop = async () =>
      stopExperiment(db.sql, { account: await account(), name: id, reason: 'enough', now: dayAt(14) });
    expect(await stop()).toMatchObject({ endReason: 'operator', endWords: 'Stopped by hand: enough.' });
    await expect(stop()).rejects.toThrow('has ended already: Stopped by hand: enough.');
    await expect(start('threads')).rejects.toThrow('has ended; plan a new one');
    // What has ended makes room.
    await start('again');
    expect((await activeExperiments(db.sql, 'ada', dayAt(15))).map(({ layer }) => layer)).toEqual(['hour', 'format']);
  });

  it("respects the operator's locks, at the start as at the plan", async () => {
    const hours = { name: 'hours', dimension: 'hour', arms: ['3', '9'] };
    await planForAccount(db.sql, { account: await account(), request: { ...request, ...hours }, now: dayAt(12) });
    await updateAccount(db.sql, 'ada', {
      settings: { locks: { forbiddenHours: [3], weights: { formats: { thread: 0.2 } } } },
    });
    const locked = { code: 'HONE_EXPERIMENT_REFUSED' };
    await expect(begin()).rejects.toMatchObject({
      ...locked,
      message: expect.stringContaining('format thread is locked'),
    });
    await expect(
      startExperiment(db.sql, { account: await account(), name: 'hours', now: dayAt(12) }),
    ).rejects.toMatchObject({ ...locked, message: expect.stringContaining('hour 3 is locked') });
  });

  it.each([
    [
      'a level that no post can have',
      { arms: ['single', 'carousel'] },
      'format must be single or thread, got carousel',
    ],
    ['one arm', { arms: ['single'] }, 'needs at least two arms, got one'],
    ['no arms', { arms: [] }, 'an experiment needs arms, got none'],
    ['a metric that is none', { primary: { name: 'fame', better: 'higher' as const } }, 'there is no metric fame'],
  ])('refuses %s', async (_, change, message) => {
    await expect(begin('bad', change)).rejects.toThrow(message);
  });
});
