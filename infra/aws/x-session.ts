import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/**
 * The X session, `{"auth_token":"…","ct0":"…"}`. The stack makes it empty, the operator fills it in, the scraper writes back what X
 * renewed, and it goes with the stack.
 */
export class XSession extends Secret {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'X session of the account that Hone reads with: {"auth_token":"...","ct0":"..."}',
      generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'not_filled_in_yet', passwordLength: 8 },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'X renews a session in its own time and offers no way to rotate it; the scraper writes back what X renewed.',
    });
  }
}
