import * as z from 'zod/mini';
import { SettingsError } from './errors.ts';

/** One environment variable: what it means, what it accepts, what it is when absent. The README's table is this one. */
export interface Setting {
  name: string;
  wants: string;
  fallback: string | null;
  meaning: string;
  secret?: boolean;
}

export const SETTINGS: readonly Setting[] = [
  {
    name: 'DATABASE_URL',
    wants: 'a PostgreSQL URL, postgres://user:password@host:5432/name',
    fallback: null,
    meaning: 'the database; TLS is verified unless the host is local. Locally absent: an embedded PostgreSQL',
    secret: true,
  },
  {
    name: 'DATABASE_SECRET',
    wants: 'the name or ARN of a secret',
    fallback: null,
    meaning: 'on AWS, the secret that holds the database URL, or the JSON that RDS writes',
  },
  {
    name: 'DATABASE_AUTH',
    wants: 'password or iam',
    fallback: 'password',
    meaning: 'how to sign in: with the password of the URL or secret, or with a token of the AWS role',
  },
  {
    name: 'METRICS_MAX_POSTS_PER_RUN',
    wants: 'a whole number from 1 to 200',
    fallback: '20',
    meaning: 'how many posts one scrape stores at most',
  },
  {
    name: 'USE_ANALYTICS_PAGE',
    wants: 'true or false',
    fallback: 'false',
    meaning: "read the account's own analytics page (needs X Premium) instead of its profile",
  },
  {
    name: 'METRICS_SOURCE',
    wants: 'browser or api',
    fallback: 'browser',
    meaning: 'where metrics come from: headless Chromium or the official X API',
  },
  {
    name: 'X_API_MONTHLY_LIMIT_USD',
    wants: 'an amount in US dollars from 0 to 100000, like 5 or 12.50',
    fallback: '5',
    meaning:
      'what the official X API may cost in a calendar month, all accounts together; a run that could exceed it is refused',
  },
  {
    name: 'X_API_TOKEN_SECRET',
    wants: 'the name or ARN of a secret',
    fallback: null,
    meaning: 'on AWS, the secret that holds the bearer or user token of the X API',
  },
  {
    name: 'X_API_TOKEN_FILE',
    wants: 'a path to a file that only its owner can read (mode 600)',
    fallback: null,
    meaning: 'locally, the file that holds the bearer or user token of the X API',
  },
  {
    name: 'X_API_BASE_URL',
    wants: 'an http(s) URL without a path',
    fallback: 'https://api.x.com',
    meaning: 'where the official X API is',
  },
  {
    name: 'X_BASE_URL',
    wants: 'an http(s) URL without a path',
    fallback: 'https://x.com',
    meaning: 'where X is',
  },
  {
    name: 'X_SESSION_SECRET',
    wants: 'the name or ARN of a secret',
    fallback: null,
    meaning: 'on AWS, the secret that holds {"auth_token","ct0"} of the X session',
  },
  {
    name: 'X_SESSION_FILE',
    wants: 'a path to a JSON file that only its owner can read (mode 600)',
    fallback: null,
    meaning: 'locally, the file that holds {"auth_token","ct0"}; absent: read what X shows to anyone',
  },
  {
    name: 'X_USER_TOKEN_SECRET',
    wants: 'the name or ARN of a secret',
    fallback: null,
    meaning:
      'on AWS, the secret that holds what Hone posts by: {"app_key","app_secret","access_token","access_secret"} of the X API, or a user access token',
  },
  {
    name: 'X_USER_TOKEN_FILE',
    wants: 'a path to a file that only its owner can read (mode 600)',
    fallback: null,
    meaning: 'locally, the file that holds the same',
  },
  {
    name: 'PUBLISH_WEBHOOK_URL',
    wants: 'an https URL (http on this machine only)',
    fallback: null,
    meaning: 'where posts of accounts that publish through a webhook are sent',
  },
  {
    name: 'PUBLISH_WEBHOOK_KEY_SECRET',
    wants: 'the name or ARN of a secret',
    fallback: null,
    meaning:
      'on AWS, the secret that holds the key by which requests to the webhook are signed (16 characters or more)',
  },
  {
    name: 'PUBLISH_WEBHOOK_KEY_FILE',
    wants: 'a path to a file that only its owner can read (mode 600)',
    fallback: null,
    meaning: 'locally, the file that holds that key',
  },
  {
    name: 'CONTENT_MODEL',
    wants: 'offline, or bedrock:, openai:, anthropic: or openai-compatible: followed by the id of a model',
    fallback: 'offline',
    meaning: 'what writes posts; offline is a small grammar for demonstrations. Bedrock signs in with the AWS role',
  },
  {
    name: 'CONTENT_MODEL_BASE_URL',
    wants: 'an http(s) URL',
    fallback: null,
    meaning: 'where the API of the model is; openai-compatible needs it, e.g. http://127.0.0.1:11434/v1 for Ollama',
  },
  {
    name: 'CONTENT_API_KEY_SECRET',
    wants: 'the name or ARN of a secret',
    fallback: null,
    meaning: 'on AWS, the secret that holds the API key for CONTENT_MODEL; Bedrock needs none',
  },
  {
    name: 'CONTENT_API_KEY_FILE',
    wants: 'a path to a file that only its owner can read (mode 600)',
    fallback: null,
    meaning: 'locally, the file that holds the API key for CONTENT_MODEL',
  },
  {
    name: 'CHROMIUM_BIN',
    wants: 'a folder with the packed Chromium, or the path of an executable',
    fallback: null,
    meaning: 'where Chromium is; absent: the layer on Lambda, the installed package elsewhere',
  },
  {
    name: 'HONE_HOME',
    wants: 'a folder',
    fallback: null,
    meaning: 'locally, where the embedded database keeps its data; absent: ~/.hone, for root /var/lib/hone',
  },
  {
    name: 'DEAD_LETTER_QUEUE_URL',
    wants: 'the http(s) URL of an SQS queue',
    fallback: null,
    meaning: 'on AWS, the queue of events that no job could handle; the error analysis collects them',
  },
  {
    name: 'FAN_OUT_QUEUE_URL',
    wants: 'the http(s) URL of an SQS queue',
    fallback: null,
    meaning: 'on AWS, the queue through which a run with too many accounts hands the rest to others',
  },
  {
    name: 'LOG_LEVEL',
    wants: 'debug, info, warn or error',
    fallback: 'info',
    meaning: 'the least severe log line that is written',
  },
];

