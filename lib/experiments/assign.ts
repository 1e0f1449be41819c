import { assignmentHash, bucketRanges, chooseBucket } from '../statistics/assignment-hash.ts';
import { isAdaptive, plannedWeights } from './allocation.ts';
import { requireExperiment } from './experiment-error.ts';
import type { ExperimentPlan } from './plan.ts';

/** A post about to be planned. */
export interface PostKey {
  /** Stable key of the post, e.g. its decision id. */
  key: string;
  /** Whole days since some fixed day, in the account's time zone. */
  day: number;
  /** Position of the post's slot among the day's slots, from 0. */
  slot: number;
}

export interface Assignment {
  experimentId: string;
  arm: string;
  level: string;
  /** Probability of this arm for a post that is in the experiment. */
  probability: number;
  /** That of every arm, in the plan's order. */
  weights: readonly number[];
  /** Share of the layer's posts that are in the experiment. */
  traffic: number;
}

/** Larger tiles than this are no longer balanced within a few days. */
const LARGEST_TILE = 10;

/**
 * The arm of a post, or null when the post is outside the experiment's share of its layer. By GrowthBook's published
 * FNV-1a hash (version 2), so that anyone can recompute it.
 *
 * Within the experiment arms are blocked by slot and day: days and slots are cut into tiles of as many days as slots, each
 * tile a Latin square whose rotation is the hash of experiment and tile. Every arm then meets every slot and every day
 * equally often, while each single post keeps the arm's weight as its probability. Weights that are no tenths or smaller
 * fractions fall back to the plain hash of experiment and post, and so do weights that move.
 *
 * @param weights in force for an experiment whose shares move at looks, in the plan's order; those of the plan unless given.
 *   The arm is a function of experiment, post and these weights alone.
 */
export function assignPost(
  plan: ExperimentPlan,
  post: PostKey,
  weights: readonly number[] = plannedWeights(plan),
): Assignment | null {
  const [from, to] = plan.traffic;
  const place = hashOf(plan.layer, post.key);
  if (place < from || place >= to) return null;
  requireExperiment(
    weights.length === plan.arms.length,
    `plan ${plan.id} has ${plan.arms.length} arms, got ${weights.length} weights`,
  );
  const tile = isAdaptive(plan) ? null : tileOf(weights);
  const index = tile
    ? tile[positionInTile(plan, post, tile.length)]!
    : chooseBucket(hashOf(plan.id, post.key), bucketRanges({ arms: weights.length, weights }));
  const arm = plan.arms[index]!;
  return {
    experimentId: plan.id,
    arm: arm.name,
    level: arm.level,
    probability: weights[index]!,
    weights,
    traffic: to - from,
  };
}

/** The experiment of several that a post belongs to in each layer: at most one per layer. */
export function assignAll(plans: readonly ExperimentPlan[], post: PostKey): Assignment[] {
  return plans.flatMap((plan) => assignPost(plan, post) ?? []);
}

/**
 * @throws ExperimentError when two experiments that run at the same time would share posts: the same part of one layer, or
 *   the same dimension in two layers
 */
export function requireNoOverlap(plans: readonly ExperimentPlan[]): void {
  plans.forEach((plan, i) => {
    for (const other of plans.slice(0, i)) {
      requireExperiment(plan.id !== other.id, `experiment ${plan.id} is there twice; ids must be unique`);
      const shared = plan.traffic[0] < other.traffic[1] && other.traffic[0] < plan.traffic[1];
      requireExperiment(
        plan.layer !== other.layer || !shared,
        `experiments ${other.id} and ${plan.id} overlap in layer ${plan.layer}: traffic [${other.traffic}) and [${plan.traffic}); give them separate shares or wait`,
      );
      requireExperiment(
        plan.layer === other.layer || plan.dimension !== other.dimension,
        `experiments ${other.id} and ${plan.id} both vary ${plan.dimension} in different layers; put them into one layer`,
      );
    }
  });
}

/** Arm indices of a tile, each as often as its weight says; null when no small tile can hold the weights. */
function tileOf(weights: readonly number[]): number[] | null {
  for (let size = weights.length; size <= LARGEST_TILE; size += 1) {
    const counts = weights.map((weight) => Math.round(weight * size));
    if (counts.every((count, k) => Math.abs(count / size - weights[k]!) < 1e-6)) {
      return counts.flatMap((count, k) => new Array<number>(count).fill(k));
    }
  }
  return null;
}

/** Cell of the Latin square: day + slot + rotation, in an order of days and slots of the tile's own. */
function positionInTile(plan: ExperimentPlan, { day, slot }: PostKey, size: number): number {
  const block = `${Math.floor(day / size)}:${Math.floor(slot / size)}`;
  const rotation = Math.floor(hashOf(`${plan.id}:rotation`, block) * size);
  const inDay = modulo(day, size);
  const inSlot = modulo(slot, size);
  const stride = hashOf(`${plan.id}:mirror`, block) < 0.5 ? size - 1 : 1;
  return modulo(inDay * stride + inSlot + rotation, size);
}

function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}

function hashOf(seed: string, value: string): number {
  return assignmentHash({ seed, value, version: 2 })!;
}
