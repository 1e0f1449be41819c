import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { InstanceClass, InstanceSize, InstanceType, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  ParameterGroup,
  PostgresEngineVersion,
  StorageType,
} from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { APPLICATION_ROLE } from '../../lib/database/application-role.ts';
import type { Job } from '../jobs.ts';
import type { AlarmDefinition } from './alarms.ts';
import type { Database } from './database.ts';
import { Network } from './network.ts';
import type { StackSettings } from './settings.ts';

const DATABASE = 'hone';
/** Owns the schema; its password is made, kept and rotated by RDS in Secrets Manager. */
const OWNER = 'hone_owner';
/** Amazon's certificate authorities, which Node does not know by itself and the Lambda runtime brings along. */
const AMAZON_AUTHORITIES = '/var/runtime/ca-cert.pem';
const POSTGRES_PORT = 5432;

/** PostgreSQL on RDS in a private network: encrypted, backed up, protected from deletion, reachable by the jobs only. */
export class RdsDatabase extends Construct implements Database {
  readonly alarms: readonly AlarmDefinition[];
  readonly #instance: DatabaseInstance;
  readonly #network: Network;

  constructor(scope: Construct, id: string, { egress, multiAz }: Pick<StackSettings, 'egress' | 'multiAz'>) {
    super(scope, id);
    this.#network = new Network(this, 'Network', egress);
    const { vpc, databaseSubnets } = this.#network;
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'the database',
      allowAllOutbound: false,
    });
    this.#network.allowJobsTo(securityGroup, Port.tcp(POSTGRES_PORT));

    const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_18 });
    this.#instance = new DatabaseInstance(this, 'Instance', {
      engine,
      databaseName: DATABASE,
      credentials: Credentials.fromUsername(OWNER),
      manageMasterUserPassword: true,
      iamAuthentication: true,
      parameterGroup: new ParameterGroup(this, 'Parameters', { engine, parameters: { 'rds.force_ssl': '1' } }),
      instanceType: InstanceType.of(InstanceClass.T4G, InstanceSize.MICRO),
      storageType: StorageType.GP3,
      allocatedStorage: 20,
      maxAllocatedStorage: 100,
      storageEncrypted: true,
      vpc,
      vpcSubnets: databaseSubnets,
      securityGroups: [securityGroup],
      port: POSTGRES_PORT,
      publiclyAccessible: false,
      multiAz,
      backupRetention: Duration.days(7),
      copyTagsToSnapshot: true,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.SNAPSHOT,
      autoMinorVersionUpgrade: true,
    });
    Validations.of(this.#instance).acknowledge({
      id: 'AwsSolutions-RDS11',
      reason: 'Another port would hide nothing: only the security groups of the jobs reach it.',
    });
    this.alarms = [
      {
        name: 'database-storage',
        says: 'The database has less than 2 GB of storage left.',
        metric: this.#instance.metricFreeStorageSpace({ period: Duration.hours(1), statistic: 'Minimum' }),
        below: 2e9,
      },
      ...this.#network.alarms,
    ];
    if (!multiAz) {
      Validations.of(this.#instance).acknowledge({
        id: 'AwsSolutions-RDS3',
        reason: 'A stand-by doubles the price; the jobs catch up after an outage. With -c multiAz=true there is one.',
      });
    }
  }

  placementOf(job: Job) {
    return this.#network.placementOf({ callsOut: callsOut(job) });
  }

  environmentOf(job: Job): Record<string, string> {
    const { hostname, port } = this.#instance.instanceEndpoint;
    const url = (user: string) => `postgres://${user}@${hostname}:${port}/${DATABASE}`;
    const common = { NODE_EXTRA_CA_CERTS: AMAZON_AUTHORITIES };
    return job.mayTouch.database === 'schema'
      ? {
          ...common,
          DATABASE_URL: url(OWNER),
          DATABASE_SECRET: this.#instance.secret!.secretArn,
        }
      : { ...common, DATABASE_URL: url(APPLICATION_ROLE), DATABASE_AUTH: 'iam' };
  }

  grant(job: Job, handler: IFunction): void {
    if (job.mayTouch.database === 'schema') this.#instance.secret!.grantRead(handler);
    else this.#instance.grantConnect(handler, APPLICATION_ROLE);
  }
}

/** Secrets and dead letters are fetched over the internet as well: private endpoints for them would cost more than the way out. */
function callsOut({ mayTouch }: Job): boolean {
  return mayTouch.internet || mayTouch.xSession || mayTouch.deadLetters || mayTouch.database === 'schema';
}
