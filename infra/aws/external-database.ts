import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Job } from '../jobs.ts';
import type { Database } from './database.ts';

/**
 * The operator's own PostgreSQL, reached over the internet with verified TLS. Its URL lies in a Secrets Manager secret that exists
 * before the deployment, because the migrations run during it.
 */
export class ExternalDatabase extends Construct implements Database {
  readonly alarms = [];
  readonly #url: ISecret;

  /** @param secret name or complete ARN of the secret that holds `DATABASE_URL` */
  constructor(scope: Construct, id: string, secret: string) {
    super(scope, id);
    this.#url = secret.startsWith('arn:')
      ? Secret.fromSecretCompleteArn(this, 'Url', secret)
      : Secret.fromSecretNameV2(this, 'Url', secret);
  }

  placementOf(): Record<string, never> {
    return {};
  }

  environmentOf(): Record<string, string> {
    return { DATABASE_SECRET: this.#url.secretName };
  }

  grant(_job: Job, handler: IFunction): void {
    this.#url.grantRead(handler);
  }
}
