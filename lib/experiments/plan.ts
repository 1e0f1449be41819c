import { fnv1a32 } from '../statistics/assignment-hash.ts';
import { requireExperiment } from './experiment-error.ts';
import type { Allocation, DecisionRule, PlannedArm } from './plan-terms.ts';
import { type PlannedPower, plannedPower } from './planned-power.ts';

export type { Allocation, DecisionRule, PlannedArm } from './plan-terms.ts';

export interface PlannedMetric {
  name: string;
  better: 'higher' | 'lower';
}

/** A metric that must not get worse by more than a margin. */
export interface Guardrail extends PlannedMetric {
  /** Largest loss that is put up with, on the scale of the metric's effect (log-odds or log counts); 0 or more. */
  margin: number;
}

/** What is fixed before the start. Frozen; its hash covers every field, so that a later change shows. */
export interface ExperimentPlan {
  id: string;
  /** generator, format, hour, hook, topic or any other feature of a post. */
  dimension: string;
  arms: readonly PlannedArm[];
  primary: PlannedMetric;
  secondary: readonly PlannedMetric[];
  guardrails: readonly Guardrail[];
  /** Experiments of one layer never share a post. */
  layer: string;
  /** Part of the layer's posts, [from, to) of its hash: the share of traffic. */
  traffic: readonly [number, number];
  /** Absent in plans from before there was a choice: fixed. */
  allocation?: Allocation;
  startsAt: string;
  rule: DecisionRule;
  power: PlannedPower;
  hash: string;
}

export interface PlanRequest {
  id: string;
  dimension: string;
  /** Levels, the control first, or arms with weights. */
  arms: readonly (string | PlannedArm)[];
  primary?: PlannedMetric;
  secondary?: readonly PlannedMetric[];
  guardrails?: readonly Guardrail[];
  layer?: string;
  traffic?: readonly [number, number];
  /** Fixed unless given; the least share of an arm is a fifth, or half of an equal share where that is less. */
  allocation?: { kind: Allocation['kind']; floor?: number };
  startsAt: Date | string;
  /** Posts a day of the account. */
  postsPerDay: number;
  /** Residual standard deviation of one post's outcome, from the account's own model. */
  residualSd: number;
  /** Lift of the rate one would not want to miss, e.g. .35. */
  lift: number;
  wantedPower?: number;
  rule?: Partial<DecisionRule>;
  /** Levels the operator has locked out. */
  lockedLevels?: readonly string[];
}

const DEFAULT_PRIMARY: PlannedMetric = { name: 'engagement_rate', better: 'higher' };
const MOST_DAYS = 42;
const LEAST_SHARE = 0.2;
/** A post of an arm with this share stands for twenty. */
const LEAST_FLOOR = 0.05;

/**
 * A plan: what differs, what is measured, for how long at most and by what rule it ends, with the power the account's own
 * variance allows.
 *
 * @throws ExperimentError when the request has no two distinct arms, weights that do not sum to 1, a locked level, …
 */
export function planExperiment(request: PlanRequest): ExperimentPlan {
  const { id, dimension, layer = dimension, traffic = [0, 1], lockedLevels = [] } = request;
  const arms = armsOf(request);
  requireExperiment(id !== '' && dimension !== '', 'an experiment needs an id and the name of what differs');
  for (const { level } of arms) {
    requireExperiment(
      !lockedLevels.includes(level),
      `${dimension} ${level} is locked by the operator; unlock it first`,
    );
  }
  const [from, to] = traffic;
  requireExperiment(from >= 0 && to <= 1 && from < to, `traffic must be [from, to) inside [0, 1], got [${traffic}]`);
  const startsAtMs = new Date(request.startsAt).getTime();
  requireExperiment(Number.isFinite(startsAtMs), `startsAt must be a time, got ${String(request.startsAt)}`);
  requirePositive('postsPerDay', request.postsPerDay);
  requirePositive('residualSd', request.residualSd);
  requireExperiment(request.lift > -1 && request.lift !== 0, `lift must be above -1 and not 0, got ${request.lift}`);
  const mostDays = request.rule?.mostDays ?? MOST_DAYS;
  const postsPerDay = request.postsPerDay * (to - from);
  const rule: DecisionRule = {
    alpha: 0.05,
    guardrailAlpha: 0.05,
    sampleRatioAlpha: 0.001,
    correction: 'holm',
    leastPostsPerArm: 10,
    mostPosts: Math.max(arms.length, Math.floor(postsPerDay * mostDays)),
    ...request.rule,
    mostDays,
  };
  for (const name of ['alpha', 'guardrailAlpha', 'sampleRatioAlpha'] as const) {
    requireExperiment(rule[name] > 0 && rule[name] < 0.5, `${name} must be inside (0, 0.5), got ${rule[name]}`);
  }
  for (const { name, margin } of request.guardrails ?? []) {
    requireExperiment(margin >= 0, `the margin of guardrail ${name} must be 0 or more, got ${margin}`);
  }
  const power = plannedPower({
    arms,
    rule,
    postsPerDay,
    residualSd: request.residualSd,
    lift: request.lift,
    wantedPower: request.wantedPower ?? 0.8,
  });
  const plan: Omit<ExperimentPlan, 'hash'> = {
    id,
    dimension,
    arms,
    primary: request.primary ?? DEFAULT_PRIMARY,
    secondary: request.secondary ?? [],
    guardrails: request.guardrails ?? [],
    layer,
    traffic,
    allocation: allocationOf(request.allocation, arms.length),
    startsAt: new Date(startsAtMs).toISOString(),
    rule,
    power,
  };
  return deepFreeze({ ...plan, hash: planHash(plan) });
}

