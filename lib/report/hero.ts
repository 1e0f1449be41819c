import type { Finding } from '../optimizing/analysis.ts';
import { formatAgo, formatDateTime, formatLift, formatLiftInterval, formatShare, plural } from './format.ts';
import { type Freshness, freshnessOf } from './freshness.ts';
import { type Html, html } from './html.ts';
import { levelWords } from './level-words.ts';
import { mergeFindings } from './merge-findings.ts';
import type { JobFreshness, ReportData } from './report-data.ts';

/** The one thing to know, why it may be believed, and what happens next. */
export interface Hero {
  freshness: { state: Freshness; words: string };
  statement: Html;
  /** Sentences. */
  detail: Html[];
  next: string[];
}

const READER = 'metrics_scraper';
const ANALYST = 'autonomous_optimizer';

/** First whether what follows is of today, then the strongest thing that Hone knows, then what it does about it. */
export function heroOf(data: ReportData): Hero {
  const reader = data.jobs.find(({ job }) => job === READER);
  const freshness = readWords(reader, data.generatedAt);
  return {
    freshness,
    ...(attention(data, freshness.state) ?? knowledge(data)),
    next: nextWords(data),
  };
}

function readWords(job: JobFreshness | undefined, now: Date): Hero['freshness'] {
  if (job === undefined || job.lastSuccessAt === null) return { state: 'never', words: 'X was not read yet' };
  const state = freshnessOf(job, now);
  const read = `read from X ${formatAgo(job.lastSuccessAt, now)}`;
  if (state === 'fresh') return { state, words: `Up to date: ${read}` };
  return { state, words: `${state === 'late' ? 'Late' : 'Out of date'}: ${read}, due every ${job.everyMinutes} min` };
}

/** What a person must do comes before what is known. */
function attention(data: ReportData, read: Freshness): Pick<Hero, 'statement' | 'detail'> | null {
  const { account, errorGroups, timeZone } = data;
  if (account.pausedAt !== null) {
    return {
      statement: html`Paused since ${formatDateTime(account.pausedAt, timeZone)}.`,
      detail: [html`Nothing is read, planned or published until <code>hone resume</code>.`],
    };
  }
  const stop = data.notes.find(({ severity }) => severity === 'critical');
  if (stop !== undefined) return { statement: html`<bdi>${stop.text}</bdi>`, detail: [] };
  const critical = errorGroups.find((group) => group.critical !== null && group.state !== 'resolved');
  if (critical !== undefined && critical.critical !== 'escalating') {
    return {
      statement: html`An error wants you: <bdi>${critical.category}</bdi>.`,
      detail: [
        critical.advice === null
          ? html`See <a href="#errors">what went wrong</a>.`
          : html`<bdi>${critical.advice}</bdi>`,
      ],
    };
  }
  const reader = data.jobs.find(({ job }) => job === READER);
  if (read === 'stale' && reader?.lastSuccessAt && hoursSince(reader.lastSuccessAt, data.generatedAt) > 24) {
    return {
      statement: html`Nothing was read from X for ${formatAgo(reader.lastSuccessAt, data.generatedAt).replace(' ago', '')}.`,
      detail: [
        html`What follows is of ${formatDateTime(reader.lastSuccessAt, timeZone)}. <code>hone doctor</code> finds out why.`,
      ],
    };
  }
  return null;
}

