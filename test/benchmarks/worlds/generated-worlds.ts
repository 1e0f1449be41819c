import type { HistoryMetrics, HistoryPost } from '../../../lib/learning/history.ts';
import { sampleIndex, sampleNormal, sampleStudentT } from '../../../lib/statistics/samplers.ts';
import { type Random, seededRandom } from '../../../lib/statistics/seeded-random.ts';
import { DAY_MS, finalCounts, HOUR_MS, seenShares, W1, WORLD_START_MS, type WorldEffects } from './world-parameters.ts';

/** One world: what a system would see, and what is true. */
export interface World {
  id: string;
  days: number;
  nowMs: number;
  posts: HistoryPost[];
  isNull: boolean;
  effects: Pick<WorldEffects, 'alpha' | 'beta' | 'gamma'>;
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

function centred(values: number[]): number[] {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return values.map((x) => x - mean);
}

/** Effects of a world; a null world keeps weekday, topic and trend but has no generator, format or hour effect. */
export function drawEffects(random: Random, isNull: boolean): WorldEffects {
  const normal = (sd: number) => sd * sampleNormal(random);
  const daily = Math.abs(W1.dailyAmplitude.mean + normal(W1.dailyAmplitude.sd));
  const halfDaily = normal(W1.halfDailyAmplitudeSd);
  const phase = 24 * random();
  const halfPhase = 12 * random();
  const gamma = W1.hours.map(
    (hour) =>
      daily * Math.cos((2 * Math.PI * (hour - phase)) / 24) +
      halfDaily * Math.cos((4 * Math.PI * (hour - halfPhase)) / 24) +
      normal(W1.slotSd),
  );
  const alpha = range(W1.generators).map(() => normal(W1.generatorSd));
  const beta = normal(W1.formatSd);
  return {
    alpha: isNull ? alpha.map(() => 0) : centred(alpha),
    beta: isNull ? 0 : beta,
    gamma: isNull ? gamma.map(() => 0) : centred(gamma),
    week: range(7).map(() => normal(W1.weekdaySd)),
    topic: range(W1.topics).map(() => normal(W1.topicSd)),
    trend: W1.trend.mean + normal(W1.trend.sd),
  };
}

/** How the account chose before Hone: habits that mix generator, format, topic, hour and time. */
function drawHabit(random: Random, strength: number) {
  const matrix = (rows: number, columns: number) =>
    range(rows).map(() => range(columns).map(() => sampleNormal(random)));
  const bySlot = matrix(W1.generators, W1.hours.length);
  const byTime = matrix(W1.generators, 1);
  const byTopic = matrix(W1.generators, W1.topics);
  const formatBySlot = matrix(1, W1.hours.length)[0]!;
  const topicBySlot = matrix(W1.topics, W1.hours.length);
  return {
    topic: (slot: number) =>
      sampleIndex(
        random,
        topicBySlot.map((row) => Math.exp(0.7 * row[slot]!)),
      ),
    generator: (slot: number, topic: number, time: number) =>
      sampleIndex(
        random,
        range(W1.generators).map((g) =>
          Math.exp(strength * (bySlot[g]![slot]! + byTime[g]![0]! * time + byTopic[g]![topic]!)),
        ),
      ),
    format: (slot: number) => (random() < 1 / (1 + Math.exp(0.5 - strength * formatBySlot[slot]!)) ? 1 : 0),
  };
}

/** A world of W1's equations from a seed of our own; `confounding` 1 is habit, 0 is random choice. */
export function generateWorld(input: { seed: string; days: number; isNull: boolean; confounding?: number }): World {
  const random = seededRandom(input.seed);
  const effects = drawEffects(random, input.isNull);
  const habit = drawHabit(random, input.confounding ?? 1);
  const posts: HistoryPost[] = [];
  const middle = (input.days - 1) / 2;
  for (let day = 0; day < input.days; day += 1) {
    for (let slot = 0; slot < W1.postsPerDay; slot += 1) {
      const topic = habit.topic(slot);
      const generator = habit.generator(slot, topic, (day - middle) / middle);
      const format = habit.format(slot);
      const counts = finalCounts(effects, {
        generator,
        format,
        slot,
        topic,
        day,
        days: input.days,
        residual: W1.residual.scale * sampleStudentT(random, W1.residual.df),
        impressionNoise: W1.impressions.scale * sampleStudentT(random, W1.impressions.df),
        viral: random() < W1.viral.chance,
        z: sampleNormal(random),
      });
      const shown = random() < W1.topicError ? Math.floor(random() * W1.topics) : topic;
      const postedAtMs = WORLD_START_MS + day * DAY_MS + W1.hours[slot]! * HOUR_MS;
      posts.push({
        tweet_id: String(posts.length),
        posted_at: new Date(postedAtMs),
        generator_name: `g${generator}`,
        decision_type: format === 1 ? 'thread' : 'single',
        topic: `t${shown}`,
        metrics: growingCounts(random, { counts, postedAtMs, endMs: WORLD_START_MS + input.days * DAY_MS }),
      });
    }
  }
  const nowMs = WORLD_START_MS + input.days * DAY_MS;
  return { id: input.seed, days: input.days, nowMs, posts, isNull: input.isNull, effects };
}

function growingCounts(
  random: Random,
  input: { counts: { impressions: number; engagements: number }; postedAtMs: number; endMs: number },
): HistoryMetrics[] {
  const lifeHours = (input.endMs - input.postedAtMs) / HOUR_MS;
  const tau = Math.exp(W1.growth.spread * sampleNormal(random));
  const ages = [...W1.snapshotHours.filter((age) => age < lifeHours), lifeHours];
  const binomial = (n: number, share: number) => n * share + sampleNormal(random) * Math.sqrt(n * share * (1 - share));
  let impressions = 0;
  let engagements = 0;
  return ages.map((age) => {
    const seen = seenShares(age, tau);
    const views = Math.round(binomial(input.counts.impressions, seen.impressions));
    const interactions = Math.round(binomial(input.counts.engagements, seen.engagements));
    impressions = Math.max(impressions, Math.min(views, input.counts.impressions));
    engagements = Math.max(engagements, Math.min(interactions, input.counts.engagements));
    return { collected_at: new Date(input.postedAtMs + age * HOUR_MS), impressions, engagements };
  });
}
