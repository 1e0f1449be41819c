import type { Sql } from '../../lib/database/client.ts';
import { type Account, findAccount } from '../../lib/database/queries/accounts.ts';
import { loadEssentials } from '../../lib/database/queries/essentials.ts';
import { latestEvents } from '../../lib/database/queries/events.ts';
import { listExperiments, looksAt } from '../../lib/database/queries/experiments.ts';
import { followerSeries } from '../../lib/database/queries/followers.ts';
import { type JobRun, latestRuns } from '../../lib/database/queries/job-runs.ts';
import { publishingState } from '../../lib/database/queries/pause.ts';
import { publishingSummary } from '../../lib/database/queries/publishing-status.ts';
import { readingDoubts } from '../../lib/database/queries/snapshots.ts';
import { trendEvents } from '../../lib/database/queries/trends.ts';
import { tellExperiment } from '../../lib/experiments/tell-experiment.ts';
import { forecastStandings } from '../../lib/jobs/forecast-standings.ts';
import { toHistoryPosts } from '../../lib/jobs/history-posts.ts';
import { UnknownAccountError } from '../../lib/jobs/run-job.ts';
import type { Analysis } from '../../lib/optimizing/analysis.ts';
import type {
  ErrorGroup,
  JobFreshness,
  PlantedEffect,
  ReportData,
  ReportExperiment,
  SystemNote,
} from '../../lib/report/report-data.ts';
import { intervalMsOf, nextRunsOf, scheduledJobs } from '../jobs.ts';
import { planNotes } from './plan-notes.ts';
import { policyNotes } from './policy-notes.ts';

const DAY_MS = 86_400_000;
const REPORT_WINDOW_DAYS = 28;
/** The newest reasons tell enough: a lie of X hits many posts at once. */
const SHOWN_DOUBTS = 5;
const SHOWN_TRENDS = 20;

export interface ReportRequest {
  accountId: string;
  now: Date;
  /** The posts come from the simulated X. */
  simulated?: boolean;
  truth?: readonly PlantedEffect[] | null;
}

/**
 * Everything the report and the status of an account show, as the database has it.
 * @throws UnknownAccountError
 */
export async function collectReportData(sql: Sql, request: ReportRequest): Promise<ReportData> {
  const { accountId, now, simulated = false, truth = null } = request;
  const account = await findAccount(sql, accountId);
  if (account === null) {
    throw new UnknownAccountError(`there is no account "${accountId}"; add it with: hone account add ${accountId}`);
  }
  const since = new Date(now.getTime() - REPORT_WINDOW_DAYS * DAY_MS);
  const window = { accountId, since, until: now };
  return {
    account: {
      handle: accountId,
      autonomy: account.autonomy,
      publishing: account.publishing,
      pausedAt: account.pausedAt,
    },
    generatedAt: now,
    timeZone: account.timeZone,
    simulated,
    jobs: freshness(await latestRuns(sql), accountId, now),
    analysis: await latestAnalysis(sql, accountId),
    posts: toHistoryPosts(await loadEssentials(sql, window)),
    followers: (await followerSeries(sql, window)).map(({ collectedAt, followers }) => ({
      at: collectedAt,
      followers,
    })),
    errorGroups: await errorGroups(sql),
    truth,
    experiments: await experimentsOf(sql, accountId, truth),
    notes: [
      ...(await notesOf(sql, account, now)),
      ...(await policyNotes(sql, account, now)),
      ...(await planNotes(sql, accountId, now)),
    ],
    forecasts: await forecastStandings(sql, { accountId, now }),
    trends: await trendEvents(sql, { ...window, limit: SHOWN_TRENDS }),
    doubts: await readingDoubts(sql, {
      accountId,
      since: new Date(now.getTime() - DAY_MS),
      until: now,
      limit: SHOWN_DOUBTS,
    }),
    publishing: await publishingSummary(sql, { accountId, at: now }),
  };
}

