import { CRITICAL_WORDS, isOver } from './error-words.ts';
import { calibrationWords, forecastName, skillWords } from './forecast-words.ts';
import {
  formatAgo,
  formatCount,
  formatFullDateTime,
  formatLift,
  formatLiftInterval,
  formatShare,
  formatSigned,
  plural,
} from './format.ts';
import { type Freshness, freshnessOf, freshnessWords, jobWords } from './freshness.ts';
import { levelWords } from './level-words.ts';
import { mergeFindings } from './merge-findings.ts';
import { postFigures } from './post-figures.ts';
import { publishingLines } from './publishing-lines.ts';
import type {
  ErrorGroup,
  ForecastStanding,
  JobFreshness,
  PublishingOutlook,
  ReadingDoubts,
  ReportAccount,
  ReportData,
  ReportExperiment,
  SystemNote,
  TrendNews,
} from './report-data.ts';
import { experimentLine } from './sections/experiments.ts';
import { trendSentence } from './trend-words.ts';
import { type WeekFigures, weekFigures } from './week.ts';

const WEEK_MS = 7 * 86_400_000;

/** How an account stands, in a page of text or as JSON. */
export interface AccountStatus {
  account: ReportAccount;
  at: Date;
  timeZone: string;
  simulated: boolean;
  jobs: (JobFreshness & { freshness: Freshness })[];
  week: WeekFigures;
  findings: { dimension: string; level: string; strengths: string[]; lift: number; interval: [number, number] }[];
  openQuestions: number | null;
  errors: Pick<
    ErrorGroup,
    'category' | 'state' | 'escalating' | 'critical' | 'recovered' | 'count' | 'template' | 'advice'
  >[];
  notes: readonly SystemNote[];
  /** Null when nobody looked. */
  doubts: ReadingDoubts | null;
  /** Those that run, and what ended in the last week. */
  experiments: readonly ReportExperiment[];
  /** Null when nobody looked. */
  publishing: PublishingOutlook | null;
  /** Null when nobody looked. */
  forecasts: readonly ForecastStanding[] | null;
  trends: readonly TrendNews[] | null;
}

export function statusOf(data: ReportData): AccountStatus {
  const { analysis, generatedAt: now } = data;
  const posts = data.posts.map((post) => postFigures(post, now));
  return {
    account: data.account,
    at: now,
    timeZone: data.timeZone,
    simulated: data.simulated,
    jobs: data.jobs.map((job) => ({ ...job, freshness: freshnessOf(job, now) })),
    week: weekFigures(posts, data.followers, now),
    findings: mergeFindings(analysis?.findings ?? []).map(({ finding, strengths }) => ({
      dimension: finding.dimension,
      level: levelWords(finding.dimension, finding.level),
      strengths,
      lift: finding.lift,
      interval: finding.interval,
    })),
    openQuestions: analysis?.abstentions.length ?? null,
    errors: data.errorGroups
      .filter(({ state }) => state !== 'resolved')
      .map(({ category, state, escalating, critical, recovered, count, template, advice }) => ({
        category,
        state,
        escalating,
        critical,
        recovered,
        count,
        template,
        advice,
      })),
    notes: data.notes,
    doubts: data.doubts ?? null,
    experiments: (data.experiments ?? []).filter(
      ({ state, endedAt }) => state === 'running' || (endedAt !== null && now.getTime() - endedAt.getTime() < WEEK_MS),
    ),
    publishing: data.publishing ?? null,
    forecasts: data.forecasts ?? null,
    trends: data.trends ?? null,
  };
}

