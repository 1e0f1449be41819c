import { Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { deployedName, intervalMsOf, type Job } from '../jobs.ts';
import { maxEventAge } from './job-function.ts';

export interface JobScheduleProps {
  readonly job: Job & { schedule: string };
  readonly handler: IFunction;
  readonly deadLetters: IQueue;
}

/** The EventBridge rule that starts a job. Its retries are about reaching Lambda's queue; a failed run is not repeated here. */
export class JobSchedule extends Rule {
  constructor(scope: Construct, id: string, { job, handler, deadLetters }: JobScheduleProps) {
    super(scope, id, {
      ruleName: deployedName(job.name, Stack.of(scope).stackName), // `hone pause --aws` finds the publisher's by it
      description: `starts ${job.name}: ${job.schedule} UTC`,
      schedule: Schedule.expression(job.schedule),
    });
    this.addTarget(
      new LambdaFunction(handler, {
        deadLetterQueue: deadLetters,
        retryAttempts: 3,
        maxEventAge: maxEventAge(intervalMsOf(job) ?? Duration.hours(1).toMilliseconds()),
      }),
    );
  }
}
