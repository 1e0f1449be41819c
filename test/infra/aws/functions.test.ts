import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { functionsOf, MODES, resourcesOf, templateOf } from './synthesise.ts';

describe.each(MODES)('the functions (database=%s)', (database) => {
  const template = templateOf({ database });
  const functions = functionsOf(template);

  it('are one per job, with their memory and time', () => {
    const sizes = Object.entries(functions).map(
      ([
        name,
        {
          Properties: { MemorySize, Timeout },
        },
      ]) => [name, { MemorySize, Timeout }],
    );
    expect(Object.fromEntries(sizes)).toEqual({
      'hone-metrics-scraper': { MemorySize: 2048, Timeout: 300 },
      'hone-autonomous-optimizer': { MemorySize: 1792, Timeout: 900 },
      'hone-error-analysis': { MemorySize: 1024, Timeout: 180 },
      'hone-content-planner': { MemorySize: 1024, Timeout: 900 },
      'hone-publisher': { MemorySize: 512, Timeout: 240 },
      'hone-operator': { MemorySize: 1024, Timeout: 300 },
      'hone-migrate': { MemorySize: 512, Timeout: 600 },
    });
  });

  it('run on Node 24 and x86_64, the architecture Chromium is packed for', () => {
    for (const { Properties } of Object.values(functions)) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['x86_64'] });
    }
  });

  it('give Chromium to the scraper alone', () => {
    const layered = Object.keys(functions).filter((name) => functions[name]!.Properties.Layers !== undefined);
    expect(layered).toEqual(['hone-metrics-scraper']);
    expect(functions['hone-metrics-scraper']!.Properties.Environment.Variables.CHROMIUM_BIN).toBe('/opt');
  });

  it('log JSON to a group of their own that forgets after a month', () => {
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
    for (const [name, { Properties }] of Object.entries(functions)) {
      expect(Properties.LoggingConfig.LogFormat).toBe('JSON');
      const group = groups[Properties.LoggingConfig.LogGroup.Ref]!;
      expect(group.Properties).toEqual({ LogGroupName: `/aws/lambda/${name}`, RetentionInDays: 30 });
    }
  });

  it('leave no log group without an end', () => {
    for (const group of Object.values(resourcesOf(template, 'AWS::Logs::LogGroup'))) {
      expect(group.Properties.RetentionInDays).toBeLessThanOrEqual(30);
    }
  });

  it('never retry a failed run, and drop an event before the next one is due', () => {
    const ages = Object.values(resourcesOf(template, 'AWS::Lambda::EventInvokeConfig')).map(({ Properties }) => [
      Properties.FunctionName.Ref,
      Properties.MaximumRetryAttempts,
      Properties.MaximumEventAgeInSeconds,
    ]);
    expect(ages).toEqual([
      [functions['hone-metrics-scraper']!.id, 0, 480],
      [functions['hone-autonomous-optimizer']!.id, 0, 3600],
      [functions['hone-error-analysis']!.id, 0, 3600],
      [functions['hone-content-planner']!.id, 0, 2880],
      [functions['hone-publisher']!.id, 0, 240],
    ]);
  });

  it('hand every event they could not handle to an encrypted queue that takes TLS only', () => {
    const queues = resourcesOf(template, 'AWS::SQS::Queue');
    const queue = Object.keys(queues).find((id) => id.startsWith('DeadLetters'));
    expect(Object.keys(queues)).toHaveLength(2); // the other one hands accounts over
    expect(queues[queue!]!.Properties).toEqual({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 86_400 });
    template.allResourcesProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queue, 'Arn'] } } },
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 'sqs:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  it('tell the error analysis alone where dead letters lie', () => {
    const queue = Object.keys(resourcesOf(template, 'AWS::SQS::Queue')).find((id) => id.startsWith('DeadLetters'));
    const told = Object.entries(functions).filter(
      ([, { Properties }]) => Properties.Environment.Variables.DEAD_LETTER_QUEUE_URL !== undefined,
    );
    expect(told.map(([name]) => name)).toEqual(['hone-error-analysis']);
    expect(told[0]![1].Properties.Environment.Variables.DEAD_LETTER_QUEUE_URL).toEqual({ Ref: queue });
  });

  it('hold no secret, only names of secrets', () => {
    const text = JSON.stringify(functions);
    expect(text).not.toMatch(/auth_token|ct0|password|resolve:secretsmanager/i);
    for (const { Properties } of Object.values(functions)) {
      expect(JSON.stringify(Properties.Environment.Variables.DATABASE_URL ?? '')).not.toMatch(
        /postgres:\/\/[^@/]*:[^@/]*@/,
      );
    }
  });
});

describe('what an operator may choose', () => {
  it('is a reserved copy per scheduled job, off by default', () => {
    const reserved = (context: Record<string, unknown>) =>
      Object.entries(functionsOf(templateOf({ database: 'external', ...context })))
        .filter(([, { Properties }]) => Properties.ReservedConcurrentExecutions !== undefined)
        .map(([name, { Properties }]) => [name, Properties.ReservedConcurrentExecutions]);
    expect(reserved({})).toEqual([]);
    // The scraper has one for its schedule, and those that read accounts which were handed over.
    expect(reserved({ reservedConcurrency: 'true', fanOutConcurrency: 3 })).toEqual([
      ['hone-metrics-scraper', 4],
      ['hone-autonomous-optimizer', 1],
      ['hone-error-analysis', 1],
      ['hone-content-planner', 1],
      ['hone-publisher', 1],
    ]);
  });

  it('is the settings of the jobs, by their names', () => {
    const functions = functionsOf(
      templateOf({ database: 'external', USE_ANALYTICS_PAGE: true, METRICS_MAX_POSTS_PER_RUN: 50 }),
    );
    expect(functions['hone-metrics-scraper']!.Properties.Environment.Variables).toMatchObject({
      USE_ANALYTICS_PAGE: 'true',
      METRICS_MAX_POSTS_PER_RUN: '50',
    });
  });
});
