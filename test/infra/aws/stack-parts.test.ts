import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { DATABASE_STORAGE_GB, type StackChoice, stackParts } from '../../../infra/stack-parts.ts';
import { resourcesOf, templateOf } from './synthesise.ts';

const count = (template: Template, type: string) => Object.keys(resourcesOf(template, type)).length;

describe.each<StackChoice>([
  { database: 'rds', egress: 'nat-instance', multiAz: false },
  { database: 'rds', egress: 'nat-gateway', multiAz: true },
  { database: 'external', egress: 'nat-instance', multiAz: false },
])('what the stack keeps and costs (%o)', (choice) => {
  const template = templateOf({ ...choice, multiAz: String(choice.multiAz) });
  const parts = new Map(stackParts(choice).map(({ what, perMonth }) => [what, perMonth]));

  it('is what the template has: alarms, dashboards, secrets', () => {
    expect(parts.get('alarms')).toBe(count(template, 'AWS::CloudWatch::Alarm'));
    expect(parts.get('dashboard')).toBe(count(template, 'AWS::CloudWatch::Dashboard'));
    // Besides the session's own: what RDS manages, or what the operator made before.
    expect(parts.get('secrets')).toBe(count(template, 'AWS::SecretsManager::Secret') + 1);
  });

  it('is what the template has: database and way out', () => {
    const [database] = Object.values(resourcesOf(template, 'AWS::RDS::DBInstance'));
    const copies = choice.multiAz ? 2 : 1;
    expect(parts.get('database')).toBe(database === undefined ? undefined : copies * 730);
    if (database !== undefined) {
      expect(database.Properties).toMatchObject({
        DBInstanceClass: 'db.t4g.micro',
        StorageType: 'gp3',
        AllocatedStorage: String(DATABASE_STORAGE_GB),
        MultiAZ: choice.multiAz,
      });
      expect(parts.get('public address')).toBe(730);
    }
    const instances = Object.values(resourcesOf(template, 'AWS::EC2::Instance'));
    expect(instances.map(({ Properties }) => Properties.InstanceType)).toEqual(
      parts.has('NAT instance') ? ['t4g.nano'] : [],
    );
    expect(count(template, 'AWS::EC2::NatGateway')).toBe(parts.has('NAT gateway') ? 1 : 0);
  });
});
