import type { Look } from './decide.ts';
import type { ExperimentPlan } from './plan.ts';

/** What is known of an experiment, to be told. */
export interface ToldExperiment {
  name: string;
  plan: ExperimentPlan;
  startedAt: Date | null;
  endedAt: Date | null;
  endWords: string | null;
  looks: readonly { lookedAt: Date; look: Look }[];
}

/** A treatment's lift over the control as it stood at one look; a bound is null while too little was seen for one. */
export interface LiftAtLook {
  at: Date;
  posts: number;
  arm: string;
  lift: number;
  interval: [number | null, number | null];
}

/** The story of one experiment. */
export interface ExperimentStory {
  name: string;
  dimension: string;
  control: string;
  treatments: string[];
  state: 'planned' | 'running' | 'ended';
  startedAt: Date | null;
  endedAt: Date | null;
  /** What was settled before the start. */
  promise: string;
  /** How it stands, or how it ended. */
  words: string;
  /** Oldest look first. */
  overTime: LiftAtLook[];
  /** The arms' shares from each look on, by arm, where shares move; empty where they are fixed. */
  shares: { at: Date; shares: Record<string, number> }[];
}

const DAY_MS = 86_400_000;

/** An experiment in words, with its interval over time. The interval holds at all looks together. */
export function tellExperiment(told: ToldExperiment): ExperimentStory {
  const { name, plan, startedAt, endedAt, looks } = told;
  const [control, ...treatments] = plan.arms.map((arm) => arm.name) as [string, ...string[]];
  return {
    name,
    dimension: plan.dimension,
    control,
    treatments,
    state: endedAt !== null ? 'ended' : startedAt !== null ? 'running' : 'planned',
    startedAt,
    endedAt,
    promise: promiseOf(plan),
    words: wordsOf(told),
    overTime: looks.flatMap(({ lookedAt, look }) =>
      look.primary.map(({ arm, lift, interval: [low, high] }) => ({
        at: lookedAt,
        posts: look.posts,
        arm,
        lift,
        interval: [bound(low), bound(high)] as [number | null, number | null],
      })),
    ),
    shares: looks.flatMap(({ lookedAt, look }) =>
      look.weights === undefined ? [] : [{ at: lookedAt, shares: sharesOf(plan, look.weights) }],
    ),
  };
}

function sharesOf({ arms }: ExperimentPlan, weights: readonly number[]): Record<string, number> {
  return Object.fromEntries(arms.map(({ name }, k) => [name, weights[k]!]));
}

function promiseOf({ dimension, arms, primary, rule, power, allocation }: ExperimentPlan): string {
  const names = arms.map(({ name }) => name).join(' against ');
  const smallest =
    power.smallestLift === null
      ? 'no lift would be found so surely'
      : `the smallest lift found in ${percent(power.wantedPower)} of cases is ${percent(power.smallestLift)}`;
  const moving =
    allocation === undefined || allocation.kind === 'fixed'
      ? ''
      : ` Shares move at looks (${allocation.kind}, at least ${percent(allocation.floor)} each); the power is that of fixed ones.`;
  return `${dimension} ${names}, by ${primary.name}: at most ${rule.mostPosts} posts in ${rule.mostDays} days.${moving} A lift of ${percent(power.lift)} is found in ${percent(power.power)} of cases, ${smallest}; wrongly in at most ${percent(rule.alpha)}, however often it is looked at.`;
}

function wordsOf({ plan, startedAt, endedAt, endWords, looks }: ToldExperiment): string {
  if (endedAt !== null && endWords !== null) {
    if (startedAt === null) return endWords;
    const days = Math.max(1, Math.ceil((endedAt.getTime() - startedAt.getTime()) / DAY_MS));
    return `${endWords} It ran for ${days === 1 ? 'a day' : `${days} days`}.`;
  }
  if (startedAt === null) return 'Planned, not started.';
  const last = looks.at(-1)?.look;
  if (last === undefined) return 'Started, not looked at yet.';
  const standing = last.primary.map(({ arm, lift, interval: [low, high] }) => {
    const [from, to] = [bound(low), bound(high)];
    const between = from === null || to === null ? 'too early to say' : `${signed(from)} to ${signed(to)}`;
    return `${arm} ${signed(lift)} (${between})`;
  });
  const blind = plan.guardrails.filter(({ name }) => !last.guardrails.some(({ metric }) => metric === name));
  const shares =
    last.weights === undefined
      ? []
      : [`Shares now: ${plan.arms.map(({ name }, k) => `${name} ${percent(last.weights![k]!)}`).join(', ')}.`];
  return [
    last.decision.words,
    ...shares,
    ...(standing.length > 0 ? [`So far: ${standing.join(', ')}.`] : []),
    // A guardrail that sees nothing would look like one that holds.
    ...blind.map(({ name }) => `Guardrail ${name} is not measured yet.`),
  ].join(' ');
}

/** An infinite bound comes back from the database as null; none at all means the same. */
function bound(value: number | null): number | null {
  return value !== null && Number.isFinite(value) && value > -1 ? value : null;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)}%`;
}

function signed(share: number): string {
  return `${share >= 0 ? '+' : '−'}${percent(Math.abs(share))}`;
}
