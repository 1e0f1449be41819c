import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../../lib/runtime/errors.ts';
import { readSettings, SETTINGS } from '../../../lib/runtime/settings.ts';

describe('readSettings', () => {
  it('takes every documented default from an empty environment', () => {
    expect(readSettings({})).toEqual({
      databaseUrl: null,
      databaseSecret: null,
      databaseAuth: 'password',
      metricsMaxPostsPerRun: 20,
      useAnalyticsPage: false,
      metricsSource: 'browser',
      xApiMonthlyLimitUsd: 5,
      xApiTokenSecret: null,
      xApiTokenFile: null,
      xApiBaseUrl: 'https://api.x.com',
      xBaseUrl: 'https://x.com',
      xSessionSecret: null,
      xSessionFile: null,
      xUserTokenSecret: null,
      xUserTokenFile: null,
      publishWebhookUrl: null,
      publishWebhookKeySecret: null,
      publishWebhookKeyFile: null,
      contentModel: 'offline',
      contentModelBaseUrl: null,
      contentApiKeySecret: null,
      contentApiKeyFile: null,
      chromiumBin: null,
      honeHome: null,
      deadLetterQueueUrl: null,
      fanOutQueueUrl: null,
      logLevel: 'info',
    });
  });

  it.each([
    ['METRICS_MAX_POSTS_PER_RUN', '0', 'METRICS_MAX_POSTS_PER_RUN must be a whole number from 1 to 200, but got "0"'],
    [
      'METRICS_MAX_POSTS_PER_RUN',
      '2.5',
      'METRICS_MAX_POSTS_PER_RUN must be a whole number from 1 to 200, but got "2.5"',
    ],
    ['USE_ANALYTICS_PAGE', 'yes', 'USE_ANALYTICS_PAGE must be true or false, but got "yes"'],
    ['METRICS_SOURCE', 'rss', 'METRICS_SOURCE must be browser or api, but got "rss"'],
    ['X_BASE_URL', 'x.com', 'X_BASE_URL must be an http(s) URL without a path, but got "x.com"'],
    [
      'X_BASE_URL',
      'https://x.com/home',
      'X_BASE_URL must be an http(s) URL without a path, but got "https://x.com/home"',
    ],
    [
      'X_API_MONTHLY_LIMIT_USD',
      '-1',
      'X_API_MONTHLY_LIMIT_USD must be an amount in US dollars from 0 to 100000, like 5 or 12.50, but got "-1"',
    ],
  ])('says what is wrong with %s=%s', (name, value, message) => {
    expect(() => readSettings({ [name]: value })).toThrow(new SettingsError(message));
  });

  it('names all wrong variables at once', () => {
    expect(() => readSettings({ METRICS_SOURCE: 'x', LOG_LEVEL: 'loud' })).toThrow(/METRICS_SOURCE .*; LOG_LEVEL /);
  });

  it('treats an empty variable as absent', () => {
    expect(readSettings({ METRICS_MAX_POSTS_PER_RUN: '' }).metricsMaxPostsPerRun).toBe(20);
  });

  it('documents every variable it reads exactly once', () => {
    expect(new Set(SETTINGS.map(({ name }) => name)).size).toBe(Object.keys(readSettings({})).length);
  });
});