/** The same plan, starting at another time: only before the start, and everything else stays as it was written. */
export function planStartingAt(plan: ExperimentPlan, at: Date): ExperimentPlan {
  requireUnchanged(plan);
  const { hash: _, ...content } = plan;
  const moved = { ...content, startsAt: at.toISOString() };
  return deepFreeze({ ...moved, hash: planHash(moved) });
}

/** Checksum of everything in a plan but the hash itself: it shows a change, it does not prove who made it. */
export function planHash(plan: Omit<ExperimentPlan, 'hash'>): string {
  const { hash: _, ...content } = plan as ExperimentPlan;
  const text = canonical(content);
  return ['a', 'b']
    .map((salt) =>
      fnv1a32(salt + text)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
}

/** @throws ExperimentError when a plan is not the one that was written before the start */
export function requireUnchanged(plan: ExperimentPlan): void {
  const got = planHash(plan);
  requireExperiment(
    got === plan.hash,
    `plan ${plan.id} was changed after it was written (hash ${got}, written ${plan.hash}); plan a new experiment instead`,
  );
}

function armsOf({ arms }: PlanRequest): PlannedArm[] {
  requireExperiment(arms.length > 0, 'an experiment needs arms, got none; name the control and at least one treatment');
  requireExperiment(
    arms.length > 1,
    'an experiment needs at least two arms, got one; name a treatment beside the control',
  );
  const planned = arms.map((arm) =>
    typeof arm === 'string' ? { name: arm, level: arm, weight: 1 / arms.length } : { ...arm },
  );
  requireExperiment(
    new Set(planned.map(({ name }) => name)).size === arms.length &&
      new Set(planned.map(({ level }) => level)).size === arms.length,
    `arms must be distinct, got ${planned.map(({ name }) => name).join(', ')}`,
  );
  const whole = planned.reduce((sum, { weight }) => sum + weight, 0);
  requireExperiment(
    planned.every(({ weight }) => weight > 0) && Math.abs(whole - 1) < 1e-9,
    `the arms' weights must be above 0 and sum to 1, got ${planned.map(({ weight }) => weight).join(', ')}`,
  );
  return planned;
}

function allocationOf(asked: PlanRequest['allocation'], arms: number): Allocation {
  if (asked === undefined || asked.kind === 'fixed') return { kind: 'fixed' };
  const { kind, floor = Math.min(LEAST_SHARE, 0.5 / arms) } = asked;
  requireExperiment(
    floor >= LEAST_FLOOR && floor * arms < 1,
    `the floor of ${arms} arms must be at least ${LEAST_FLOOR} and below ${1 / arms}, got ${floor}: an arm that gets next to no posts cannot be weighed`,
  );
  return { kind, floor };
}

function requirePositive(name: string, value: number): void {
  requireExperiment(value > 0 && Number.isFinite(value), `${name} must be above 0, got ${value}`);
}

/** JSON with sorted keys: the same content gives the same text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

function deepFreeze<T extends object>(value: T): T {
  for (const item of Object.values(value)) if (typeof item === 'object' && item !== null) deepFreeze(item);
  return Object.freeze(value);
}
