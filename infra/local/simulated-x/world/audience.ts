import type { LocalTime } from './local-time.ts';
import { randomStream } from './random.ts';
import { generatorEffect, type TruthOptions, topicEffect, WEEKDAYS, type WorldTruth } from './truth.ts';

/** What the audience will have done with a post once it is old. */
export interface FinalOutcome {
  impressions: number;
  engagements: number;
  /** How fast this post ripens: ages are divided by it. */
  tau: number;
  newFollows: number;
  profileVisits: number;
}

export interface AudiencePost {
  /** Names the post's own noise: the same key always gives the same audience. */
  key: string;
  generator: string | null;
  format: 'single' | 'thread';
  topic: string | null;
  postedAt: Date;
  local: LocalTime;
  /** Days since the world's first, at most the planned ones. */
  day: number;
}

export interface Audience {
  options: TruthOptions;
  truth: WorldTruth;
  /** Planned days, over which the trend runs. */
  days: number;
}

const BASE_RATE = 0.03;
const MEDIAN_IMPRESSIONS = 400;
const FOLLOWS_PER_IMPRESSION = 0.0015;
const PROFILE_VISITS_PER_IMPRESSION = 0.012;

/** The log-odds of engagement that is planted for a post, without its own noise. */
export function plantedLogOdds(audience: Audience, post: AudiencePost): number {
  const { truth, options } = audience;
  return (
    Math.log(BASE_RATE / (1 - BASE_RATE)) +
    generatorEffect(truth, options, post.generator, post.postedAt) +
    truth.formats[post.format] +
    truth.hours[String(post.local.hour)]! +
    truth.weekdays[WEEKDAYS[post.local.weekday]!]! +
    topicEffect(truth, options, post.topic) +
    truth.trend * windowShare(audience, post)
  );
}

/**
 * Draws what becomes of a post: heavy-tailed impressions (Student-t on the log scale, 3% viral at 20 times the reach and
 * a lower rate) and engagements at the planted rate with Student-t noise.
 */
export function drawOutcome(audience: Audience, post: AudiencePost): FinalOutcome {
  const draw = randomStream(audience.options.seed, 'audience', post.key);
  const share = windowShare(audience, post);
  const topic = topicEffect(audience.truth, audience.options, post.topic);
  let logOdds = plantedLogOdds(audience, post) + 0.35 * draw.studentT(3);
  let logImpressions =
    Math.log(MEDIAN_IMPRESSIONS) +
    0.5 * Math.cos((2 * Math.PI * (post.local.hour - 19)) / 24) +
    Math.log(1.5) * share +
    0.5 * topic +
    0.6 * draw.studentT(4);
  if (draw.uniform() < 0.03) {
    logImpressions += Math.log(20);
    logOdds -= 0.7;
  }
  const impressions = Math.min(5_000_000, Math.max(20, Math.round(Math.exp(logImpressions))));
  const rate = Math.min(0.6, 1 / (1 + Math.exp(-logOdds)));
  const engagements = draw.binomial(impressions, rate);
  const followLift = post.generator === null ? 0 : (audience.truth.followRates[post.generator] ?? 0);
  return {
    impressions,
    engagements,
    tau: Math.exp(0.3 * draw.normal()),
    newFollows: draw.binomial(impressions, FOLLOWS_PER_IMPRESSION * Math.exp(followLift)),
    profileVisits: draw.binomial(impressions, PROFILE_VISITS_PER_IMPRESSION),
  };
}

function windowShare(audience: Audience, post: AudiencePost): number {
  return (Math.min(post.day, audience.days) / 6) * (7 / Math.max(7, audience.days));
}
