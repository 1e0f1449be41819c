import { describe, expect, it } from 'vitest';
import { PASSED_ON, readSettings, SettingError } from '../../../infra/aws/settings.ts';

const read = (context: Record<string, unknown>) => readSettings((name) => context[name]);

describe('the settings of the stack', () => {
  it('have a default each', () => {
    expect(read({})).toEqual({
      database: 'rds',
      databaseUrlSecret: 'hone/database-url',
      egress: 'nat-instance',
      multiAz: false,
      reservedConcurrency: false,
      alarmEmail: null,
      environment: {},
      fanOutConcurrency: 5,
      dailyLambdaUsd: 1,
      monthlyBudgetUsd: null,
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
    ['multiAz', 'yes', 'true or false'],
    ['alarmEmail', 'me', 'an e-mail address'],
    ['dailyLambdaUsd', '0', 'an amount in US dollars above 0'],
    ['dailyLambdaUsd', 'little', 'an amount in US dollars above 0'],
    ['databaseUrlSecret', ' ', 'a text that is not empty'],
    ['USE_ANALYTICS_PAGE', {}, 'a text that is not empty'],
  ])('refuse a %s of %j and say what is wanted', (name, value, wanted) => {
    expect(() => read({ [name]: value })).toThrow(SettingError);
    expect(() => read({ [name]: value })).toThrow(
      `CDK context "${name}" is ${JSON.stringify(value)}, but must be ${wanted}. Set it in cdk.json or with -c ${name}=…`,
    );
  });

  it('refuse a setting of the jobs that the jobs would refuse', () => {
    expect(() => read({ METRICS_MAX_POSTS_PER_RUN: '0' })).toThrow(
      'METRICS_MAX_POSTS_PER_RUN must be a whole number from 1 to 200, but got "0"',
    );
  });

  it('hand on no setting that the stack itself decides, and no secret', () => {
    expect(PASSED_ON).not.toContain('DATABASE_URL');
    expect(PASSED_ON).toContain('METRICS_MAX_POSTS_PER_RUN');
    expect(read({ DATABASE_URL: 'postgres://a:b@c/d' }).environment).toEqual({});
  });
});
