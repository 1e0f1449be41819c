import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { intervalMsOf, type Job } from '../jobs.ts';
import type { AlarmDefinition } from './alarms.ts';

/** How often a run may end without a word before its message becomes a dead letter. */
const ATTEMPTS = 2;
/** A crashed run's lease is over a little after the function's limit. */
const LEASE_MARGIN_SECONDS = 30;

/**
 * Where a job puts the accounts it has no time for, one message per account and slot, and from where copies of itself take them,
 * a bounded number at once. A message outlives its slot only so long that a run which crashed twice becomes a dead letter.
 */
export class FanOut extends Queue {
  readonly alarms: readonly AlarmDefinition[];

  constructor(scope: Construct, id: string, { job, deadLetters }: { job: Job; deadLetters: IQueue }) {
    const interval = Duration.millis(intervalMsOf(job)!);
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Not six times the function's limit, as for batches that are retried: what is not done in its slot is left to the next.
      visibilityTimeout: Duration.seconds(job.timeoutSeconds + LEASE_MARGIN_SECONDS),
      retentionPeriod: Duration.seconds(3 * interval.toSeconds()),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: ATTEMPTS },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.alarms = [
      {
        name: 'fan-out-behind',
        says: 'Accounts that were handed over wait longer than an interval: there are more than can be read in time.',
        metric: this.metricApproximateAgeOfOldestMessage({ period: interval, statistic: 'Maximum' }),
        from: interval.toSeconds(),
        periods: 3,
      },
    ];
  }

  /** Lets a function hand accounts over, and feeds them to it: one per invocation, so that a slow one keeps nobody waiting. */
  feed(handler: IFunction, maxConcurrency: number): void {
    handler.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queueArn] }));
    handler.addEventSource(new SqsEventSource(this, { batchSize: 1, maxConcurrency, reportBatchItemFailures: true }));
    Validations.of(handler).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason:
        'Queues have no such destination: what fails goes to the dead-letter queue by the redrive policy of this one.',
    });
  }
}