/** The text of `hone status`: freshness first. Text from X cannot move the cursor or colour the terminal. */
export function renderStatus(status: AccountStatus): string {
  const { account, at, week, openQuestions } = status;
  const lines = [
    `@${account.handle}, ${formatFullDateTime(at, status.timeZone)} (${status.timeZone})${status.simulated ? ', simulated' : ''}`,
    `policy ${account.autonomy ?? 'unknown'}, publishing ${account.publishing ?? 'unknown'}${account.pausedAt === null ? '' : ', PAUSED'}`,
    '',
    ...status.jobs.flatMap((job) => jobLines(job, at)),
    '',
    row('Posts', `${week.posts} in seven days (${week.postsBefore} before), ${week.read} of them read`),
    row('Engagement', `${formatShare(week.engagementRate)}${rateChange(week)}`),
    row('Followers', `${formatCount(week.followers)}${followerChange(week)}`),
    ...doubtLines(status.doubts, at),
    ...publishingLines(status.publishing, at).map(([name, value]) => (name === '' ? value : row(name, value))),
    row('Findings', findingsWords(status.findings.length, openQuestions)),
    ...status.findings.map(
      ({ level, lift, interval, strengths }) =>
        `  ${level}: ${formatLift(lift)} (${formatLiftInterval(interval)}), ${strengths.join(' and ')}`,
    ),
    ...status.experiments.map((story, i) => row(i === 0 ? 'Experiments' : '', experimentLine(story))),
    ...forecastLines(status.forecasts),
    ...trendLines(status.trends, at),
    row('Errors', errorWords(status.errors)),
    ...status.errors.flatMap((error) => [
      `  ${error.count} × ${error.category}, ${error.state}${error.escalating ? ', ESCALATING' : ''}${isOver(error) ? ', recovered since' : ''}: ${error.template}`,
      ...(error.critical === null ? [] : [`    ${CRITICAL_WORDS[error.critical]}`]),
      ...(error.advice === null ? [] : [`    ${error.advice}`]),
    ]),
    ...status.notes.map(({ severity, text }) => `${severity}: ${text}`),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function jobLines(job: JobFreshness & { freshness: Freshness }, now: Date): string[] {
  const next = job.nextRunAt === null ? '' : `, next ${formatAgo(job.nextRunAt, now)}`;
  const success = job.freshness === 'never' ? '' : `, last success ${formatAgo(job.lastSuccessAt, now)}`;
  const { lastRun } = job;
  const troubled = lastRun !== null && lastRun.status !== 'ok' && lastRun.status !== 'running';
  return [
    row(jobWords(job.job), `${freshnessWords(job, job.freshness)}${success}${next}`),
    ...(troubled ? [`  last run ${lastRun.status}${lastRun.error === null ? '' : `: ${lastRun.error}`}`] : []),
  ];
}

function doubtLines(doubts: ReadingDoubts | null, now: Date): string[] {
  if (doubts === null) return [];
  const { suspect, quarantined, gone, latest } = doubts;
  const parts = [`${suspect} suspect`, `${quarantined} quarantined`, `${gone} gone`];
  const isNone = suspect + quarantined + gone === 0;
  return [
    row('Not believed', isNone ? 'nothing in 24 h' : `${parts.join(', ')} in 24 h; nothing is learned from them`),
    ...latest.map(
      ({ at, tweetId, kind, reason }) =>
        `  ${kind}, ${formatAgo(at, now)}: post ${tweetId}${reason === null ? '' : `, ${reason}`}`,
    ),
  ];
}

function forecastLines(forecasts: AccountStatus['forecasts']): string[] {
  if (forecasts === null) return [];
  if (forecasts.length === 0) return [row('Forecasts', 'none has come true yet')];
  const ranking = forecasts.filter(({ record }) => record.mayRank).length;
  return [
    row('Forecasts', `${plural(forecasts.length, 'kind')} judged, ${ranking} of them calibrated and with skill`),
    ...forecasts.map((each) => `  ${forecastName(each)}: ${calibrationWords(each)}; ${skillWords(each)}`),
  ];
}

function trendLines(trends: AccountStatus['trends'], now: Date): string[] {
  if (trends === null) return [];
  const week = trends.filter(({ at }) => now.getTime() - at.getTime() <= WEEK_MS);
  return [
    row(
      'Trends',
      week.length === 0 ? 'nothing unusual in seven days' : `${plural(week.length, 'event')} in seven days`,
    ),
    ...week.map((news) => `  ${formatAgo(news.at, now)}: ${trendSentence(news)}`),
  ];
}

function rateChange({ engagementRate: rate, engagementRateBefore: before }: WeekFigures): string {
  return rate === null || before === null ? '' : ` at 24 h (${formatLift(rate / before - 1)} against the week before)`;
}

function followerChange({ followerChange: change }: WeekFigures): string {
  return change === null ? '' : ` (${formatSigned(change)} in seven days)`;
}

function findingsWords(findings: number, openQuestions: number | null): string {
  if (openQuestions === null) return 'not analysed yet';
  return `${findings === 0 ? 'nothing stands yet' : plural(findings, 'finding')}, ${plural(openQuestions, 'question')} open`;
}

function errorWords(errors: AccountStatus['errors']): string {
  if (errors.length === 0) return 'none open';
  const critical = errors.filter((error) => error.critical !== null).length;
  return `${plural(errors.length, 'pattern')}${critical === 0 ? '' : `, ${critical} CRITICAL`}`;
}

function row(name: string, value: string): string {
  return `${name.padEnd(16)}${value}`;
}

function printable(line: string): string {
  return line.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd');
}
