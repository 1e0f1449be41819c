/** Constants of the simulated worlds W1: effects' spreads, impressions, growth. */
export const W1 = {
  hours: [6, 8, 10, 12, 13, 15, 17, 19, 21, 23],
  generators: 5,
  topics: 6,
  postsPerDay: 10,
  generatorSd: 0.25,
  formatSd: 0.2,
  dailyAmplitude: { mean: 0.25, sd: 0.1 },
  halfDailyAmplitudeSd: 0.1,
  slotSd: 0.08,
  weekdaySd: 0.1,
  topicSd: 0.3,
  trend: { mean: -0.2, sd: 0.2 },
  topicError: 0.2,
  residual: { df: 3, scale: 0.35 },
  impressions: { log: Math.log(400), hour: 0.5, trend: Math.log(1.5), topic: 0.5, df: 4, scale: 0.6 },
  viral: { chance: 0.03, factor: 20, rate: -0.7 },
  logitRate: Math.log(0.03 / 0.97),
  largestRate: 0.6,
  growth: { engagementHours: 6, impressionHours: 10, shape: 0.7, spread: 0.3 },
  snapshotHours: [1, 3, 6, 12, 24, 48, 96, 168],
} as const;

/** The first instant of every world: a Monday, so that day 0 is weekday 0. */
export const WORLD_START_MS = Date.UTC(2024, 0, 1);
export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** The truth of a world: effects on the log-odds of engagement. */
export interface WorldEffects {
  alpha: number[];
  beta: number;
  gamma: number[];
  week: number[];
  topic: number[];
  trend: number;
}

/** Share of the window that has passed on a day, in the worlds' own units. */
export function trendShare(day: number, days: number): number {
  return (day / 6) * (7 / Math.max(7, days));
}

/** Final impressions and engagements of one post, given its noise terms. */
export function finalCounts(
  effects: WorldEffects,
  post: {
    generator: number;
    format: number;
    slot: number;
    topic: number;
    day: number;
    days: number;
    residual: number;
    impressionNoise: number;
    viral: boolean;
    z: number;
  },
): { impressions: number; engagements: number } {
  const share = trendShare(post.day, post.days);
  const { impressions: reach, viral } = W1;
  const hour = W1.hours[post.slot]!;
  const eta =
    W1.logitRate +
    effects.alpha[post.generator]! +
    effects.beta * post.format +
    effects.gamma[post.slot]! +
    effects.week[post.day % 7]! +
    effects.topic[post.topic]! +
    effects.trend * share +
    post.residual +
    (post.viral ? viral.rate : 0);
  const logImpressions =
    reach.log +
    reach.hour * Math.cos((2 * Math.PI * (hour - 19)) / 24) +
    reach.trend * share +
    reach.topic * effects.topic[post.topic]! +
    post.impressionNoise;
  const raw = Math.exp(logImpressions) * (post.viral ? viral.factor : 1);
  const impressions = Math.min(5e6, Math.max(20, Math.round(raw)));
  const p = Math.min(W1.largestRate, 1 / (1 + Math.exp(-eta)));
  const engagements = Math.round(impressions * p + post.z * Math.sqrt(impressions * p * (1 - p)));
  return { impressions, engagements: Math.min(impressions, Math.max(0, engagements)) };
}

/** Shares of the final engagements and impressions that a post of this age has seen. */
export function seenShares(ageHours: number, tau: number): { engagements: number; impressions: number } {
  const { engagementHours, impressionHours, shape } = W1.growth;
  return {
    engagements: -Math.expm1(-((ageHours / (engagementHours * tau)) ** shape)),
    impressions: -Math.expm1(-((ageHours / (impressionHours * tau)) ** shape)),
  };
}
