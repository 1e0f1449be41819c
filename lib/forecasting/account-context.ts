import type { PreparedPost } from './prepared-post.ts';
import { ReachRates } from './reach-rates.ts';
import { RunningEffects } from './running-effects.ts';

/** What is known about a post before it is out, in the order of the row. */
export const FEATURES = [
  'recentLevel',
  'lastFiveAgainstLevel',
  'lastHundredAgainstLevel',
  'knownPosts',
  'spread',
  'hoursSinceLast',
  'postsInLastDay',
  'sinDay',
  'cosDay',
  'sinHalfDay',
  'cosHalfDay',
  'hour',
  'weekday',
  'weekend',
  'thread',
  'lnLength',
  'link',
  'hashtags',
  'mentions',
  'reply',
  'repost',
  'question',
  'exclamation',
  'media',
  'shouting',
  'authorEffect',
  'generatorEffect',
  'formatEffect',
  'topicEffect',
  'hourEffect',
  'weekdayEffect',
  'shapeEffect',
  'wordsEffect',
  'bestWordEffect',
  'worstWordEffect',
] as const;

/** The columns that say how the account has been doing lately, and nothing about the post. */
export const LEVEL_COLUMNS = [0, 1, 2, 3];

export interface PostContext {
  row: readonly number[];
  /** Recent level: mean of the account's last 20 known posts, drawn a little to everybody's where there are few. */
  level: number;
  /** Under what the outcome will be remembered. */
  labels: string[];
  /** The account's recent outcome per reach on the log scale, NaN where unknown, and how far such posts lie from it. */
  rate: { level: number; effect: number };
  /** Under what its rate will be remembered. */
  rateLabels: string[];
}

