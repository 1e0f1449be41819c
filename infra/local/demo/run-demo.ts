import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addAccount, findAccount, updateAccount } from '../../../lib/database/queries/accounts.ts';
import { latestEvents } from '../../../lib/database/queries/events.ts';
import { insertFollowerSnapshot } from '../../../lib/database/queries/followers.ts';
import { importHistory } from '../../../lib/jobs/import-history.ts';
import type { Analysis } from '../../../lib/optimizing/analysis.ts';
import { renderReport } from '../../../lib/report/render-report.ts';
import { collectReport } from '../collect-report.ts';
import { type LocalHost, openLocalHost } from '../host.ts';
import { createWorld, type SimulatedX, startSimulatedX, type World } from '../simulated-x/index.ts';
import { demoExperiment, demoQuestion } from './demo-experiment.ts';
import { type LivedPlan, liveByPlan } from './live-by-plan.ts';
import { plantedEffects } from './planted-effects.ts';
import { tellFindings } from './tell.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const HANDLE = 'warm_walls';
const TIME_ZONE = 'Europe/Berlin';
const SEED = 7;
const DAYS = 28;
const TICKS = 3;
const TICK_MS = 10 * MINUTE_MS;
/** In this tick the simulated X sends zeros that are not true; the error analysis must find it. */
const FAULTY_TICK = 2;

export interface DemoOptions {
  /** A folder for the database and the session; deleted by the caller. */
  home: string;
  say: (text: string) => void;
  /** End of the simulated days. Fixed, so that every demonstration tells the same story. */
  end?: Date;
}

/** The whole loop over a simulated account, with the real handlers, PostgreSQL and Chromium, on a clock of its own. */
export async function runDemo(options: DemoOptions): Promise<{ html: string; closed: boolean }> {
  const { home, say, end = new Date('2026-11-22T12:00:00Z') } = options;
  const clock = { now: new Date(end.getTime() - TICKS * TICK_MS) };
  const began = performance.now();
  const step = (text: string) => say(`${((performance.now() - began) / 1_000).toFixed(1).padStart(5)} s  ${text}`);

  const startsAt = new Date(end.getTime() - DAYS * DAY_MS);
  const world = createWorld({ seed: SEED, accountHandle: HANDLE, startsAt, timeZone: TIME_ZONE });
  const simulatedX = await startSimulatedX({ world, now: () => clock.now });
  step(`Simulated X at ${simulatedX.baseUrl}: @${HANDLE}, an audience whose taste is planted and known`);
  let host: LocalHost | null = null;
  try {
    host = await openLocalHost({
      env: {
        ...process.env,
        HONE_HOME: await openFolder(home),
        X_BASE_URL: simulatedX.baseUrl,
        X_SESSION_FILE: await sessionFile(home),
      },
      write: () => {},
      clock: () => clock.now,
      durable: false,
    });
    step(`PostgreSQL, schema at head`);
    await bringHistory(host, world, { startsAt, now: clock.now, step });
    await demoExperiment(host, world, demoQuestion(world, { accountId: HANDLE, startsAt, days: DAYS, step }));
    for (let tick = 1; tick <= TICKS; tick++) await readX(host, simulatedX, { tick, clock, step });
    for (const job of ['autonomous_optimizer', 'error_analysis'] as const) {
      const [run] = await host.invoke(job, { time: clock.now.toISOString() });
      step(`${job}: ${run?.status}, ${JSON.stringify(run?.counts)}`);
    }
    const { database, invoke } = host;
    const read = () => scrape({ invoke }, clock.now);
    const lived = await liveByPlan({ database, invoke }, world, { account: HANDLE, clock, step, read });
    return await conclude(host, world, { now: clock.now, say, lived });
  } finally {
    await host?.close();
    await simulatedX.close();
  }
}

/** PostgreSQL refuses to run as root and runs as another user then, who must be let through. */
async function openFolder(home: string): Promise<string> {
  await chmod(home, 0o711);
  return home;
}

async function sessionFile(home: string): Promise<string> {
  const path = join(home, 'x-session.json');
  await writeFile(path, JSON.stringify({ auth_token: 'simulated-auth-token', ct0: 'simulated-ct0' }), { mode: 0o600 });
  return path;
}

type Step = (text: string) => void;

async function bringHistory(
  host: LocalHost,
  world: World,
  context: { startsAt: Date; now: Date; step: Step },
): Promise<void> {
  const { startsAt, now, step } = context;
  const posts = world.historyRecords({ until: now });
  const result = await host.database(async (sql) => {
    await addAccount(sql, { accountId: HANDLE, timeZone: TIME_ZONE, at: startsAt });
    await updateAccount(sql, HANDLE, { publishing: 'outbox' });
    const account = await findAccount(sql, HANDLE);
    if (account === null) throw new Error(`the account ${HANDLE} was not stored`);
    for (let at = startsAt; at < now; at = new Date(at.getTime() + DAY_MS)) {
      const { userId, following } = world.account;
      const reading = { userId, handle: HANDLE, readAt: at, followers: world.followersAt(at), following, posts: null };
      await insertFollowerSnapshot(sql, HANDLE, reading);
    }
    return importHistory(sql, { account, posts, now });
  });
  step(
    `History imported: ${result.postsAdded} posts of ${DAYS} days with ${result.readingsAdded} readings, and followers by day`,
  );
}

