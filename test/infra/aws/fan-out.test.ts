import { describe, expect, it } from 'vitest';
import { intervalMsOf, jobNamed } from '../../../infra/jobs.ts';
import { functionsOf, MODES, resourcesOf, templateOf } from './synthesise.ts';

const scraper = jobNamed('metrics_scraper');

describe.each(MODES)('the queue of accounts that are handed over (database=%s)', (database) => {
  const template = templateOf({ database });
  const queues = resourcesOf(template, 'AWS::SQS::Queue');
  const [id, { Properties }] = Object.entries(queues).find(([name]) => name.startsWith('FanOut'))!;
  const deadLetters = Object.keys(queues).find((name) => name.startsWith('DeadLetters'))!;

  it('is encrypted and takes TLS only', () => {
    expect(Properties.SqsManagedSseEnabled).toBe(true);
    const policies = Object.values(resourcesOf(template, 'AWS::SQS::QueuePolicy'));
    const own = policies.find((policy) => JSON.stringify(policy.Properties.Queues) === JSON.stringify([{ Ref: id }]));
    expect(own?.Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  it('hides a message for as long as a run can take, and gives it up after two attempts', () => {
    expect(Properties.VisibilityTimeout).toBeGreaterThan(scraper.timeoutSeconds);
    expect(Properties.RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] },
      maxReceiveCount: 2,
    });
  });

  it('keeps a message until both attempts were made, from the end of its slot, and not longer than three slots', () => {
    const interval = intervalMsOf(scraper)! / 1000;
    expect(Properties.MessageRetentionPeriod).toBeGreaterThan(interval + 2 * Properties.VisibilityTimeout);
    expect(Properties.MessageRetentionPeriod).toBe(3 * interval);
  });

  it('feeds the scraper, one account an invocation, a bounded number at once, and lets it say what failed', () => {
    const sources = Object.values(resourcesOf(template, 'AWS::Lambda::EventSourceMapping'));
    expect(sources.map((source) => source.Properties)).toEqual([
      {
        EventSourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
        FunctionName: { Ref: functionsOf(template)['hone-metrics-scraper']!.id },
        BatchSize: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 5 },
      },
    ]);
  });

  it('is known to the scraper alone', () => {
    const told = Object.entries(functionsOf(template)).filter(
      ([, one]) => one.Properties.Environment.Variables.FAN_OUT_QUEUE_URL !== undefined,
    );
    expect(told.map(([name]) => name)).toEqual(['hone-metrics-scraper']);
  });
});

describe('what an operator may choose about money and copies', () => {
  it('is how many copies read at once', () => {
    const template = templateOf({ database: 'external', fanOutConcurrency: 20 });
    const [source] = Object.values(resourcesOf(template, 'AWS::Lambda::EventSourceMapping'));
    expect(source?.Properties.ScalingConfig).toEqual({ MaximumConcurrency: 20 });
    expect(() => templateOf({ fanOutConcurrency: 1 })).toThrow(
      'CDK context "fanOutConcurrency" is 1, but must be a whole number from 2 to 1000',
    );
  });

  it('is a monthly budget, told by e-mail, and none by default', () => {
    expect(resourcesOf(templateOf({}), 'AWS::Budgets::Budget')).toEqual({});
    const template = templateOf({ monthlyBudgetUsd: 40, alarmEmail: 'ops@example.com' });
    const [budget] = Object.values(resourcesOf(template, 'AWS::Budgets::Budget'));
    expect(budget?.Properties.Budget).toMatchObject({ BudgetLimit: { Amount: 40, Unit: 'USD' }, TimeUnit: 'MONTHLY' });
    const told = budget?.Properties.NotificationsWithSubscribers as { Notification: { NotificationType: string } }[];
    expect(told.map(({ Notification }) => Notification.NotificationType)).toEqual(['ACTUAL', 'FORECASTED']);
    expect(JSON.stringify(told)).toContain('ops@example.com');
  });

  it.each([
    [{ monthlyBudgetUsd: 40 }, /must be given together with alarmEmail/],
    [{ monthlyBudgetUsd: '-1', alarmEmail: 'ops@example.com' }, /must be an amount in US dollars above 0/],
  ])('refuses %j', (context, message) => {
    expect(() => templateOf(context)).toThrow(message);
  });
});
