import { describe, expect, it } from 'vitest';
import { readSettings, SettingError } from '../../../infra/aws/settings.ts';

const read = (context: Record<string, unknown>) => readSettings((name) => context[name]);

describe('the settings of the stack', () => {
  it('have a default each', () => {
    expect(read({})).toEqual({
      database: 'rds',
      databaseUrlSecret: 'hone/database-url',
      egress: 'nat-instance',
      reservedConcurrency: false,
      environment: {},
    });
  });

  it('come as text from the command line and as JSON from cdk.json', () => {
    expect(read({ reservedConcurrency: 'true' }).reservedConcurrency).toBe(true);
    expect(read({ reservedConcurrency: true }).reservedConcurrency).toBe(true);
    expect(read({ METRICS_MAX_POSTS_PER_RUN: 50 }).environment).toEqual({ METRICS_MAX_POSTS_PER_RUN: '50' });
  });

  it.each([
    ['database', 'aurora', 'rds or external'],
    ['egress', 'none', 'nat-instance or nat-gateway'],
    ['reservedConcurrency', '1', 'true or false'],
    ['databaseUrlSecret', ' ', 'a text that is not empty'],
    ['USE_ANALYTICS_PAGE', {}, 'a text that is not empty'],
  ])('refuse a %s of %j and say what is wanted', (name, value, wanted) => {
    expect(() => read({ [name]: value })).toThrow(SettingError);
    expect(() => read({ [name]: value })).toThrow(
      `CDK context "${name}" is ${JSON.stringify(value)}, but must be ${wanted}. Set it in cdk.json or with -c ${name}=…`,
    );
  });
});
