import { describe, expect, it } from 'vitest';
import { scheduledJobs } from '../../../infra/jobs.ts';
import { functionsOf, MODES, resourcesOf, templateOf } from './synthesise.ts';

describe.each(MODES)('the clock (database=%s)', (database) => {
  const template = templateOf({ database });
  const functions = functionsOf(template);
  const rules = resourcesOf(template, 'AWS::Events::Rule');
  const nameOf = (id: string) => Object.keys(functions).find((name) => functions[name]!.id === id);

  it('starts every scheduled function by ordinary EventBridge rules', () => {
    const schedules = Object.values(rules).map(({ Properties: { ScheduleExpression, State, Targets } }) => [
      nameOf(Targets[0].Arn['Fn::GetAtt'][0]),
      ScheduleExpression,
      State,
      Targets.length,
    ]);
    expect(schedules).toEqual([
      ['hone-metrics-scraper', 'rate(10 minutes)', 'ENABLED', 1],
      ['hone-autonomous-optimizer', 'cron(0 3/4 * * ? *)', 'ENABLED', 1],
      ['hone-error-analysis', 'cron(0 2/6 * * ? *)', 'ENABLED', 1],
      ['hone-content-planner', 'rate(1 hour)', 'ENABLED', 1],
      ['hone-publisher', 'rate(5 minutes)', 'ENABLED', 1],
    ]);
  });

  it('names each rule after its function, so that the kill switch finds it', () => {
    for (const { Properties } of Object.values(rules)) {
      expect(Properties.Name).toBe(nameOf(Properties.Targets[0].Arn['Fn::GetAtt'][0]));
    }
  });

  it('gives up delivering an event before the next is due, and keeps what it could not deliver', () => {
    const [queue] = Object.keys(resourcesOf(template, 'AWS::SQS::Queue'));
    const policies = Object.values(rules).map(({ Properties: { Targets } }) => Targets[0]);
    expect(policies.map((target) => target.RetryPolicy)).toEqual([
      { MaximumEventAgeInSeconds: 480, MaximumRetryAttempts: 3 },
      { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 3 },
      { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 3 },
      { MaximumEventAgeInSeconds: 2880, MaximumRetryAttempts: 3 },
      { MaximumEventAgeInSeconds: 240, MaximumRetryAttempts: 3 },
    ]);
    for (const target of policies) expect(target.DeadLetterConfig.Arn).toEqual({ 'Fn::GetAtt': [queue, 'Arn'] });
  });

  it('may start only its own function', () => {
    const permissions = Object.values(resourcesOf(template, 'AWS::Lambda::Permission'));
    expect(permissions).toHaveLength(scheduledJobs.length);
    for (const { Properties } of permissions) {
      const rule = rules[Properties.SourceArn['Fn::GetAtt'][0]]!;
      expect(Properties.Principal).toBe('events.amazonaws.com');
      expect(rule.Properties.Targets[0].Arn).toEqual(Properties.FunctionName);
    }
  });

  it('starts, and new code arrives, only after the migrations have run', () => {
    const [trigger, { Properties }] = Object.entries(resourcesOf(template, 'Custom::Trigger'))[0]!;
    expect(Properties).toMatchObject({ InvocationType: 'RequestResponse', Timeout: '600000' });
    for (const rule of Object.values(rules)) expect(rule.DependsOn).toContain(trigger);
    for (const [name, { DependsOn }] of Object.entries(functions)) {
      expect(DependsOn?.includes(trigger)).toBe(name !== 'hone-migrate');
    }
  });
});
