import { type CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Trigger } from 'aws-cdk-lib/triggers';
import type { Construct } from 'constructs';
import type { Job } from '../jobs.ts';

export interface MigrationProps {
  readonly job: Job;
  readonly handler: LambdaFunction;
  /** What the migration needs: the database and the way to it. */
  readonly database: Construct;
}

/**
 * Runs a job once per deployment that changed it, and fails the deployment when it fails. The migrations are part of the function's
 * code, so a new one changes it. Whatever must find the new schema is put behind with `executeBefore`.
 */
export class Migration extends Trigger {
  constructor(scope: Construct, id: string, { job, handler, database }: MigrationProps) {
    super(scope, id, { handler, timeout: Duration.seconds(job.timeoutSeconds), executeAfter: [database] });
    this.#keepProviderLogsShort();
  }

  /** CDK's own function that calls ours would else log for ever. */
  #keepProviderLogsShort(): void {
    const provider = Stack.of(this)
      .node.findChild('AWSCDK.TriggerCustomResourceProviderCustomResourceProvider')
      .node.findChild('Handler') as CfnResource;
    const logGroup = new LogGroup(this, 'CallerLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    provider.addPropertyOverride('LoggingConfig', { LogFormat: 'JSON', LogGroup: logGroup.logGroupName });
  }
}
