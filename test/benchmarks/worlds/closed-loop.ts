import type { HistoryPost, PolicyWeights } from '../../../lib/learning/history.ts';
import { DRIFT_DAY, DRIFT_DROP, LOOP_DAYS, type LoopWorld, UNIFORM_DAYS } from './loop-worlds.ts';
import { DAY_MS, finalCounts, HOUR_MS, seenShares, W1, WORLD_START_MS } from './world-parameters.ts';

/** What a policy is asked every morning. */
export interface Morning {
  day: number;
  nowMs: number;
  /** Every post so far with its counts of this moment. */
  posts: HistoryPost[];
  policy: PolicyWeights;
}

/** Lost log-rate units, by period and in all. */
export interface LoopResult {
  total: number;
  /** Per post in days 5-27, 28-41 and 42-55. */
  periods: [number, number, number];
  /** Per post, by dimension: generator, format, hour (free slots). */
  byDimension: [number, number, number];
}

const FIXED_SLOTS = [1, 3, 5, 7, 9];
const GENERATORS = Array.from({ length: W1.generators }, (_, g) => `g${g}`);
const FORMATS = ['single', 'thread'];
const HOURS = W1.hours.map(String);

const uniform = (levels: readonly string[]) => Object.fromEntries(levels.map((level) => [level, 1 / levels.length]));

/** Candidate levels of every loop world. */
export const CANDIDATES = { generators: GENERATORS, formats: FORMATS, hours: HOURS };

/** Runs one world under a policy: five posts a day in fixed slots, five in slots drawn from the policy. */
export function runLoop(world: LoopWorld, choose: (morning: Morning) => PolicyWeights): LoopResult {
  const posts: SimulatedPost[] = [];
  const alpha = [...world.alpha];
  let policy: PolicyWeights = { generators: uniform(GENERATORS), formats: uniform(FORMATS), hours: uniform(HOURS) };
  const periods = [0, 0, 0];
  const byDimension: [number, number, number] = [0, 0, 0];
  let total = 0;
  for (let day = 0; day < LOOP_DAYS; day += 1) {
    if (day === DRIFT_DAY) alpha[alpha.indexOf(Math.max(...alpha))]! -= DRIFT_DROP;
    const nowMs = WORLD_START_MS + day * DAY_MS;
    if (day >= UNIFORM_DAYS) policy = choose({ day, nowMs, posts: posts.map((post) => asRecord(post, nowMs)), policy });
    const bestAlpha = Math.max(...alpha);
    const bestGamma = Math.max(...world.gamma);
    for (let k = 0; k < W1.postsPerDay; k += 1) {
      const i = day * W1.postsPerDay + k;
      const free = k >= FIXED_SLOTS.length;
      const slot = free ? pick(HOURS, policy.hours, world.us[day * 5 + k - 5]!) : FIXED_SLOTS[k]!;
      const generator = pick(GENERATORS, policy.generators, world.ug[i]!);
      const format = pick(FORMATS, policy.formats, world.uf[i]!);
      const topic = pickIndex(softmax(world.Tp.map((row) => 0.7 * row[slot]!)), world.ut[i]!);
      const counts = finalCounts(
        { ...world, alpha },
        {
          generator,
          format,
          slot,
          topic,
          day,
          days: LOOP_DAYS,
          residual: world.eps[i]!,
          impressionNoise: world.imp[i]!,
          viral: world.viral[i] === 1,
          z: world.z[i]!,
        },
      );
      const shownTopic = world.te[i] === 1 ? world.tr[i]! : topic;
      posts.push({
        i,
        postedAtMs: nowMs + W1.hours[slot]! * HOUR_MS,
        generator,
        format,
        shownTopic,
        tau: world.tau[i]!,
        ...counts,
      });
      const lost: [number, number, number] = [
        bestAlpha - alpha[generator]!,
        Math.max(world.beta, 0) - world.beta * format,
        free ? bestGamma - world.gamma[slot]! : 0,
      ];
      const sum = lost[0] + lost[1] + lost[2];
      total += sum;
      if (day >= UNIFORM_DAYS) {
        const period = day < 28 ? 0 : day < 42 ? 1 : 2;
        periods[period]! += sum / W1.postsPerDay / [23, 14, 14][period]!;
        for (const d of [0, 1, 2] as const) byDimension[d] += lost[d] / W1.postsPerDay / (LOOP_DAYS - UNIFORM_DAYS);
      }
    }
  }
  return { total, periods: periods as [number, number, number], byDimension };
}

/** The reference policy: the level with the best mean engagement rate (at least 2 posts) gets 90%, the rest share 10%. */
export function naiveGreedy({ posts }: Morning): PolicyWeights {
  const weights = (levels: readonly string[], levelOf: (post: HistoryPost) => string) => {
    const rates = levels.map((level) => {
      const own = posts.filter((post) => levelOf(post) === level).map((post) => post.metrics[0]!);
      const measured = own.filter((m) => m.impressions! > 0);
      if (measured.length < 2) return Number.NEGATIVE_INFINITY;
      return measured.reduce((sum, m) => sum + m.engagements! / m.impressions!, 0) / measured.length;
    });
    const best = rates.indexOf(Math.max(...rates));
    return Object.fromEntries(levels.map((level, k) => [level, 0.1 / levels.length + (k === best ? 0.9 : 0)]));
  };
  return {
    generators: weights(GENERATORS, (post) => post.generator_name!),
    formats: weights(FORMATS, (post) => post.decision_type!),
    hours: weights(HOURS, (post) => String(new Date(post.posted_at).getUTCHours())),
  };
}

interface SimulatedPost {
  i: number;
  postedAtMs: number;
  generator: number;
  format: number;
  shownTopic: number;
  tau: number;
  impressions: number;
  engagements: number;
}

function asRecord(post: SimulatedPost, nowMs: number): HistoryPost {
  const seen = seenShares((nowMs - post.postedAtMs) / HOUR_MS, post.tau);
  return {
    tweet_id: String(post.i),
    posted_at: new Date(post.postedAtMs),
    generator_name: GENERATORS[post.generator]!,
    decision_type: post.format === 1 ? 'thread' : 'single',
    topic: `t${post.shownTopic}`,
    metrics: [
      {
        collected_at: new Date(nowMs),
        impressions: Math.round(post.impressions * seen.impressions),
        engagements: Math.round(post.engagements * seen.engagements),
      },
    ],
  };
}

function softmax(scores: number[]): number[] {
  const weights = scores.map(Math.exp);
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

function pick(levels: readonly string[], weights: Record<string, number>, uniformDraw: number): number {
  return pickIndex(
    levels.map((level) => weights[level] ?? 0),
    uniformDraw,
  );
}

/** First index whose cumulative weight reaches the stored uniform. */
function pickIndex(weights: readonly number[], uniformDraw: number): number {
  let cumulative = 0;
  for (const [index, weight] of weights.entries()) {
    cumulative += weight;
    if (cumulative >= uniformDraw) return index;
  }
  return weights.length - 1;
}
