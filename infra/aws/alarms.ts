import { Duration, Validations } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { METRICS } from '../../lib/runtime/metrics.ts';
import { intervalMsOf, type JobName, jobNamed } from '../jobs.ts';
import { lambdaCost } from './lambda-cost.ts';
import { jobMetric } from './metrics.ts';

/** One alarm. Each has an entry of its name in the runbook, which says what it means and what to do. */
export interface AlarmDefinition {
  readonly name: string;
  /** What is wrong when it rings. */
  readonly says: string;
  readonly metric: IMetric;
  /** It rings below this value… */
  readonly below?: number;
  /** …or from this value on. */
  readonly from?: number;
  /** For so many periods in a row. */
  readonly periods?: number;
  /** Silence is a fault as well. */
  readonly ringsOnSilence?: boolean;
}

export const RUNBOOK = 'docs/runbook.md';

export interface AlarmsProps {
  readonly stackName: string;
  readonly email: string | null;
  /** The functions that run by the clock. */
  readonly handlers: ReadonlyMap<JobName, IFunction>;
  readonly deadLetters: IQueue;
  readonly dailyLambdaUsd: number;
  /** What the parts of the stack want watched besides the jobs. */
  readonly others: readonly AlarmDefinition[];
}

/** Few alarms, each of which somebody should do something about. */
export class Alarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.alarms = [...jobAlarms(props), ...props.others].map((definition) => this.#alarm(definition, props.stackName));
    if (props.email === null) return;
    const topic = new Topic(this, 'Topic', { displayName: `${props.stackName} alarms`, enforceSSL: true });
    topic.addSubscription(new EmailSubscription(props.email));
    Validations.of(topic).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'SNS keeps no e-mail that it could not deliver; the alarm itself stays on the dashboard.',
    });
    for (const alarm of this.alarms) {
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
    }
  }

  #alarm(
    { name, says, metric, below, from, periods = 1, ringsOnSilence = false }: AlarmDefinition,
    stack: string,
  ): Alarm {
    return new Alarm(this, name, {
      alarmName: `${stack}-${name}`,
      alarmDescription: `${says} What to do: ${RUNBOOK}#${name}`,
      metric,
      threshold: below ?? from ?? 1,
      comparisonOperator:
        below === undefined
          ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: ringsOnSilence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
  }
}

function jobAlarms({ handlers, deadLetters, dailyLambdaUsd }: AlarmsProps): AlarmDefinition[] {
  const scrape = jobNamed('metrics_scraper');
  const analysing = [...handlers].filter(([name]) => name !== scrape.name && name !== 'publisher');
  const hour = Duration.hours(1);
  const sixHours = Duration.hours(6);
  return [
    {
      name: 'no-scrape',
      says: 'No scrape has succeeded in three intervals.',
      metric: jobMetric(scrape.name, METRICS.runsSucceeded, Duration.millis(intervalMsOf(scrape)!)),
      below: 1,
      periods: 3,
      ringsOnSilence: true,
    },
    {
      name: 'stale-data',
      says: 'Posts have been due for six hours, and not one was stored.',
      metric: new MathExpression({
        expression: 'IF(due > 0 AND stored < 1, 1, 0)',
        usingMetrics: {
          due: jobMetric(scrape.name, METRICS.postsDue),
          stored: jobMetric(scrape.name, METRICS.postsStored),
        },
        period: hour,
      }),
      periods: 6,
    },
    {
      name: 'job-failed',
      says: 'A job that analyses or plans has failed; the next attempt is an hour or more away.',
      metric: sum(analysing.map(([, handler]) => handler.metricErrors({ period: hour }))),
    },
    {
      name: 'account-failed',
      says: 'Runs of single accounts keep failing while others go on.',
      metric: sum([...handlers.keys()].map((name) => jobMetric(name, METRICS.runsFailed, hour))),
      from: 3,
    },
    {
      name: 'errors-escalating',
      says: 'An error has become far more frequent than it was.',
      metric: jobMetric('error_analysis', METRICS.errorsEscalating, sixHours),
    },
    {
      name: 'errors-critical',
      says: 'An error has appeared that only a person can end, or that every run ends with.',
      metric: jobMetric('error_analysis', METRICS.errorsTurnedCritical, sixHours),
    },
    {
      name: 'publishing-stopped',
      says: 'X refuses an account, and nothing more is published for it until a person has looked.',
      metric: jobMetric('publisher', METRICS.publishingStopped, hour),
    },
    {
      name: 'posts-unknown',
      says: 'Answers to posts keep getting lost: whether they are out is not known.',
      metric: jobMetric('publisher', METRICS.postsUnknown, sixHours),
      from: 2,
    },
    {
      name: 'visibility-limit',
      says: 'The reach of an account has collapsed while posting went on; Hone took it off the air.',
      metric: jobMetric('autonomous_optimizer', METRICS.visibilityLimits, hour),
    },
    {
      name: 'events-dropped',
      says: 'Lambda has dropped events that waited too long: a job does not keep up, or may not start.',
      metric: sum(
        [...handlers.values()].map((handler) =>
          handler.metric('AsyncEventsDropped', { statistic: 'Sum', period: hour }),
        ),
      ),
    },
    {
      name: 'lambda-cost',
      says: `The jobs have run for more than $${dailyLambdaUsd} within a day, at Lambda's list price.`,
      metric: lambdaCost(handlers, Duration.days(1)),
      from: dailyLambdaUsd,
    },
    {
      name: 'dead-letters',
      says: 'Events that no job could handle lie longer than the error analysis takes to collect them.',
      metric: deadLetters.metricApproximateAgeOfOldestMessage({ period: hour, statistic: 'Maximum' }),
      from: intervalMsOf(jobNamed('error_analysis'))! / 1000 + Duration.hours(1).toSeconds(),
    },
  ];
}

/** Several metrics of one period as one. */
function sum(metrics: readonly IMetric[]): MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  return new MathExpression({ expression: 'SUM(METRICS())', usingMetrics, period: Duration.hours(1) });
}
