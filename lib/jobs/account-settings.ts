import * as z from 'zod/mini';
import { OBJECTIVES } from '../learning/reward.ts';
import { type AnalysisSettings, resolveSettings } from '../optimizing/settings.ts';

/** What the operator settled for one account, parsed from `accounts.settings`. */
export interface AccountSettings {
  /** Objective, candidates, locks and bounds, as the analysis takes them. */
  analysis: AnalysisSettings;
  /** Share of decisions drawn from the baseline, so that what acting does is measured. */
  holdoutShare: number;
  /** Relative loss against the holdout that is borne before a policy is taken back. */
  guardrailMargin: number;
  /** Language, voice and bounds of what is written. */
  content: ContentSettings;
}

/** What the operator settled about texts; what is absent has the default of the brief. */
export interface ContentSettings {
  /** BCP 47, like `en` or `pt-BR`. */
  language?: string;
  /** Who reads it and how the account sounds. */
  voice?: string;
  bannedTopics?: string[];
  allowLinks?: boolean;
  allowMentions?: boolean;
  maxHashtags?: number;
}

/** What is stored for an account cannot be used. The message names the setting, what it got and what it wants. */
export class AccountSettingsError extends Error {
  override readonly name = 'AccountSettingsError';
  readonly code = 'HONE_ACCOUNT_SETTINGS';
  readonly category = 'configuration';
}

const DEFAULT_HOLDOUT_SHARE = 0.2;
const DEFAULT_MARGIN = 0.05;

const between = (low: number, high: number) => {
  const wants = `a number from ${low} to ${high}`;
  return z.number(wants).check(z.gte(low, wants), z.lte(high, wants));
};
const listOf = (low: number, high: number, what: string) => {
  const wants = `a whole number from ${low} to ${high}`;
  return z.array(z.int(wants).check(z.gte(low, wants), z.lte(high, wants)), `a list of ${what}`);
};
const names = z.array(z.string('names').check(z.minLength(1, 'names that are not empty')), 'a list of names');
const weights = z.record(z.string(), between(0, 1), 'weights by name');
const worth = between(0, 1e6);

const locks = z.strictObject(
  {
    weights: z.optional(
      z.strictObject(
        { generators: z.optional(weights), formats: z.optional(weights), hours: z.optional(weights) },
        'weights of generators, formats and hours',
      ),
    ),
    forbiddenHours: z.optional(listOf(0, 23, 'local hours')),
    neverPostDays: z.optional(listOf(0, 6, 'weekdays (0 is Monday)')),
  },
  'an object of weights, forbiddenHours and neverPostDays',
);

const content = z.strictObject(
  {
    language: z.optional(
      z
        .string('a language like en or pt-BR')
        .check(z.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language like en or pt-BR')),
    ),
    voice: z.optional(
      z
        .string('a text')
        .check(z.minLength(1, 'a text that is not empty'), z.maxLength(2_000, 'at most 2000 characters')),
    ),
    bannedTopics: z.optional(names),
    allowLinks: z.optional(z.boolean('true or false')),
    allowMentions: z.optional(z.boolean('true or false')),
    maxHashtags: z.optional(
      z
        .int('a whole number from 0 to 10')
        .check(z.gte(0, 'a whole number from 0 to 10'), z.lte(10, 'a whole number from 0 to 10')),
    ),
  },
  'an object of language, voice, bannedTopics, allowLinks, allowMentions and maxHashtags',
);

// Loose: other parts keep settings of their own beside these.
const schema = z.looseObject({
  objective: z.optional(z.enum(OBJECTIVES, `one of ${OBJECTIVES.join(', ')}`)),
  interactionWeights: z.optional(
    z.strictObject(
      {
        like: z.optional(worth),
        reply: z.optional(worth),
        repost: z.optional(worth),
        quote: z.optional(worth),
        bookmark: z.optional(worth),
        follow: z.optional(worth),
      },
      'worths of like, reply, repost, quote, bookmark and follow',
    ),
  ),
  goals: z.optional(
    z.strictObject(
      { followers: z.optional(worth), neverLoseFollowers: z.optional(z.boolean('true or false')) },
      'an object of followers and neverLoseFollowers',
    ),
  ),
  generators: z.optional(names),
  formats: z.optional(names),
  hours: z.optional(listOf(0, 23, 'local hours')),
  locks: z.optional(locks),
  halfLifeDays: z.optional(between(1, 3650)),
  floor: z.optional(between(0, 0.5)),
  maxFloorShare: z.optional(between(0, 1)),
  maxDailyChange: z.optional(between(0, 1)),
  holdoutShare: z.optional(between(0.05, 0.5)),
  guardrailMargin: z.optional(between(0, 0.9)),
  content: z.optional(content),
});

/**
 * Reads an account's settings.
 * @throws AccountSettingsError naming everything that is wrong
 * @example accountSettings({ locks: { forbiddenHours: [2, 3] } }).analysis.locks // => { forbiddenHours: [2, 3] }
 */
export function accountSettings(stored: Record<string, unknown>): AccountSettings {
  const parsed = schema.safeParse(stored);
  if (!parsed.success) {
    throw new AccountSettingsError(parsed.error.issues.map((issue) => complaint(issue, stored)).join('; '));
  }
  const { holdoutShare = DEFAULT_HOLDOUT_SHARE, guardrailMargin = DEFAULT_MARGIN, ...others } = parsed.data;
  const { content: settled = {}, ...rest } = others;
  const analysis = Object.fromEntries(
    Object.entries(rest).filter(([name]) => name in schema.shape),
  ) as AnalysisSettings;
  try {
    resolveSettings(analysis);
  } catch (cause) {
    throw new AccountSettingsError((cause as Error).message, { cause });
  }
  return { analysis, holdoutShare, guardrailMargin, content: settled as ContentSettings };
}

function complaint(issue: z.core.$ZodIssue, stored: unknown): string {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return `${path} knows no ${issue.keys.join(', ')}`;
  }
  const got = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], stored);
  return `${path} must be ${issue.message}, but got ${JSON.stringify(got) ?? 'nothing'}`;
}
