import { RemovalPolicy } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  type ISecurityGroup,
  type IVpc,
  NatProvider,
  Peer,
  Port,
  SecurityGroup,
  type SubnetSelection,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { AlarmDefinition } from './alarms.ts';
import { NatInstances } from './nat-instances.ts';
import type { StackSettings } from './settings.ts';

const HTTPS = Port.tcp(443);

/**
 * The private network around a database of the stack's own: jobs that need the internet run in subnets with one way out, all
 * others in subnets without any. Two availability zones, because RDS wants two; one way out, because its price is per zone.
 */
export class Network extends Construct {
  readonly vpc: IVpc;
  readonly alarms: readonly AlarmDefinition[];
  readonly databaseSubnets: SubnetSelection = { subnetType: SubnetType.PRIVATE_ISOLATED };
  /** Of the jobs that stay inside. */
  readonly #inside: ISecurityGroup;
  /** Of the jobs that may call out, by HTTPS only. */
  readonly #callingOut: ISecurityGroup;

  constructor(scope: Construct, id: string, egress: StackSettings['egress']) {
    super(scope, id);
    const natInstances = egress === 'nat-instance' ? new NatInstances() : null;
    const vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      restrictDefaultSecurityGroup: false, // nothing joins it, and emptying it takes a function with rights to change groups
      natGateways: 1,
      natGatewayProvider: natInstances ?? NatProvider.gateway(),
      subnetConfiguration: [
        { name: 'way-out', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'jobs', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
        { name: 'inside', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
    });
    // CDK's classes and interfaces disagree about optional properties under exactOptionalPropertyTypes.
    this.vpc = vpc as IVpc;
    this.alarms = natInstances?.alarms() ?? [];
    this.#recordRefusedTraffic();
    this.#inside = this.#securityGroup('Inside', 'jobs that reach nothing but the database');
    this.#callingOut = this.#securityGroup('CallingOut', 'jobs that also call out by HTTPS');
    this.#callingOut.addEgressRule(Peer.anyIpv4(), HTTPS, 'X and the AWS APIs');
    natInstances?.allowFrom(this.#callingOut, HTTPS);
  }

  /** Where a job's function runs: with a way out only if the job needs one. */
  placementOf({ callsOut }: { callsOut: boolean }) {
    return {
      vpc: this.vpc,
      vpcSubnets: { subnetType: callsOut ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED },
      securityGroups: [callsOut ? this.#callingOut : this.#inside],
    };
  }

  /** Lets every job reach a service, and nothing else reach it. */
  allowJobsTo(service: SecurityGroup, port: Port): void {
    for (const jobs of [this.#inside, this.#callingOut]) {
      service.addIngressRule(jobs, port, 'the jobs');
      jobs.addEgressRule(service, port, 'the database');
    }
  }

  #securityGroup(id: string, description: string): SecurityGroup {
    return new SecurityGroup(this, id, { vpc: this.vpc, description, allowAllOutbound: false });
  }

  #recordRefusedTraffic(): void {
    const logGroup = new LogGroup(this, 'RefusedTraffic', {
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.vpc.addFlowLog('Refused', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: FlowLogTrafficType.REJECT,
    });
  }
}
