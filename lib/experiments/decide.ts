import { changingSampleRatioPValue, type WeightedDraw } from '../statistics/changing-sample-ratio.ts';
import { benjaminiHochberg, holm } from '../statistics/multiple-testing.ts';
import { sequentialSampleRatioPValue } from '../statistics/sample-ratio.ts';
import { allocationWeights, isAdaptive, plannedWeights } from './allocation.ts';
import { type ArmEffect, analyzeArms } from './analyze-posts.ts';
import type { ExperimentRow } from './experiment-design.ts';
import { requireExperiment } from './experiment-error.ts';
import { type ExperimentPlan, requireUnchanged } from './plan.ts';

export type StopReason = 'winner' | 'harm' | 'guardrail' | 'sample_ratio' | 'end_of_plan';

export interface Decision {
  action: 'continue' | 'stop';
  reason: StopReason | null;
  /** The arm that won, or that did harm. */
  arm: string | null;
  /** The decision in a sentence for the operator. */
  words: string;
}

/** One treatment in one metric, with its p-value adjusted for all treatments and metrics of its family. */
export interface MetricEffect extends ArmEffect {
  metric: string;
  adjustedPValue: number;
}

export interface Look {
  /** ISO time. */
  at: string;
  posts: number;
  primary: MetricEffect[];
  secondary: MetricEffect[];
  guardrails: (MetricEffect & { margin: number; broken: boolean })[];
  /** Smallest sequential sample-ratio p-value over all looks so far. */
  sampleRatioPValue: number;
  /** The arms' shares from this look on, in the plan's order; only where shares move. */
  weights?: number[];
  decision: Decision;
}

export interface LookInput {
  plan: ExperimentPlan;
  at: Date;
  /** Rows per metric of the plan, as `learningRows` makes them, with their arms. */
  metrics: Readonly<Record<string, readonly ExperimentRow[]>>;
  /** Posts assigned per arm, in the plan's order, at every look so far and now: also those not yet read. */
  assigned: readonly (readonly number[])[];
  /** The posts of an experiment whose shares move, in their order, each with the shares it was drawn by. */
  draws?: readonly WeightedDraw[];
}

const DAY_MS = 86_400_000;

/**
 * One look at a running experiment, and what the rule written in the plan makes of it. Harm, a broken guardrail and a
 * sample that does not fit the allocation stop it at once; a winner needs the least number of posts per arm; the end of the
 * plan ends it in any case. All tests hold over all looks together, so that looking early costs nothing.
 *
 * @throws ExperimentError when the plan was changed, a metric's rows are missing, or looks do not grow
 */
export function lookAt(input: LookInput): Look {
  const { plan, at, metrics, assigned } = input;
  requireUnchanged(plan);
  requireGrowth(plan, assigned);
  const analysed = (name: string) => {
    const rows = metrics[name];
    requireExperiment(rows !== undefined, `no posts were given for metric ${name} of plan ${plan.id}`);
    return analyzeArms(plan, rows!);
  };
  const { effects, levels } = analysed(plan.primary.name);
  const primary = adjusted(
    plan,
    effects.map((effect) => ({ ...effect, metric: plan.primary.name })),
  );
  const secondary = adjusted(
    plan,
    plan.secondary.flatMap(({ name }) => analysed(name).effects.map((effect) => ({ ...effect, metric: name }))),
  );
  const guardrails = plan.guardrails.flatMap(({ name, margin, better }) =>
    analysed(name).effects.map((effect) => ({
      ...effect,
      metric: name,
      adjustedPValue: effect.pValue,
      margin,
      broken: better === 'higher' ? effect.upperBound < -margin : effect.lowerBound > margin,
    })),
  );
  const sampleRatioPValue = sampleRatioOf(input);
  const posts = assigned.at(-1)!.reduce((sum, count) => sum + count, 0);
  const look = { at: at.toISOString(), posts, primary, secondary, guardrails, sampleRatioPValue };
  const moved = isAdaptive(plan) && { weights: allocationWeights(plan, levels) };
  return { ...look, ...moved, decision: decide(plan, look) };
}

