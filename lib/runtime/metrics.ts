import type { RunSummary } from './envelope.ts';

/** Where the metrics of the jobs are in CloudWatch; their one dimension is `job`. */
export const METRIC_NAMESPACE = 'Hone';

/** The names that the jobs write, the alarms watch and the dashboard draws. All are counts. */
export const METRICS = {
  /** Runs that did what there was to do; a paused account and an empty installation have nothing to do. */
  runsSucceeded: 'RunsSucceeded',
  /** Runs of one account that failed while others of the same invocation went on. */
  runsFailed: 'RunsFailed',
  postsDue: 'PostsDue',
  postsStored: 'PostsStored',
  postsLearned: 'PostsLearned',
  findings: 'Findings',
  postsPlanned: 'PostsPlanned',
  postsWritten: 'PostsWritten',
  /** Decisions of which nothing came that may be published. */
  postsUnwritten: 'PostsUnwritten',
  /** Reach that collapsed while posting went on, noticed now. */
  visibilityLimits: 'VisibilityLimits',
  errorEvents: 'ErrorEvents',
  errorsEscalating: 'ErrorsEscalating',
  /** Patterns that want a person now and did not before. */
  errorsTurnedCritical: 'ErrorsTurnedCritical',
  postsPublished: 'PostsPublished',
  /** Posts whose answer was lost, or that were never reported. */
  postsUnknown: 'PostsUnknown',
  /** Accounts that X refuses until a person has looked. */
  publishingStopped: 'PublishingStopped',
  /** Failures that could not record themselves. */
  deadLettersCollected: 'DeadLettersCollected',
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** Which count of a job's result is which metric. */
const FROM_COUNTS: Readonly<Record<string, Readonly<Record<string, MetricName>>>> = {
  metrics_scraper: { due: METRICS.postsDue, posts: METRICS.postsStored, learned: METRICS.postsLearned },
  autonomous_optimizer: { findings: METRICS.findings, visibility_limits: METRICS.visibilityLimits },
  content_planner: { planned: METRICS.postsPlanned, written: METRICS.postsWritten, skipped: METRICS.postsUnwritten },
  publisher: {
    posted: METRICS.postsPublished,
    unknown: METRICS.postsUnknown,
    stopped: METRICS.publishingStopped,
  },
  error_analysis: {
    events: METRICS.errorEvents,
    escalating: METRICS.errorsEscalating,
    turnedCritical: METRICS.errorsTurnedCritical,
    collected: METRICS.deadLettersCollected,
  },
};

/** Every metric that a job may write. */
export function metricNamesOf(job: string): MetricName[] {
  return [METRICS.runsSucceeded, METRICS.runsFailed, ...Object.values(FROM_COUNTS[job] ?? {})];
}

/** What one invocation of a job amounts to, over all its accounts. A count that no run reported is absent, not zero. */
export function metricsOf(job: string, summaries: readonly RunSummary[]): Partial<Record<MetricName, number>> {
  const failed = summaries.filter(({ status }) => status === 'failed').length;
  const metrics: Partial<Record<MetricName, number>> = {
    RunsSucceeded: summaries.length === 0 ? 1 : summaries.length - failed,
    RunsFailed: failed,
  };
  for (const [count, metric] of Object.entries(FROM_COUNTS[job] ?? {})) {
    const reported = summaries.map(({ counts }) => counts[count]).filter((value) => value !== undefined);
    if (reported.length > 0) metrics[metric] = reported.reduce((sum, value) => sum + value, 0);
  }
  return metrics;
}

/**
 * The metrics of one invocation as a line of CloudWatch's embedded metric format, with its line feed. It goes to stdout like a log
 * line, whatever the log level: an alarm must not fall silent because somebody wanted fewer lines.
 */
export function metricLine(options: { job: string; summaries: readonly RunSummary[]; at: Date }): string {
  const { job, summaries, at } = options;
  const metrics = metricsOf(job, summaries);
  const line = {
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [['job']],
          Metrics: Object.keys(metrics).map((name) => ({ Name: name, Unit: 'Count' })),
        },
      ],
    },
    timestamp: at.toISOString(),
    level: 'info',
    job,
    message: 'Metrics',
    ...metrics,
  };
  return `${JSON.stringify(line)}\n`;
}
