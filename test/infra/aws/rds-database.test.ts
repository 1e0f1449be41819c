import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { jobs } from '../../../infra/jobs.ts';
import { functionsOf, resourcesOf, templateOf } from './synthesise.ts';

const template = templateOf({ database: 'rds' });
const functions = functionsOf(template);
const only = (type: string) => {
  const entries = Object.entries(resourcesOf(template, type));
  expect(entries).toHaveLength(1);
  return entries[0]!;
};

describe('the managed database', () => {
  it('is PostgreSQL, encrypted, private, backed up for a week and protected from deletion', () => {
    template.hasResource('AWS::RDS::DBInstance', {
      DeletionPolicy: 'Snapshot',
      UpdateReplacePolicy: 'Snapshot',
      Properties: Match.objectLike({
        Engine: 'postgres',
        StorageEncrypted: true,
        PubliclyAccessible: false,
        BackupRetentionPeriod: 7,
        DeletionProtection: true,
        EnableIAMDatabaseAuthentication: true,
      }),
    });
  });

  it('speaks TLS only', () => {
    template.hasResourceProperties('AWS::RDS::DBParameterGroup', { Parameters: { 'rds.force_ssl': '1' } });
    const [id] = only('AWS::RDS::DBParameterGroup');
    template.hasResourceProperties('AWS::RDS::DBInstance', { DBParameterGroupName: { Ref: id } });
  });

  it("has an owner's password that RDS itself makes and rotates", () => {
    const [, { Properties }] = only('AWS::RDS::DBInstance');
    expect(Properties).toMatchObject({ ManageMasterUserPassword: true, MasterUsername: 'hone_owner' });
    expect(Properties.MasterUserPassword).toBeUndefined();
  });

  it('lies in subnets that have no route to the internet', () => {
    const [, group] = only('AWS::RDS::DBSubnetGroup');
    const subnets: string[] = group.Properties.SubnetIds.map((subnet: { Ref: string }) => subnet.Ref);
    expect(subnets).toHaveLength(2);
    const tables = Object.values(resourcesOf(template, 'AWS::EC2::SubnetRouteTableAssociation'))
      .filter(({ Properties }) => subnets.includes(Properties.SubnetId.Ref))
      .map(({ Properties }) => Properties.RouteTableId.Ref);
    const routed = Object.values(resourcesOf(template, 'AWS::EC2::Route')).map(
      ({ Properties }) => Properties.RouteTableId.Ref,
    );
    expect(tables).toHaveLength(2);
    for (const table of tables) expect(routed).not.toContain(table);
  });

  it('is reached on its port by the jobs, and by nobody else', () => {
    const [, { Properties }] = only('AWS::RDS::DBInstance');
    const own = Properties.VPCSecurityGroups[0]['Fn::GetAtt'][0];
    const jobGroups = Object.values(functions).map(
      (fn) => fn.Properties.VpcConfig.SecurityGroupIds[0]['Fn::GetAtt'][0],
    );
    const ingress = Object.values(resourcesOf(template, 'AWS::EC2::SecurityGroupIngress'))
      .filter((rule) => rule.Properties.GroupId['Fn::GetAtt'][0] === own)
      .map(({ Properties: rule }) => rule);
    expect(resourcesOf(template, 'AWS::EC2::SecurityGroup')[own]!.Properties.SecurityGroupIngress).toBeUndefined();
    expect(new Set(ingress.map((rule) => rule.SourceSecurityGroupId['Fn::GetAtt'][0]))).toEqual(new Set(jobGroups));
    for (const rule of ingress) expect(rule).toMatchObject({ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432 });
  });
});

describe('the jobs beside it', () => {
  const variables = (name: string) => functions[name]!.Properties.Environment.Variables;

  it('connect as a role without a password, the migration as the owner whose password lies in a secret', () => {
    const url = (name: string) => JSON.stringify(variables(name).DATABASE_URL);
    for (const name of ['hone-metrics-scraper', 'hone-autonomous-optimizer', 'hone-error-analysis', 'hone-publisher']) {
      expect(variables(name).DATABASE_AUTH).toBe('iam');
      expect(variables(name).DATABASE_SECRET).toBeUndefined();
      expect(url(name)).toContain('postgres://hone_app@');
    }
    expect(url('hone-migrate')).toContain('postgres://hone_owner@');
    expect(variables('hone-migrate').DATABASE_SECRET['Fn::GetAtt'][1]).toBe('MasterUserSecret.SecretArn');
  });

  it('may become that database role and no other', () => {
    const resources = Object.values(resourcesOf(template, 'AWS::IAM::Policy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter((statement) => statement.Action === 'rds-db:connect')
      .map((statement) => JSON.stringify(statement.Resource));
    expect(resources).toHaveLength(jobs.filter(({ mayTouch }) => mayTouch.database === 'rows').length);
    for (const resource of resources) expect(resource).toMatch(/DbiResourceId.*\/hone_app/);
  });

  it("know Amazon's certificate authorities, so that TLS can be verified", () => {
    for (const name of Object.keys(functions))
      expect(variables(name).NODE_EXTRA_CA_CERTS).toBe('/var/runtime/ca-cert.pem');
  });

  it('have a way out only where they need one, and there for HTTPS only', () => {
    const groups = resourcesOf(template, 'AWS::EC2::SecurityGroup');
    const callingOut = Object.entries(functions)
      .filter(([, { Properties }]) => {
        const group = groups[Properties.VpcConfig.SecurityGroupIds[0]['Fn::GetAtt'][0]]!;
        return group.Properties.SecurityGroupEgress !== undefined;
      })
      .map(([name, { Properties }]) => [name, groups[Properties.VpcConfig.SecurityGroupIds[0]['Fn::GetAtt'][0]]!]);
    expect(callingOut.map(([name]) => name)).toEqual([
      'hone-metrics-scraper',
      'hone-error-analysis', // the queue of dead letters
      'hone-content-planner', // the language model
      'hone-publisher',
      'hone-migrate',
    ]);
    for (const [, group] of callingOut) {
      expect((group as { Properties: { SecurityGroupEgress: unknown } }).Properties.SecurityGroupEgress).toEqual([
        { CidrIp: '0.0.0.0/0', Description: 'X and the AWS APIs', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 },
      ]);
    }
  });
});

describe('the way out', () => {
  it('is a small NAT instance with an encrypted disk, IMDSv2 and nothing open to the world', () => {
    const [, { Properties }] = only('AWS::EC2::Instance');
    expect(Properties).toMatchObject({
      InstanceType: 't4g.nano',
      SourceDestCheck: false,
      MetadataOptions: { HttpTokens: 'required' },
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true } }],
    });
    expect(resourcesOf(template, 'AWS::EC2::NatGateway')).toEqual({});
    for (const group of Object.values(resourcesOf(template, 'AWS::EC2::SecurityGroup'))) {
      expect(group.Properties.SecurityGroupIngress).toBeUndefined();
    }
  });

  it('is one NAT gateway when the operator says so', () => {
    const withGateway = templateOf({ database: 'rds', egress: 'nat-gateway' });
    expect(Object.keys(resourcesOf(withGateway, 'AWS::EC2::NatGateway'))).toHaveLength(1);
    expect(resourcesOf(withGateway, 'AWS::EC2::Instance')).toEqual({});
  });
});
