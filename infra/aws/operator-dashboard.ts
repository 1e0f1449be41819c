import { Duration, Stack } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, GraphWidget, type IAlarm, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { METRICS, type MetricName } from '../../lib/runtime/metrics.ts';
import type { JobName } from '../jobs.ts';
import { lambdaCost } from './lambda-cost.ts';
import { jobMetric } from './metrics.ts';

export interface OperatorDashboardProps {
  readonly handlers: ReadonlyMap<JobName, IFunction>;
  readonly alarms: readonly IAlarm[];
  readonly deadLetters: IQueue;
}

const WIDTH = 12;

/** What an operator looks at first: what rings, whether the loop runs, what it reads and learns, what fails. */
export class OperatorDashboard extends Dashboard {
  constructor(scope: Construct, id: string, { handlers, alarms, deadLetters }: OperatorDashboardProps) {
    super(scope, id, { dashboardName: Stack.of(scope).stackName, defaultInterval: Duration.days(7) });
    const perJob = (metric: MetricName) =>
      [...handlers.keys()].map((job) => jobMetric(job, metric).with({ label: job }));
    const perFunction = (measure: (handler: IFunction) => IMetric) => [...handlers.values()].map(measure);

    this.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 2 * WIDTH }));
    this.addWidgets(
      graph('Runs that succeeded', perJob(METRICS.runsSucceeded)),
      graph('Runs that failed', [
        ...perJob(METRICS.runsFailed),
        ...perFunction((handler) => handler.metricErrors({ period: Duration.hours(1) })),
      ]),
    );
    this.addWidgets(
      graph('Posts', [
        jobMetric('metrics_scraper', METRICS.postsDue),
        jobMetric('metrics_scraper', METRICS.postsStored),
        jobMetric('metrics_scraper', METRICS.postsLearned),
        jobMetric('publisher', METRICS.postsPublished),
        jobMetric('publisher', METRICS.postsUnknown),
        jobMetric('publisher', METRICS.publishingStopped),
      ]),
      graph('Findings and errors', [
        jobMetric('autonomous_optimizer', METRICS.findings),
        jobMetric('autonomous_optimizer', METRICS.visibilityLimits),
        jobMetric('error_analysis', METRICS.errorEvents),
        jobMetric('error_analysis', METRICS.errorsEscalating),
        jobMetric('error_analysis', METRICS.errorsTurnedCritical),
      ]),
    );
    this.addWidgets(
      graph('Plans', [
        jobMetric('content_planner', METRICS.postsPlanned),
        jobMetric('content_planner', METRICS.postsWritten),
        jobMetric('content_planner', METRICS.postsUnwritten),
      ]),
      graph('Cost of Lambda a day, at list price', [lambdaCost(handlers, Duration.days(1))]),
    );
    this.addWidgets(
      graph(
        'Longest run',
        perFunction((handler) => handler.metricDuration({ statistic: 'Maximum', period: Duration.hours(1) })),
      ),
      graph('Dead letters', [
        deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
        jobMetric('error_analysis', METRICS.deadLettersCollected),
      ]),
    );
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: WIDTH });
}
