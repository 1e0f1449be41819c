import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** `eu.` and the like before the id of the model behind it. */
const INFERENCE_PROFILE = /^bedrock:(?:us-gov|us|eu|apac|jp|au|ca|global)\.(.+)$/;

/** Lets a function ask the model that CONTENT_MODEL names, and no other: one of Bedrock by its role, any other by its key. */
export function allowLanguageModel(
  scope: Construct,
  handler: IFunction,
  environment: Readonly<Record<string, string>>,
): void {
  const { CONTENT_MODEL: model = 'offline', CONTENT_API_KEY_SECRET: key } = environment;
  if (key !== undefined) {
    const secret = key.startsWith('arn:')
      ? Secret.fromSecretCompleteArn(scope, 'ContentApiKey', key)
      : Secret.fromSecretNameV2(scope, 'ContentApiKey', key);
    secret.grantRead(handler);
  }
  if (!model.startsWith('bedrock:')) return;
  const resources = bedrockModel(scope, model.slice('bedrock:'.length));
  handler.addToRolePolicy(new PolicyStatement({ actions: ['bedrock:InvokeModel'], resources }));
  const [, behind] = INFERENCE_PROFILE.exec(model) ?? [];
  if (behind === undefined) return;
  Validations.of(handler.role!).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:bedrock:*::foundation-model/${behind}]`,
    reason: 'An inference profile asks this one model in whichever region of its geography is free.',
  });
}

/** ARNs of a model: given as one, by an inference profile's id (`eu.…`, which needs the model behind it as well), or by its own id. */
function bedrockModel(scope: Construct, id: string): string[] {
  if (id.startsWith('arn:')) return [id];
  const { partition, region, account } = Stack.of(scope);
  const [, behind] = INFERENCE_PROFILE.exec(`bedrock:${id}`) ?? [];
  return behind === undefined
    ? [`arn:${partition}:bedrock:${region}::foundation-model/${id}`]
    : [
        `arn:${partition}:bedrock:${region}:${account}:inference-profile/${id}`,
        `arn:${partition}:bedrock:*::foundation-model/${behind}`,
      ];
}