/** Newest first; in a simulation with the planted lift of every treatment over the control. */
async function experimentsOf(
  sql: Sql,
  accountId: string,
  truth: readonly PlantedEffect[] | null,
): Promise<ReportExperiment[]> {
  const stories: ReportExperiment[] = [];
  for (const experiment of await listExperiments(sql, accountId)) {
    const story = tellExperiment({ ...experiment, looks: await looksAt(sql, experiment.id) });
    const { arms, dimension } = experiment.plan;
    const planted = (level: string) =>
      truth?.find((effect) => effect.dimension === dimension && effect.level === level)?.lift;
    const base = planted(arms[0]!.level);
    const known = arms.flatMap(({ name, level }) => {
      const own = planted(level);
      return own === undefined || base === undefined ? [] : [[name, (1 + own) / (1 + base) - 1] as const];
    });
    stories.push({ ...story, truth: known.length === 0 ? null : Object.fromEntries(known) });
  }
  return stories;
}

function freshness(
  runs: readonly (JobRun & { lastSuccessAt: Date | null })[],
  accountId: string,
  now: Date,
): JobFreshness[] {
  return scheduledJobs.map((job) => {
    const run = runs.find(({ jobName, accountId: of }) => jobName === job.name && (of === accountId || of === '*'));
    return {
      job: job.name,
      everyMinutes: (intervalMsOf(job) ?? 0) / 60_000,
      lastSuccessAt: run?.lastSuccessAt ?? null,
      lastRun: run === undefined ? null : { at: run.startedAt, status: run.status, error: run.error },
      nextRunAt: nextRunsOf(job, { after: now, count: 1 })[0] ?? null,
    };
  });
}

/** The newest analysis; its weekly findings are those of the week's scheduled look, which hold until the next one. */
async function latestAnalysis(sql: Sql, accountId: string): Promise<Analysis | null> {
  const events = await latestEvents(sql, { type: 'autonomous_optimization', accountId, limit: 50 });
  const [newest] = events;
  if (newest === undefined) return null;
  const analysis = newest.eventData as unknown as Analysis;
  const scheduled = events.find(({ eventData }) => eventData.look === 'scheduled');
  if (scheduled === undefined || scheduled === newest) return analysis;
  const weekly = (scheduled.eventData as unknown as Analysis).findings.filter(({ strength }) => strength === 'weekly');
  return { ...analysis, findings: [...analysis.findings, ...weekly] };
}

async function errorGroups(sql: Sql): Promise<ErrorGroup[]> {
  const [event] = await latestEvents(sql, { type: 'error_analysis', limit: 1 });
  const patterns = (event?.eventData.patterns ?? []) as (Omit<ErrorGroup, 'firstSeen' | 'lastSeen'> & {
    firstSeen: string;
    lastSeen: string;
  })[];
  return patterns.map((pattern) => ({
    fingerprint: pattern.fingerprint,
    template: pattern.template,
    category: pattern.category,
    state: pattern.state,
    escalating: pattern.escalating,
    critical: pattern.critical ?? null,
    recovered: pattern.recovered ?? null,
    count: pattern.count,
    previousCount: pattern.previousCount,
    firstSeen: new Date(pattern.firstSeen),
    lastSeen: new Date(pattern.lastSeen),
    advice: pattern.advice,
  }));
}

async function notesOf(sql: Sql, account: Account, now: Date): Promise<SystemNote[]> {
  const { accountId, coolDownUntil } = account;
  const [publishing] = await publishingState(sql, accountId);
  const notes: SystemNote[] = [];
  if (publishing !== undefined && publishing.stoppedAt !== null) {
    const text = `Publishing (${publishing.publishing}) is stopped until hone resume. ${publishing.reason ?? ''}`;
    notes.push({ at: publishing.stoppedAt, severity: 'critical', text });
  }
  if (coolDownUntil === null || coolDownUntil <= now) return notes;
  const [stopped] = await latestEvents(sql, { type: 'account_stopped', accountId, limit: 1 });
  const [resting] = await latestEvents(sql, { type: 'cool_down', accountId, limit: 1 });
  const isStopped = stopped !== undefined && (resting === undefined || resting.createdAt < stopped.createdAt);
  const reason = (isStopped ? stopped : resting)?.eventData.reason;
  const what = isStopped ? 'The account is stopped' : 'X is given a rest: the account is not read until then';
  return [
    ...notes,
    {
      at: coolDownUntil,
      severity: isStopped ? 'critical' : 'warning',
      text: `${what}${typeof reason === 'string' ? `. ${reason}` : ''}`,
    },
  ];
}
