import { Duration, Validations } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type ConfigureNatOptions,
  InstanceClass,
  InstanceSize,
  InstanceType,
  type ISecurityGroup,
  NatInstanceProviderV2,
  NatTrafficDirection,
  type Port,
  UserData,
} from 'aws-cdk-lib/aws-ec2';
import type { AlarmDefinition } from './alarms.ts';

// dnf needs more memory than the smallest instance has, hence a swap file before the packages.
const MAKE_SWAP = [
  'dd if=/dev/zero of=/swap bs=1M count=512',
  'chmod 600 /swap',
  'mkswap /swap',
  'swapon /swap',
  'echo "/swap none swap sw 0 0" >> /etc/fstab',
];

function userData(): UserData {
  const script = UserData.forLinux();
  script.addCommands(...MAKE_SWAP, ...NatInstanceProviderV2.DEFAULT_USER_DATA_COMMANDS);
  return script;
}

/** The way out at a tenth of a NAT gateway's price: one small instance that forwards what the jobs send, and takes nothing in. */
export class NatInstances extends NatInstanceProviderV2 {
  constructor() {
    super({
      instanceType: InstanceType.of(InstanceClass.T4G, InstanceSize.NANO),
      defaultAllowedTraffic: NatTrafficDirection.OUTBOUND_ONLY,
      associatePublicIpAddress: true,
      userData: userData(),
    });
  }

  /** Forwards what these senders send to that port. */
  allowFrom(senders: ISecurityGroup, port: Port): void {
    this.securityGroup.addIngressRule(senders, port, 'jobs on their way out');
  }

  alarms(): AlarmDefinition[] {
    return this.gatewayInstances.map((instance) => ({
      name: 'way-out',
      says: 'The instance through which the jobs reach the internet does not answer.',
      metric: new Metric({
        namespace: 'AWS/EC2',
        metricName: 'StatusCheckFailed',
        dimensionsMap: { InstanceId: instance.instanceId },
        statistic: 'Maximum',
        period: Duration.minutes(5),
      }),
      periods: 3,
    }));
  }

  override configureNat(options: ConfigureNatOptions): void {
    super.configureNat(options);
    for (const instance of this.gatewayInstances) {
      const resource = instance.instance;
      resource.blockDeviceMappings = [
        { deviceName: '/dev/xvda', ebs: { encrypted: true, volumeType: 'gp3', deleteOnTermination: true } },
      ];
      resource.metadataOptions = { httpTokens: 'required', httpEndpoint: 'enabled' };
      Validations.of(instance).acknowledge(
        { id: 'AwsSolutions-EC28', reason: 'Its status check, which is free, is what an alarm watches.' },
        {
          id: 'AwsSolutions-EC29',
          reason: 'It holds no state, and a deployment must be able to replace it by a newer image.',
        },
      );
    }
  }
}
