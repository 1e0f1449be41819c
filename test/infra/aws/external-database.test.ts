import { describe, expect, it } from 'vitest';
import { functionsOf, resourcesOf, templateOf } from './synthesise.ts';

describe("the operator's own database", () => {
  const template = templateOf({ database: 'external' });

  it('needs no network, no database and no instance of the stack', () => {
    const types = new Set(
      Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map((r) => r.Type),
    );
    expect([...types].filter((type) => /^AWS::(EC2|RDS)::/.test(type))).toEqual([]);
    for (const { Properties } of Object.values(functionsOf(template))) expect(Properties.VpcConfig).toBeUndefined();
  });

  it('is found through the name of a secret that exists before the deployment', () => {
    for (const { Properties } of Object.values(functionsOf(template))) {
      expect(Properties.Environment.Variables.DATABASE_SECRET).toBe('hone/database-url');
    }
    expect(Object.keys(resourcesOf(template, 'AWS::SecretsManager::Secret'))).toHaveLength(1); // the X session
  });

  it("may lie in a secret of another name, or be named by the secret's ARN", () => {
    const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:neon-AbCdEf';
    for (const databaseUrlSecret of ['neon', arn]) {
      const text = JSON.stringify(templateOf({ database: 'external', databaseUrlSecret }).toJSON());
      expect(text).toContain(databaseUrlSecret);
      expect(text).not.toContain('hone/database-url');
    }
  });
});