const wholeNumber = (low: number, high: number) =>
  z.pipe(
    z.string().check(z.regex(/^\d{1,9}$/)),
    z.pipe(z.transform(Number), z.number().check(z.gte(low), z.lte(high))),
  );
const flag = z.pipe(
  z.enum(['true', 'false']),
  z.transform((text) => text === 'true'),
);
const origin = z.pipe(
  z.string().check(z.refine(isOrigin)),
  z.transform((text) => new URL(text).origin),
);
const dollars = z.pipe(
  z.string().check(z.regex(/^\d{1,6}(\.\d{1,2})?$/)),
  z.pipe(z.transform(Number), z.number().check(z.lte(100_000))),
);
const optionalText = z.optional(z.string().check(z.minLength(1)));

const environment = z.object({
  DATABASE_URL: optionalText,
  DATABASE_SECRET: optionalText,
  DATABASE_AUTH: z.enum(['password', 'iam']),
  METRICS_MAX_POSTS_PER_RUN: wholeNumber(1, 200),
  USE_ANALYTICS_PAGE: flag,
  METRICS_SOURCE: z.enum(['browser', 'api']),
  X_API_MONTHLY_LIMIT_USD: dollars,
  X_API_TOKEN_SECRET: optionalText,
  X_API_TOKEN_FILE: optionalText,
  X_API_BASE_URL: origin,
  X_BASE_URL: origin,
  X_SESSION_SECRET: optionalText,
  X_SESSION_FILE: optionalText,
  X_USER_TOKEN_SECRET: optionalText,
  X_USER_TOKEN_FILE: optionalText,
  PUBLISH_WEBHOOK_URL: z.optional(z.string().check(z.refine(isSafeAddress))),
  PUBLISH_WEBHOOK_KEY_SECRET: optionalText,
  PUBLISH_WEBHOOK_KEY_FILE: optionalText,
  CONTENT_MODEL: z.string().check(z.regex(/^(offline|(bedrock|openai|anthropic|openai-compatible):\S+)$/)),
  CONTENT_MODEL_BASE_URL: z.optional(z.url({ protocol: /^https?$/ })),
  CONTENT_API_KEY_SECRET: optionalText,
  CONTENT_API_KEY_FILE: optionalText,
  CHROMIUM_BIN: optionalText,
  HONE_HOME: optionalText,
  DEAD_LETTER_QUEUE_URL: z.optional(z.url({ protocol: /^https?$/ })),
  FAN_OUT_QUEUE_URL: z.optional(z.url({ protocol: /^https?$/ })),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']),
});