async function readX(
  host: LocalHost,
  simulatedX: SimulatedX,
  context: { tick: number; clock: { now: Date }; step: Step },
): Promise<void> {
  const { tick, clock, step } = context;
  clock.now = new Date(clock.now.getTime() + TICK_MS);
  if (tick === FAULTY_TICK) simulatedX.setFault('false_zeros');
  const did = await scrape(host, clock.now);
  simulatedX.clearFaults();
  step(`Tick ${tick} of ${TICKS}, ${clock.now.toISOString().slice(11, 16)} UTC: ${did}`);
}

async function scrape(host: Pick<LocalHost, 'invoke'>, now: Date): Promise<string> {
  const [run] = await host.invoke('metrics_scraper', { time: now.toISOString() });
  const { posts, snapshots, suspect, learned } = run?.counts ?? {};
  return (
    `Chromium read ${posts} posts, ${snapshots} readings stored (${suspect} not believed), ` +
    `${learned} outcomes learned: ${run?.status}`
  );
}

async function conclude(
  host: LocalHost,
  world: World,
  { now, say, lived }: { now: Date; say: (text: string) => void; lived: LivedPlan },
): Promise<{ html: string; closed: boolean }> {
  const truth = plantedEffects(world.truth);
  return host.database(async (sql) => {
    const data = await collectReport(sql, { accountId: HANDLE, now, simulated: true, truth });
    const html = renderReport(data);
    const [optimization] = await latestEvents(sql, { type: 'autonomous_optimization', accountId: HANDLE, limit: 1 });
    const [numbers] = await sql<Record<string, number>[]>`
      select (select count(*) from tweet_metrics where source = 'timeline_json' and quality = 'ok') as readings,
        (select count(*) from tweet_metrics where quality = 'suspect') as suspect,
        (select count(*) from outcomes where method = 'interpolated') as outcomes,
        (select count(*) from learning_posts) as learned,
        (select count(*) from follower_snapshots) as followers,
        (select count(*) from content_metadata where planned_at is not null and assignment_probability is null) as unexplained,
        (select count(distinct decision_id) from learning_posts join content_metadata using (decision_id)
          where planned_at is not null) as "learnedOfPlan",
        (select count(*) from job_runs where status = 'failed') as failed`;
    const analysis = optimization?.eventData as unknown as Analysis | undefined;
    if (analysis !== undefined) say(`\n${tellFindings(analysis, truth).join('\n')}`);
    say('What went wrong (zeros that are not true were planted in one tick):');
    for (const { template, category, lastSeen, state, advice } of data.errorGroups) {
      const when = lastSeen.toISOString().slice(5, 16).replace('T', ' ');
      say(`  ${category}, ${state}, last seen ${when} UTC: ${template}\n      ${advice ?? ''}`);
    }
    const checks: [string, boolean][] = [
      ['Chromium read posts and their readings are stored', (numbers?.readings ?? 0) > 0],
      [
        'readings became outcomes at fixed ages, and were learned',
        (numbers?.outcomes ?? 0) > 0 && (numbers?.learned ?? 0) > 0,
      ],
      ['followers were read', (numbers?.followers ?? 0) > DAYS],
      [
        'the optimizer estimated effects with intervals',
        (analysis?.effects ?? []).some(({ interval: [low, high] }) => low < high),
      ],
      [
        'the planted fault was not believed, and the error analysis found it',
        (numbers?.suspect ?? 0) > 0 && data.errorGroups.length > 0,
      ],
      [
        'a plan was drawn from the policy, with the probability of every choice',
        lived.first.planned > 0 && numbers?.unexplained === 0,
      ],
      ['its texts were written, approved, handed out by the outbox and posted', lived.posted > 0],
      ['these posts were read again and learned', (numbers?.learnedOfPlan ?? 0) > 0],
      [
        'the next plan was drawn from a policy that learned from them',
        lived.next.planned > 0 && (lived.next.policyVersion ?? 0) > (lived.first.policyVersion ?? 0),
      ],
      ['an experiment was planned, run and concluded', (data.experiments ?? []).some(({ state }) => state === 'ended')],
      ['no run failed', numbers?.failed === 0],
      ['the report shows it', html.includes(HANDLE)],
    ];
    say('The loop:');
    for (const [what, done] of checks) say(`  ${done ? '✓' : '✗'} ${what}`);
    return { html, closed: checks.every(([, done]) => done) };
  });
}