function knowledge({ analysis }: ReportData): Pick<Hero, 'statement' | 'detail'> {
  if (analysis === null) {
    return {
      statement: html`Not analysed yet.`,
      detail: [
        html`The first analysis comes with the next run of the optimizer; <code>hone invoke ${ANALYST}</code> does it now.`,
      ],
    };
  }
  const standing = mergeFindings(analysis.findings);
  const best = strongest(standing.map(({ finding }) => finding));
  if (analysis.posts.used === 0) {
    const left = Object.entries(analysis.posts.leftOut).map(([why, count]) => `${count} ${why}`);
    return {
      statement: html`Nothing to learn from yet.`,
      detail: [html`No post has readings that say something${left.length > 0 && html`: ${left.join(', ')}`}.`],
    };
  }
  if (best === null) {
    const [open] = analysis.abstentions.filter(({ morePosts }) => morePosts !== null);
    return {
      statement: html`Nothing is certain yet.`,
      detail: [
        html`Every difference seen in ${plural(analysis.posts.used, 'post')} could be chance.${
          open !== undefined &&
          html` About ${plural(open.morePosts ?? 0, 'more post')} would answer: <bdi>${open.question}</bdi>`
        }`,
      ],
    };
  }
  const much = formatLift(Math.abs(best.lift)).replace('+', '');
  const what = analysis.objective?.scale === 'log-count' ? 'engagement' : 'engagement per impression';
  return {
    statement: html`<bdi>${subject(best)}</bdi> get <em class="${best.direction}">${much} ${best.direction === 'above' ? 'more' : 'less'}</em> ${what} than the average ${best.dimension}.`,
    detail: [
      html`The interval is ${formatLiftInterval(best.interval)}, from ${plural(best.n, 'post')}, everything else held equal.`,
      html`${changeWords(analysis.optimizations, best)}`,
    ],
  };
}

/** What can be chosen tells more than the hour, and what to do more than what to leave. */
function strongest(findings: readonly Finding[]): Finding | null {
  const rank = ({ dimension, direction }: Finding) =>
    (direction === 'above' ? 0 : 10) + ['generator', 'format', 'topic', 'hour', 'weekday'].indexOf(dimension);
  return findings.toSorted((a, b) => rank(a) - rank(b) || Math.abs(b.lift) - Math.abs(a.lift))[0] ?? null;
}

function subject({ dimension, level }: Finding): string {
  const words = levelWords(dimension, level);
  if (dimension === 'hour') return `Posts at ${words}`;
  if (dimension === 'weekday') return `Posts on ${words}s`;
  if (dimension === 'topic') return `Posts on ${words}`;
  return dimension === 'format' ? `${words[0]?.toUpperCase() ?? ''}${words.slice(1)} posts` : `${words} posts`;
}

type Optimizations = NonNullable<ReportData['analysis']>['optimizations'];

function changeWords(optimizations: Optimizations, { level }: Finding): string {
  const change = optimizations.find(({ to }) => to[level] !== undefined) ?? optimizations[0];
  if (change === undefined) return 'No change of the policy is proposed.';
  const [low, high] = change.expectedImpactInterval;
  const share = change.to[level];
  const gets =
    share === undefined
      ? change.description
      : `Hone ${change.implemented ? 'gives' : 'proposes to give'} them ${formatShare(share, 0)} of posts instead of ${formatShare(change.from[level] ?? 0, 0)}`;
  return `${gets.replace(/\.$/, '')}: ${formatLift(change.expectedImpact / 100)} expected (${formatLiftInterval([low / 100, high / 100])}).`;
}

function nextWords({ analysis, recommendations = [], publishing, jobs, generatedAt }: ReportData): string[] {
  const open = recommendations.find(({ status }) => status === 'proposed');
  const analyst = jobs.find(({ job }) => job === ANALYST);
  const findings = mergeFindings(analysis?.findings ?? []).length;
  const questions = analysis?.abstentions.length ?? 0;
  return [
    ...(analysis === null ? [] : [`${plural(findings, 'finding')}, ${plural(questions, 'open question')}`]),
    ...(open === undefined ? [] : [`a change waits for you: hone recommendations approve ${open.id.slice(0, 8)}`]),
    ...(publishing != null && publishing.waiting > 0
      ? [`${plural(publishing.waiting, 'post')} wait for approval: hone posts list`]
      : []),
    ...(analyst?.nextRunAt == null ? [] : [`next analysis ${formatAgo(analyst.nextRunAt, generatedAt)}`]),
  ];
}

function hoursSince(at: Date, now: Date): number {
  return (now.getTime() - at.getTime()) / 3_600_000;
}