interface Account {
  /** The last hundred outcomes, in the order they became known. */
  known: number[];
  lastPostMs: number;
  /** Times of the posts of the last day. */
  recentMs: number[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 1 January 1970 was a Thursday. */
const EPOCH_WEEKDAY = 4;
const REMEMBERED = 100;
/** Everybody's mean forgets so slowly that some thousand posts count. */
const GLOBAL_KEPT = 0.999;

/**
 * What an observer of the accounts knows at one moment. Posts are entered as they are published and outcomes as they become
 * known, in the order of time; features of a post come from what was entered before it, so that neither its own outcome nor
 * anything later can reach them.
 */
export class AccountContext {
  readonly #accounts = new Map<string, Account>();
  readonly #effects = new RunningEffects();
  readonly #words = new RunningEffects();
  readonly #rates = new ReachRates();
  #globalSum = 0;
  #globalCount = 0;

  describe(post: PreparedPost): PostContext {
    const account = this.#accounts.get(post.author);
    const known = account?.known ?? [];
    const global = this.#globalCount === 0 ? 0 : this.#globalSum / this.#globalCount;
    const level = shrunkMean(known, { last: 20, prior: 1, to: global });
    const hour = (((post.timeMs % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS;
    const weekday = (((Math.floor(post.timeMs / DAY_MS) + EPOCH_WEEKDAY) % 7) + 7) % 7;
    const angle = (hour / 24) * 2 * Math.PI;
    const { text } = post;
    const shape = [
      text.link,
      Math.min(2, text.hashtags),
      Math.min(2, text.mentions),
      text.reply,
      text.repost,
      text.media,
    ];
    const labels = {
      author: `author ${post.author}`,
      generator: `generator ${post.generator}`,
      format: `format ${post.format}`,
      topic: `topic ${post.topic}`,
      hour: `hour ${Math.floor(hour)}`,
      weekday: `weekday ${weekday}`,
      shape: `shape ${shape.join()}`,
    };
    const words = this.#wordEffects(post.tokens);
    const sinceLast = account ? post.timeMs - account.lastPostMs : Number.NaN;
    const lastDay = account?.recentMs.filter((timeMs) => timeMs > post.timeMs - DAY_MS).length ?? 0;
    const row = [
      level,
      shrunkMean(known, { last: 5, prior: 2, to: global }) - level,
      shrunkMean(known, { last: REMEMBERED, prior: 1, to: global }) - level,
      Math.log1p(known.length),
      spreadOf(known.slice(-20)),
      Math.log1p(Math.max(0, sinceLast) / HOUR_MS),
      Math.log1p(lastDay),
      Math.sin(angle),
      Math.cos(angle),
      Math.sin(2 * angle),
      Math.cos(2 * angle),
      hour,
      weekday,
      weekday === 0 || weekday === 6 ? 1 : 0,
      post.format === '' ? Number.NaN : post.format === 'thread' ? 1 : 0,
      text.lnLength,
      text.link,
      text.hashtags,
      text.mentions,
      text.reply,
      text.repost,
      text.question,
      text.exclamation,
      text.media,
      text.shouting,
      this.#effects.effect(labels.author, 5) ?? 0,
      this.#effects.effect(labels.generator, 10) ?? 0,
      this.#effects.effect(labels.format, 10) ?? 0,
      this.#effects.effect(labels.topic, 10) ?? 0,
      this.#effects.effect(labels.hour, 10) ?? 0,
      this.#effects.effect(labels.weekday, 10) ?? 0,
      this.#effects.effect(labels.shape, 5) ?? 0,
      words.sum,
      words.best,
      words.worst,
    ];
    const rateLabels = [labels.generator, labels.format, labels.topic, labels.hour, labels.weekday];
    return {
      row,
      level,
      labels: Object.values(labels),
      rate: { level: this.#rates.levelOf(post.author), effect: this.#rates.effectOf(rateLabels) },
      rateLabels,
    };
  }

  /** A post goes out. */
  publish(post: PreparedPost): void {
    const account = this.#accounts.get(post.author) ?? { known: [], lastPostMs: Number.NaN, recentMs: [] };
    this.#accounts.set(post.author, account);
    account.lastPostMs = post.timeMs;
    account.recentMs = account.recentMs.filter((timeMs) => timeMs > post.timeMs - DAY_MS);
    account.recentMs.push(post.timeMs);
  }

  /** The outcome of an earlier post becomes known. */
  learn(
    post: PreparedPost,
    { outcome, reach, context }: { outcome: number; reach: number; context: PostContext },
  ): void {
    const account = this.#accounts.get(post.author);
    this.#rates.learn(post.author, { rate: outcome - reach, labels: context.rateLabels, expected: context.rate });
    if (account) {
      account.known.push(outcome);
      if (account.known.length > REMEMBERED) account.known.shift();
    }
    const first = this.#globalCount === 0;
    this.#globalSum = GLOBAL_KEPT * this.#globalSum + outcome;
    this.#globalCount = GLOBAL_KEPT * this.#globalCount + 1;
    // The very first outcomes were compared with nothing and would teach every label the mean.
    if (first || !Number.isFinite(context.level)) return;
    const surprise = outcome - context.level;
    for (const label of context.labels) this.#effects.learn(label, surprise);
    for (const token of post.tokens) this.#words.learn(token, surprise);
  }

  /** Median of the account's last known outcomes; null where there is none. */
  medianOf(author: string): number | null {
    const known = this.#accounts.get(author)?.known ?? [];
    if (known.length === 0) return null;
    const sorted = known.toSorted((a, b) => a - b);
    const half = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
  }

  #wordEffects(tokens: readonly string[]): { sum: number; best: number; worst: number } {
    let [sum, best, worst, seen] = [0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    for (const token of tokens) {
      const effect = this.#words.effect(token, 8);
      if (effect === null) continue;
      seen += 1;
      sum += effect;
      best = Math.max(best, effect);
      worst = Math.min(worst, effect);
    }
    return seen === 0 ? { sum: 0, best: 0, worst: 0 } : { sum: sum / Math.sqrt(seen), best, worst };
  }
}

function shrunkMean(known: readonly number[], options: { last: number; prior: number; to: number }): number {
  const from = Math.max(0, known.length - options.last);
  let sum = options.prior * options.to;
  for (let i = from; i < known.length; i++) sum += known[i]!;
  return sum / (known.length - from + options.prior);
}

function spreadOf(values: readonly number[]): number {
  if (values.length < 4) return Number.NaN;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
