import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { jobs } from '../../../infra/jobs.ts';
import { MODES, type Resource, resourcesOf, templateOf } from './synthesise.ts';

interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

const INTERFACES =
  /^ec2:(Create|Delete|Describe)NetworkInterfaces?$|^ec2:DescribeSubnets$|^ec2:(Una|A)ssignPrivateIpAddresses$/;

/** The statements of every role, by the logical id of what states them. */
function statementsOf(resources: Record<string, Resource>): [string, Statement][] {
  return Object.entries(resources).flatMap(([id, { Properties }]) =>
    [
      Properties.PolicyDocument,
      ...(Properties.Policies ?? []).map((policy: Resource['Properties']) => policy.PolicyDocument),
    ]
      .filter((document) => document !== undefined)
      .flatMap((document) => document.Statement.map((statement: Statement): [string, Statement] => [id, statement])),
  );
}

const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

describe.each(MODES)('permissions (database=%s)', (database) => {
  const template = templateOf({ database });
  const roles = resourcesOf(template, 'AWS::IAM::Role');
  const statements = [...statementsOf(roles), ...statementsOf(resourcesOf(template, 'AWS::IAM::Policy'))];
  const ofJob = (name: string) =>
    statements
      .filter(([id]) => id.startsWith(`${name}Role`))
      .flatMap(([, { Effect, Action }]) => (Effect === 'Allow' ? list(Action) : []))
      .filter((action) => !INTERFACES.test(action))
      .sort();

  it('allow no action by wildcard', () => {
    expect(statements.length).toBeGreaterThan(4);
    for (const [, { Effect, Action }] of statements) {
      if (Effect === 'Allow') for (const action of list(Action)) expect(action).not.toContain('*');
    }
  });

  it('allow nothing on every resource, but for the network interfaces that Lambda itself makes', () => {
    const everywhere = statements.filter(
      ([, { Effect, Resource }]) => Effect === 'Allow' && list(Resource).includes('*'),
    );
    expect(everywhere).toHaveLength(database === 'rds' ? jobs.length : 0);
    for (const [id, { Action }] of everywhere) {
      for (const action of list(Action)) expect(action).toMatch(INTERFACES);
      const denied = statements.find(([other, { Effect }]) => other === id && Effect === 'Deny')![1];
      expect(denied).toMatchObject({
        Action,
        Resource: '*',
        Condition: { ArnEquals: { 'lambda:SourceFunctionArn': {} } },
      });
    }
  });

  it('come from no policy of AWS, but for the one of the function by which CDK runs the migrations', () => {
    const managed = Object.entries(roles).filter(([, { Properties }]) => Properties.ManagedPolicyArns !== undefined);
    expect(managed).toHaveLength(1);
    expect(managed[0]![0]).toContain('TriggerCustomResourceProvider');
    expect(JSON.stringify(managed[0]![1].Properties.ManagedPolicyArns)).toContain('AWSLambdaBasicExecutionRole');
  });

  it('are what the table of jobs says', () => {
    const log = ['logs:CreateLogStream', 'logs:PutLogEvents'];
    const deadLetters = ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'];
    const readSecret = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];
    const connect = database === 'rds' ? ['rds-db:connect'] : readSecret;
    const handOver = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage', 'sqs:SendMessage'];
    const scraper = [...log, ...deadLetters, ...handOver, ...readSecret, 'secretsmanager:PutSecretValue', ...connect];
    expect(new Set(ofJob('MetricsScraper'))).toEqual(new Set(scraper));
    expect(ofJob('AutonomousOptimizer')).toEqual([...log, ...deadLetters, ...connect].sort());
    const collect = ['sqs:DeleteMessage', 'sqs:ReceiveMessage'];
    expect(ofJob('ErrorAnalysis')).toEqual([...log, ...deadLetters, ...collect, ...connect].sort());
    expect(ofJob('ContentPlanner')).toEqual([...log, ...deadLetters, ...connect].sort());
    expect(ofJob('Publisher')).toEqual([...log, ...deadLetters, ...connect].sort());
    expect(ofJob('Operator')).toEqual([...log, ...connect].sort());
    expect(ofJob('Migrate')).toEqual([...log, ...readSecret].sort());
  });

  it("let nothing in the stack invoke the operator function: that takes the operator's own credentials", () => {
    const [id] = Object.entries(resourcesOf(template, 'AWS::Lambda::Function')).find(
      ([, { Properties }]) => Properties.FunctionName === 'hone-operator',
    )!;
    const permissions = Object.values(resourcesOf(template, 'AWS::Lambda::Permission'));
    expect(permissions.length).toBeGreaterThan(0); // those of EventBridge, for the other functions
    expect(JSON.stringify(permissions)).not.toContain(id);
    const invoking = statements.filter(([, { Action }]) => list(Action).includes('lambda:InvokeFunction'));
    expect(invoking.length).toBeGreaterThan(0); // CDK's, for the migration
    expect(JSON.stringify(invoking)).not.toContain(id);
  });

  it('let the error analysis alone take dead letters, from that queue only', () => {
    const queue = Object.keys(resourcesOf(template, 'AWS::SQS::Queue')).find((id) => id.startsWith('DeadLetters'));
    const taking = statements.filter(
      ([, { Effect, Action, Resource }]) =>
        list(Action).some((action) => Effect === 'Allow' && /^sqs:(Receive|Delete)/.test(action)) &&
        JSON.stringify(Resource).includes(`"${queue}"`),
    );
    expect(taking.map(([id]) => id.replace(/RoleDefaultPolicy.*/, ''))).toEqual(['ErrorAnalysis']);
    expect(taking[0]![1].Resource).toEqual({ 'Fn::GetAtt': [queue, 'Arn'] });
  });

  it('let the scraper alone hand accounts over, and take them, in that queue only', () => {
    const queue = Object.keys(resourcesOf(template, 'AWS::SQS::Queue')).find((id) => id.startsWith('FanOut'));
    const about = statements.filter(
      ([, { Effect, Resource }]) =>
        Effect === 'Allow' && list(Resource).some((one) => isDeepStrictEqual(one, { 'Fn::GetAtt': [queue, 'Arn'] })),
    );
    expect(new Set(about.map(([id]) => id.replace(/RoleDefaultPolicy.*/, '')))).toEqual(new Set(['MetricsScraper']));
    expect([...new Set(about.flatMap(([, { Action }]) => list(Action)))].sort()).toEqual([
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
    ]);
  });

  it('let the scraper alone read and renew the X session', () => {
    const [session] = Object.keys(resourcesOf(template, 'AWS::SecretsManager::Secret'));
    const about = statements.filter(([, { Resource }]) =>
      list(Resource).some((one) => isDeepStrictEqual(one, { Ref: session })),
    );
    expect(new Set(about.map(([id]) => id.replace(/RoleDefaultPolicy.*/, '')))).toEqual(new Set(['MetricsScraper']));
    expect([...new Set(about.flatMap(([, { Action }]) => list(Action)))].sort()).toEqual([
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
    ]);
  });

  it('let the planner alone ask a model, the one that is named, by the role or by a key', () => {
    const about = (context: Record<string, unknown>, text: string) =>
      statementsOf(resourcesOf(templateOf({ database, ...context }), 'AWS::IAM::Policy'))
        .filter(([, { Action, Resource }]) => JSON.stringify([Action, Resource]).includes(text))
        .map(([id, { Action }]) => [id.replace(/RoleDefaultPolicy.*/, ''), list(Action).sort()]);
    expect(about({}, 'bedrock')).toEqual([]);
    const own = about({ CONTENT_MODEL: 'bedrock:amazon.nova-lite-v1:0' }, 'foundation-model/amazon.nova-lite-v1:0');
    expect(own).toEqual([['ContentPlanner', ['bedrock:InvokeModel']]]);
    const profile = about({ CONTENT_MODEL: 'bedrock:eu.amazon.nova-lite-v1:0' }, 'inference-profile/eu.amazon.nova');
    expect(profile).toEqual([['ContentPlanner', ['bedrock:InvokeModel']]]);
    const key = { CONTENT_MODEL: 'openai:gpt-4.1-mini', CONTENT_API_KEY_SECRET: 'hone/openai-key' };
    expect(about(key, 'hone/openai-key')).toEqual([
      ['ContentPlanner', ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue']],
    ]);
  });

  it('let the publisher alone read the keys to publish by, where they are named', () => {
    const named = templateOf({
      database,
      X_USER_TOKEN_SECRET: 'hone/x-user-token',
      PUBLISH_WEBHOOK_KEY_SECRET: 'hone/webhook-key',
    });
    const about = statementsOf(resourcesOf(named, 'AWS::IAM::Policy')).filter(([, { Resource }]) =>
      /hone\/(x-user-token|webhook-key)/.test(JSON.stringify(Resource)),
    );
    expect(about.map(([id]) => id.replace(/RoleDefaultPolicy.*/, ''))).toEqual(['Publisher']);
    expect(
      list(about[0]![1].Resource).filter((one) => /hone\/(x-user|webhook)/.test(JSON.stringify(one))),
    ).toHaveLength(2);
    expect([...new Set(about.flatMap(([, { Action }]) => list(Action)))].sort()).toEqual([
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
    ]);
  });

  it('offer whoever is on call to switch the rule of the publisher, and nothing else', () => {
    const policies = Object.values(resourcesOf(template, 'AWS::IAM::ManagedPolicy'));
    expect(policies).toHaveLength(1);
    const { ManagedPolicyName, PolicyDocument } = policies[0]!.Properties;
    const rules = resourcesOf(template, 'AWS::Events::Rule');
    const [rule] = Object.entries(rules).find(([, { Properties }]) => Properties.Name === 'hone-publisher')!;
    expect(ManagedPolicyName).toBe('hone-kill-switch');
    expect(PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['events:DescribeRule', 'events:DisableRule', 'events:EnableRule'],
        Resource: { 'Fn::GetAtt': [rule, 'Arn'] },
      },
    ]);
  });

  it('let the scraper alone read the token of the X API, where one is named', () => {
    const named = templateOf({ database, X_API_TOKEN_SECRET: 'hone/x-api-token' });
    const about = statementsOf(resourcesOf(named, 'AWS::IAM::Policy')).filter(([, { Resource }]) =>
      JSON.stringify(Resource).includes('hone/x-api-token'),
    );
    expect(about.map(([id]) => id.replace(/RoleDefaultPolicy.*/, ''))).toEqual(['MetricsScraper']);
    expect(about.flatMap(([, { Action }]) => list(Action)).sort()).toEqual([
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
    ]);
  });
});
