import { plannedWeights } from '../../../lib/experiments/allocation.ts';
import { assignPost } from '../../../lib/experiments/assign.ts';
import { type Look, lookAt } from '../../../lib/experiments/decide.ts';
import type { ExperimentRow } from '../../../lib/experiments/experiment-design.ts';
import { type Allocation, type ExperimentPlan, planExperiment, planHash } from '../../../lib/experiments/plan.ts';
import type { HistoryPost } from '../../../lib/learning/history.ts';
import { learningRows } from '../../../lib/learning/learning-rows.ts';
import { fitMaturityCurve } from '../../../lib/learning/maturity-curve.ts';
import { normaliseHistory } from '../../../lib/learning/normalise-history.ts';
import { sampleNormal, sampleStudentT } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';
import { drawEffects } from '../worlds/generated-worlds.ts';
import { DAY_MS, finalCounts, HOUR_MS, seenShares, W1, WORLD_START_MS } from '../worlds/world-parameters.ts';

const DAYS = 42;

/** Their plans differ in nothing but the name; what power they have is calculated once. */
const PLAN = planExperiment({
  id: 'simulated',
  dimension: 'generator',
  arms: ['control', 'treatment'],
  startsAt: new Date(WORLD_START_MS),
  postsPerDay: W1.postsPerDay,
  residualSd: 0.75,
  lift: 0.35,
  rule: { mostDays: DAYS },
});

function simulatedPlan(id: string, kind: Allocation['kind']): ExperimentPlan {
  const allocation: Allocation = kind === 'fixed' ? { kind } : { kind, floor: 0.2 };
  const { hash: _, ...plan } = { ...PLAN, id, allocation };
  return { ...plan, hash: planHash(plan) };
}

interface SimulatedPost {
  post: HistoryPost;
  arm: string;
  /** Shares of the arms when it was drawn. */
  weights: readonly number[];
  postedAtMs: number;
  /** Readings at the ladder's ages. */
  ages: { age: number; impressions: number; engagements: number }[];
  tau: number;
}

/** A world of its own, whose posts of one day after the other get an arm by the shares of that day. */
function simulate(seed: string, plan: ExperimentPlan, logLift: number) {
  const random = seededRandom(seed);
  const effects = { ...drawEffects(random, false), alpha: [0, logLift] };
  return (day: number, weights: readonly number[]): SimulatedPost[] => {
    const posts: SimulatedPost[] = [];
    for (let slot = 0; slot < W1.postsPerDay; slot += 1) {
      const topic = Math.floor(random() * W1.topics);
      const format = random() < 0.4 ? 1 : 0;
      const id = String(day * W1.postsPerDay + slot);
      const arm = assignPost(plan, { key: id, day, slot }, weights)!.arm;
      const counts = finalCounts(effects, {
        generator: arm === 'treatment' ? 1 : 0,
        format,
        slot,
        topic,
        day,
        days: DAYS,
        residual: W1.residual.scale * sampleStudentT(random, W1.residual.df),
        impressionNoise: W1.impressions.scale * sampleStudentT(random, W1.impressions.df),
        viral: random() < W1.viral.chance,
        z: sampleNormal(random),
      });
      const shown = random() < W1.topicError ? Math.floor(random() * W1.topics) : topic;
      const postedAtMs = WORLD_START_MS + day * DAY_MS + W1.hours[slot]! * HOUR_MS;
      const tau = Math.exp(W1.growth.spread * sampleNormal(random));
      const binomial = (n: number, share: number) =>
        n * share + sampleNormal(random) * Math.sqrt(n * share * (1 - share));
      let impressions = 0;
      let engagements = 0;
      // The daily look is at midnight: what a post has then is its newest reading.
      const firstLook = 24 - W1.hours[slot]!;
      const ages = [...new Set([...W1.snapshotHours, ...Array.from({ length: 7 }, (_, d) => firstLook + 24 * d)])].sort(
        (a, b) => a - b,
      );
      const readings = ages.map((age) => {
        const seen = seenShares(age, tau);
        impressions = Math.max(
          impressions,
          Math.min(Math.round(binomial(counts.impressions, seen.impressions)), counts.impressions),
        );
        engagements = Math.max(
          engagements,
          Math.min(Math.round(binomial(counts.engagements, seen.engagements)), counts.engagements),
        );
        return { age, impressions, engagements };
      });
      posts.push({
        post: {
          tweet_id: id,
          posted_at: new Date(postedAtMs),
          generator_name: 'g',
          decision_type: format ? 'thread' : 'single',
          topic: `t${shown}`,
          metrics: [],
        },
        arm,
        weights,
        postedAtMs,
        ages: readings,
        tau,
      });
    }
    return posts;
  };
}

