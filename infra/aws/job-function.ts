import { ArnFormat, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type FunctionOptions, type ILayerVersion, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deployedName, intervalMsOf, type Job } from '../jobs.ts';
import { bundling } from './bundling.ts';
import { CHROMIUM_FOLDER } from './chromium-layer.ts';
import type { Database } from './database.ts';
import type { FanOut } from './fan-out.ts';
import { allowLanguageModel } from './language-model.ts';
import { projectPath } from './project.ts';
import type { StackSettings } from './settings.ts';

export interface JobFunctionProps {
  readonly job: Job;
  readonly settings: StackSettings;
  readonly database: Database;
  readonly chromium: ILayerVersion;
  readonly xSession: Secret;
  readonly deadLetters: IQueue;
  readonly fanOut: FanOut;
}

/** One job as a Lambda function: its bundle, its log group, and a role that allows what the job's row of the table says. */
export class JobFunction extends Construct {
  readonly handler: NodejsFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: JobFunctionProps) {
    super(scope, id);
    const { job, settings, database } = props;
    const functionName = deployedName(job.name, Stack.of(this).stackName);
    const placement = database.placementOf(job);
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `what ${job.name} may do`,
    });
    this.logGroup.grantWrite(role);
    if (placement.vpc !== undefined) allowNetworkInterfaces(this, role, functionName);

    this.handler = new NodejsFunction(this, 'Handler', {
      functionName,
      description: job.description,
      entry: projectPath(job.entry),
      projectRoot: projectPath(),
      depsLockFilePath: projectPath('package-lock.json'),
      bundling: bundling(job),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.X86_64,
      memorySize: job.memoryMb,
      timeout: Duration.seconds(job.timeoutSeconds),
      role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      layers: job.mayTouch.browser ? [props.chromium] : [],
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        ...settings.environment,
        ...database.environmentOf(job),
        ...(job.mayTouch.browser ? { CHROMIUM_BIN: CHROMIUM_FOLDER } : {}),
        ...(job.mayTouch.xSession ? { X_SESSION_SECRET: props.xSession.secretArn } : {}),
        ...(job.mayTouch.fanOut ? { FAN_OUT_QUEUE_URL: props.fanOut.queueUrl } : {}),
        ...(job.mayTouch.deadLetters ? { DEAD_LETTER_QUEUE_URL: props.deadLetters.queueUrl } : {}),
      },
      ...placement,
      ...asynchronously(job, props),
    });
    acknowledgeRules(this.handler, job);
    database.grant(job, this.handler);
    if (job.mayTouch.xSession) {
      props.xSession.grantRead(this.handler);
      this.handler.addToRolePolicy(
        new PolicyStatement({ actions: ['secretsmanager:PutSecretValue'], resources: [props.xSession.secretArn] }),
      );
    }
    if (job.mayTouch.languageModel) allowLanguageModel(this, this.handler, settings.environment);
    if (job.mayTouch.xSession) this.#mayReadSecret('XApiToken', settings.environment.X_API_TOKEN_SECRET);
    if (job.mayTouch.publishingKeys === true) {
      this.#mayReadSecret('XUserToken', settings.environment.X_USER_TOKEN_SECRET);
      this.#mayReadSecret('WebhookKey', settings.environment.PUBLISH_WEBHOOK_KEY_SECRET);
    }
    if (job.mayTouch.fanOut) props.fanOut.feed(this.handler, settings.fanOutConcurrency);
    if (job.mayTouch.deadLetters) {
      // Not grantConsumeMessages, which would also let it hide and reveal messages.
      this.handler.addToRolePolicy(
        new PolicyStatement({
          actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
          resources: [props.deadLetters.queueArn],
        }),
      );
    }
  }

  /** A secret of the operator's own, where a setting names one. */
  #mayReadSecret(id: string, named: string | undefined): void {
    if (named === undefined) return;
    const secret = named.startsWith('arn:')
      ? Secret.fromSecretCompleteArn(this, id, named)
      : Secret.fromSecretNameV2(this, id, named);
    secret.grantRead(this.handler);
  }
}

function acknowledgeRules(handler: NodejsFunction, job: Job): void {
  Validations.of(handler).acknowledge(
    {
      id: 'Serverless-LambdaDLQ',
      reason:
        job.schedule === null
          ? 'It is only invoked synchronously: whoever invokes it gets the error.'
          : 'Its on-failure destination is the dead-letter queue, and says in each message why it came there.',
    },
    {
      id: 'Serverless-LambdaTracing',
      reason:
        'Tracing needs permissions on every resource; the log lines and metrics of a run say where its time went.',
    },
  );
}

/**
 * How Lambda treats events it has queued. No retries: the next tick is the retry, and it finds the failed slot open. An event that
 * waited for most of the interval is dropped, so that a slow job does not build up a backlog of ticks.
 */
function asynchronously(job: Job, { settings, deadLetters }: JobFunctionProps): Partial<FunctionOptions> {
  const interval = intervalMsOf(job);
  if (interval === null) return {};
  return {
    retryAttempts: 0,
    maxEventAge: maxEventAge(interval),
    onFailure: new SqsDestination(deadLetters),
    ...(settings.reservedConcurrency
      ? { reservedConcurrentExecutions: 1 + (job.mayTouch.fanOut ? settings.fanOutConcurrency : 0) }
      : {}),
  };
}

/** Four fifths of the interval, at most an hour. */
export function maxEventAge(intervalMs: number): Duration {
  return Duration.seconds(Math.min(Math.floor((intervalMs / 1000) * 0.8), 3600));
}

const INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lambda itself puts the function into the network, with the function's role. These actions know no resource, so they are allowed
 * on `*`, and denied again to whatever the function's own code calls (`lambda:SourceFunctionArn` is set on those calls alone).
 */
function allowNetworkInterfaces(scope: Construct, role: Role, functionName: string): void {
  const stack = Stack.of(scope);
  const functionArn = stack.formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: functionName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  role.addToPolicy(new PolicyStatement({ actions: INTERFACE_ACTIONS, resources: ['*'] }));
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: INTERFACE_ACTIONS,
      resources: ['*'],
      conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
    }),
  );
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: "Lambda needs these actions on '*' to enter a network, and the function's own code is denied them.",
  });
}
