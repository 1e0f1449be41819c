import { Stack } from 'aws-cdk-lib';
import type { IRule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** What `hone pause --aws` and `hone resume --aws` need, and nothing else: switch one rule, and read it back. */
export class KillSwitch extends ManagedPolicy {
  constructor(scope: Construct, id: string, { rule }: { rule: IRule }) {
    const { stackName } = Stack.of(scope);
    super(scope, id, {
      managedPolicyName: `${stackName}-kill-switch`,
      description: 'Switch the rule that starts the publisher off and on. Attach it to whoever is on call.',
      statements: [
        new PolicyStatement({
          actions: ['events:DescribeRule', 'events:DisableRule', 'events:EnableRule'],
          resources: [rule.ruleArn],
        }),
      ],
    });
  }
}