/** Against the shares that were in force for each post. */
function sampleRatioOf({ plan, assigned, draws }: LookInput): number {
  if (!isAdaptive(plan)) return sequentialSampleRatioPValue({ looks: assigned, weights: plannedWeights(plan) });
  const posts = assigned.at(-1)!.reduce((sum, count) => sum + count, 0);
  requireExperiment(
    draws?.length === posts,
    `the shares of plan ${plan.id} move, so each of its ${posts} posts must come with the shares it was drawn by; got ${draws?.length ?? 'none'}`,
  );
  return changingSampleRatioPValue({ draws: draws! });
}

/** The written rule. Its order is the order of urgency. */
export function decide(plan: ExperimentPlan, look: Omit<Look, 'decision'>): Decision {
  const { rule } = plan;
  const stop = (reason: StopReason, arm: string | null, words: string): Decision => ({
    action: 'stop',
    reason,
    arm,
    words,
  });
  if (look.sampleRatioPValue < rule.sampleRatioAlpha) {
    return stop(
      'sample_ratio',
      null,
      `Stopped: the arms' posts do not fit the planned shares (p ${shown(look.sampleRatioPValue)}); no result can be trusted.`,
    );
  }
  const broken = look.guardrails.find((guardrail) => guardrail.broken);
  if (broken) {
    return stop(
      'guardrail',
      broken.arm,
      `Stopped: ${broken.arm} makes ${broken.metric} worse by more than the margin (${percent(broken.lift)}).`,
    );
  }
  const gain = (effect: ArmEffect) => (plan.primary.better === 'higher' ? effect.effect : -effect.effect);
  const sure = look.primary.filter((effect) => effect.adjustedPValue <= rule.alpha);
  const worst = sure.filter((effect) => gain(effect) < 0).sort((a, b) => gain(a) - gain(b))[0];
  if (worst) {
    return stop('harm', worst.arm, `Stopped: ${worst.arm} is worse in ${plan.primary.name} (${sentence(worst)}).`);
  }
  const best = sure.filter((effect) => gain(effect) > 0).sort((a, b) => gain(b) - gain(a))[0];
  const least = Math.min(...look.primary.map(({ n, controlN }) => Math.min(n, controlN)));
  if (best && least >= rule.leastPostsPerArm) {
    return stop('winner', best.arm, `${best.arm} wins in ${plan.primary.name} (${sentence(best)}).`);
  }
  const ageDays = (new Date(look.at).getTime() - new Date(plan.startsAt).getTime()) / DAY_MS;
  if (look.posts >= rule.mostPosts || ageDays >= rule.mostDays) {
    return stop('end_of_plan', null, `Ended as planned after ${look.posts} posts: no difference was shown.`);
  }
  return {
    action: 'continue',
    reason: null,
    arm: null,
    words: `Running: ${look.posts} of at most ${rule.mostPosts} posts.`,
  };
}

function adjusted(plan: ExperimentPlan, effects: Omit<MetricEffect, 'adjustedPValue'>[]): MetricEffect[] {
  const adjust = plan.rule.correction === 'holm' ? holm : benjaminiHochberg;
  const pValues = adjust(effects.map(({ pValue }) => pValue));
  return effects.map((effect, i) => ({ ...effect, adjustedPValue: pValues[i]! }));
}

function requireGrowth(plan: ExperimentPlan, assigned: readonly (readonly number[])[]): void {
  requireExperiment(assigned.length > 0, `no posts assigned were given for plan ${plan.id}`);
  assigned.forEach((counts, look) => {
    requireExperiment(
      counts.length === plan.arms.length && counts.every((count, arm) => count >= (assigned[look - 1]?.[arm] ?? 0)),
      `looks of plan ${plan.id} must be in order with one growing count per arm, got ${counts.join(', ')} at look ${look + 1}`,
    );
  });
}

function sentence({ lift, interval, shrunkLift }: ArmEffect): string {
  return `${percent(lift)}, surely between ${percent(interval[0])} and ${percent(interval[1])}; expect ${percent(shrunkLift)}`;
}

function percent(share: number): string {
  return `${share >= 0 ? '+' : '−'}${Math.abs(100 * share).toFixed(0)}%`;
}

function shown(p: number): string {
  return p < 1e-4 ? p.toExponential(0) : p.toFixed(4);
}