/** The parsed environment, read once per invocation. */
export interface Settings {
  databaseUrl: string | null;
  databaseSecret: string | null;
  databaseAuth: 'password' | 'iam';
  metricsMaxPostsPerRun: number;
  useAnalyticsPage: boolean;
  metricsSource: 'browser' | 'api';
  xApiMonthlyLimitUsd: number;
  xApiTokenSecret: string | null;
  xApiTokenFile: string | null;
  xApiBaseUrl: string;
  xBaseUrl: string;
  xSessionSecret: string | null;
  xSessionFile: string | null;
  xUserTokenSecret: string | null;
  xUserTokenFile: string | null;
  publishWebhookUrl: string | null;
  publishWebhookKeySecret: string | null;
  publishWebhookKeyFile: string | null;
  contentModel: string;
  contentModelBaseUrl: string | null;
  contentApiKeySecret: string | null;
  contentApiKeyFile: string | null;
  chromiumBin: string | null;
  honeHome: string | null;
  deadLetterQueueUrl: string | null;
  fanOutQueueUrl: string | null;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/**
 * Parses the environment.
 * @throws SettingsError naming every variable that is wrong, what it got and what it wants; secrets are not repeated.
 * @example readSettings({ METRICS_MAX_POSTS_PER_RUN: '50' }).metricsMaxPostsPerRun // => 50
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(SETTINGS.map(({ name, fallback }) => [name, env[name] || (fallback ?? undefined)]));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const wrong = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
    throw new SettingsError(wrong.map((name) => complaint(name, given[name])).join('; '));
  }
  const value = parsed.data;
  return {
    databaseUrl: value.DATABASE_URL ?? null,
    databaseSecret: value.DATABASE_SECRET ?? null,
    databaseAuth: value.DATABASE_AUTH,
    metricsMaxPostsPerRun: value.METRICS_MAX_POSTS_PER_RUN,
    useAnalyticsPage: value.USE_ANALYTICS_PAGE,
    metricsSource: value.METRICS_SOURCE,
    xApiMonthlyLimitUsd: value.X_API_MONTHLY_LIMIT_USD,
    xApiTokenSecret: value.X_API_TOKEN_SECRET ?? null,
    xApiTokenFile: value.X_API_TOKEN_FILE ?? null,
    xApiBaseUrl: value.X_API_BASE_URL,
    xBaseUrl: value.X_BASE_URL,
    xSessionSecret: value.X_SESSION_SECRET ?? null,
    xSessionFile: value.X_SESSION_FILE ?? null,
    xUserTokenSecret: value.X_USER_TOKEN_SECRET ?? null,
    xUserTokenFile: value.X_USER_TOKEN_FILE ?? null,
    publishWebhookUrl: value.PUBLISH_WEBHOOK_URL ?? null,
    publishWebhookKeySecret: value.PUBLISH_WEBHOOK_KEY_SECRET ?? null,
    publishWebhookKeyFile: value.PUBLISH_WEBHOOK_KEY_FILE ?? null,
    contentModel: value.CONTENT_MODEL,
    contentModelBaseUrl: value.CONTENT_MODEL_BASE_URL ?? null,
    contentApiKeySecret: value.CONTENT_API_KEY_SECRET ?? null,
    contentApiKeyFile: value.CONTENT_API_KEY_FILE ?? null,
    chromiumBin: value.CHROMIUM_BIN ?? null,
    honeHome: value.HONE_HOME ?? null,
    deadLetterQueueUrl: value.DEAD_LETTER_QUEUE_URL ?? null,
    fanOutQueueUrl: value.FAN_OUT_QUEUE_URL ?? null,
    logLevel: value.LOG_LEVEL,
  };
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '';
}

/** Posts are nobody else's business on their way. */
function isSafeAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return (
    url.protocol === 'https:' || (url.protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname))
  );
}

function complaint(name: string, got: string | undefined): string {
  const setting = SETTINGS.find((candidate) => candidate.name === name);
  const shown = got === undefined ? 'nothing' : setting?.secret ? 'something else (not shown)' : JSON.stringify(got);
  return `${name} must be ${setting?.wants}, but got ${shown}`;
}
