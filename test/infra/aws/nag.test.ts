import { type App, type Stack, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { MODES, stackOf } from './synthesise.ts';

/** Synthesises a stack under both rule packs; a finding that nobody has argued with fails it. */
function check(stack: Stack): void {
  const app = stack.node.root as App;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(), new ServerlessChecks());
  app.synth();
}

describe('the rules of cdk-nag, AwsSolutions and Serverless', () => {
  it.each(MODES)('are kept, or argued with where the exception stands (database=%s)', (database) => {
    expect(() => check(stackOf({ database }))).not.toThrow();
  });

  it('are kept with a NAT gateway, a stand-by database and alarms by e-mail', () => {
    expect(() =>
      check(stackOf({ database: 'rds', egress: 'nat-gateway', multiAz: true, alarmEmail: 'ops@example.com' })),
    ).not.toThrow();
  });

  it('are kept with a model of Bedrock behind an inference profile', () => {
    expect(() =>
      check(stackOf({ database: 'external', CONTENT_MODEL: 'bedrock:eu.amazon.nova-lite-v1:0' })),
    ).not.toThrow();
  });

  it('catch a queue that takes plain HTTP', () => {
    const stack = stackOf({ database: 'external' });
    new Queue(stack, 'Planted', { enforceSSL: false });
    expect(() => check(stack)).toThrow(/AwsSolutions-SQS4/);
  });
});
