import type { FunctionOptions, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Job } from '../jobs.ts';
import type { AlarmDefinition } from './alarms.ts';

/** A database as the jobs see it: where a function must run to reach it, what it is told, and what it is allowed. */
export interface Database {
  /** The network a job's function runs in; empty outside any VPC. */
  placementOf(job: Job): Pick<FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'>;
  /** The variables from which a job finds the database; never a secret, at most a secret's name. */
  environmentOf(job: Job): Record<string, string>;
  /** What about it should ring. */
  readonly alarms: readonly AlarmDefinition[];
  /** Lets a job's function connect. */
  grant(job: Job, handler: IFunction): void;
}
