import { assignPost } from '../../../lib/experiments/assign.ts';
import { type Look, lookAt } from '../../../lib/experiments/decide.ts';
import type { ExperimentRow } from '../../../lib/experiments/experiment-design.ts';
import { type ExperimentPlan, planExperiment, planHash } from '../../../lib/experiments/plan.ts';
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

function simulatedPlan(id: string): ExperimentPlan {
  const { hash: _, ...plan } = { ...PLAN, id };
  return { ...plan, hash: planHash(plan) };
}

interface SimulatedPost {
  post: HistoryPost;
  arm: string;
  postedAtMs: number;
  /** Readings at the ladder's ages. */
  ages: { age: number; impressions: number; engagements: number }[];
  tau: number;
}

/** Posts of 42 days in a world of its own, two arms of one generator, randomised by the plan. */
function simulate(seed: string, plan: ExperimentPlan, logLift: number): SimulatedPost[] {
  const random = seededRandom(seed);
  const effects = { ...drawEffects(random, false), alpha: [0, logLift] };
  const posts: SimulatedPost[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    for (let slot = 0; slot < W1.postsPerDay; slot += 1) {
      const topic = Math.floor(random() * W1.topics);
      const format = random() < 0.4 ? 1 : 0;
      const id = String(posts.length);
      const arm = assignPost(plan, { key: id, day, slot })!.arm;
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
        postedAtMs,
        ages: readings,
        tau,
      });
    }
  }
  return posts;
}

/** The looks of one experiment, daily until the rule stops it. */
export function runExperiment(seed: string, logLift: number): Look[] {
  const plan = simulatedPlan(seed);
  const posts = simulate(seed, plan, logLift);
  const looks: Look[] = [];
  const assigned: number[][] = [];
  for (let day = 1; day <= DAYS; day += 1) {
    const nowMs = WORLD_START_MS + day * DAY_MS;
    const seen = posts.filter(({ postedAtMs }) => postedAtMs < nowMs);
    assigned.push(['control', 'treatment'].map((arm) => seen.filter((post) => post.arm === arm).length));
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
    const armOf = new Map(seen.map(({ post, arm }) => [post.tweet_id, arm]));
    const withArms: ExperimentRow[] = rows.map((row) => ({ ...row, arm: armOf.get(row.id)! }));
    const look = lookAt({ plan, at: new Date(nowMs), metrics: { engagement_rate: withArms }, assigned });
    looks.push(look);
    if (look.decision.action === 'stop') break;
  }
  return looks;
}

export interface SimulatedFigures {
  /** Shares of runs that ended with a winner, and for harm. */
  winner: number;
  harm: number;
  /** Day by which half of all runs had found the winner; null when fewer ever did. */
  medianDay: number | null;
}

/** Many experiments with the same true effect, each in a world of its own. */
export function simulatedFigures(input: { runs: number; logLift: number; seed: string }): SimulatedFigures {
  const { runs, logLift, seed } = input;
  const days: number[] = [];
  let harm = 0;
  for (let run = 0; run < runs; run += 1) {
    const looks = runExperiment(`${seed}-${run}`, logLift);
    const { reason } = looks.at(-1)!.decision;
    if (reason === 'winner') days.push(looks.length);
    if (reason === 'harm') harm += 1;
  }
  days.sort((a, b) => a - b);
  return { winner: days.length / runs, harm: harm / runs, medianDay: days[Math.ceil(runs / 2) - 1] ?? null };
}