/** The looks of one experiment, daily until the rule stops it. */
export function runExperiment(seed: string, logLift: number, kind: Allocation['kind'] = 'fixed'): Look[] {
  const plan = simulatedPlan(seed, kind);
  const names = plan.arms.map(({ name }) => name);
  const postsOf = simulate(seed, plan, logLift);
  const looks: Look[] = [];
  const assigned: number[][] = [];
  const seen: SimulatedPost[] = [];
  for (let day = 1; day <= DAYS; day += 1) {
    const nowMs = WORLD_START_MS + day * DAY_MS;
    seen.push(...postsOf(day - 1, looks.at(-1)?.weights ?? plannedWeights(plan)));
    assigned.push(names.map((arm) => seen.filter((post) => post.arm === arm).length));
    const history = seen.map(({ post, ages, postedAtMs }) => ({
      ...post,
      metrics: ages
        .filter(({ age }) => postedAtMs + age * HOUR_MS <= nowMs)
        .map(({ age, ...counts }) => ({ collected_at: new Date(postedAtMs + age * HOUR_MS), ...counts })),
    }));
    const { posts: normal } = normaliseHistory(history, nowMs);
    const { rows } = learningRows({
      posts: normal,
      curve: fitMaturityCurve(normal),
      nowMs,
      timeZone: 'UTC',
      objective: 'engagement_rate',
      weights: { like: 1, reply: 1, repost: 1, quote: 1, bookmark: 1, follow: 1 },
      halfLifeDays: 28,
    });
    const drawn = new Map(seen.map((post) => [post.post.tweet_id, post]));
    const withArms = rows.map((row): ExperimentRow => {
      const { arm, weights } = drawn.get(row.id)!;
      return { ...row, arm, armShare: weights[names.indexOf(arm)]! };
    });
    const draws = seen.map(({ arm, weights }) => ({ arm: names.indexOf(arm), weights }));
    const look = lookAt({ plan, at: new Date(nowMs), metrics: { engagement_rate: withArms }, assigned, draws });
    looks.push(look);
    if (look.decision.action === 'stop') break;
  }
  return looks;
}

export interface SimulatedFigures {
  /** Shares of runs that ended with a winner, for harm, and because the sample did not fit the shares. */
  winner: number;
  harm: number;
  sampleRatio: number;
  /** Share of runs whose interval held the true lift at every look. */
  covered: number;
  /** Share of posts that got the treatment, up to the last look. */
  treated: number;
  /** Day by which half of all runs had found the winner; null when fewer ever did. */
  medianDay: number | null;
}

/** Many experiments with the same true effect, each in a world of its own. */
export function simulatedFigures(input: {
  runs: number;
  logLift: number;
  seed: string;
  kind?: Allocation['kind'];
}): SimulatedFigures {
  const { runs, logLift, seed, kind } = input;
  const days: number[] = [];
  const truth = Math.expm1(logLift);
  let [harm, sampleRatio, covered, treated] = [0, 0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    const looks = runExperiment(`${seed}-${run}`, logLift, kind);
    const { reason } = looks.at(-1)!.decision;
    if (reason === 'winner') days.push(looks.length);
    if (reason === 'harm') harm += 1;
    if (reason === 'sample_ratio') sampleRatio += 1;
    const effects = looks.flatMap(({ primary }) => primary);
    if (effects.every(({ interval: [low, high] }) => low <= truth && truth <= high)) covered += 1;
    const last = effects.at(-1);
    if (last) treated += last.n / (last.n + last.controlN) / runs;
  }
  days.sort((a, b) => a - b);
  const [ofHarm, ofSampleRatio, ofCovered] = [harm, sampleRatio, covered].map((count) => count / runs);
  return {
    winner: days.length / runs,
    harm: ofHarm!,
    sampleRatio: ofSampleRatio!,
    covered: ofCovered!,
    treated,
    medianDay: days[Math.ceil(runs / 2) - 1] ?? null,
  };
}
