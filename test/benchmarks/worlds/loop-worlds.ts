import { sampleNormal, sampleStudentT } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';
import { drawEffects } from './generated-worlds.ts';
import { W1, type WorldEffects } from './world-parameters.ts';

/** A world for the closed loop: every noise term of every post is fixed, so that only the policy's weights matter. */
export interface LoopWorld extends WorldEffects {
  id: string;
  /** Topic preferences by slot. */
  Tp: number[][];
  eps: number[];
  imp: number[];
  viral: number[];
  z: number[];
  tau: number[];
  ug: number[];
  uf: number[];
  ut: number[];
  /** Whether the shown topic is wrong, and which it is then. */
  te: number[];
  tr: number[];
  us: number[];
}

export const LOOP_DAYS = 56;
export const DRIFT_DAY = 28;
export const DRIFT_DROP = 0.6;
export const UNIFORM_DAYS = 5;

/** A closed-loop world of W1's equations from a seed of our own. */
export function generateLoopWorld(seed: string): LoopWorld {
  const random = seededRandom(seed);
  const effects = drawEffects(random, false);
  const posts = LOOP_DAYS * W1.postsPerDay;
  const many = (draw: () => number, n = posts) => Array.from({ length: n }, draw);
  return {
    id: seed,
    ...effects,
    Tp: Array.from({ length: W1.topics }, () => many(() => sampleNormal(random), W1.hours.length)),
    eps: many(() => W1.residual.scale * sampleStudentT(random, W1.residual.df)),
    imp: many(() => W1.impressions.scale * sampleStudentT(random, W1.impressions.df)),
    viral: many(() => (random() < W1.viral.chance ? 1 : 0)),
    z: many(() => sampleNormal(random)),
    tau: many(() => Math.exp(W1.growth.spread * sampleNormal(random))),
    ug: many(random),
    uf: many(random),
    ut: many(random),
    te: many(() => (random() < W1.topicError ? 1 : 0)),
    tr: many(() => Math.floor(random() * W1.topics)),
    us: many(random, posts / 2),
  };
}
