import type { World } from '../../infra/local/simulated-x/index.ts';
import type { HistoryPost, PolicyWeights } from '../../lib/learning/history.ts';
import { createNoise } from './noise.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Posts are read this old, and at the end of every simulated day of their first week. */
const READ_AGES_HOURS = [1, 3, 6, 12, 24, 48, 96, 168];

/** What a decision was drawn from. */
export interface DrawnFrom {
  inForce: { version: number; weights: PolicyWeights };
  baseline: { weights: PolicyWeights };
}

/**
 * A publisher in a simulated world whose zone is UTC: every day it draws generator, format and hour from the policy in force,
 * one in five times from the baseline instead, and remembers which.
 */
export function simulatedPublisher(world: World, options: { seed: number; postsPerDay: number; holdoutShare: number }) {
  const draws = createNoise(options.seed);
  const decided = new Map<string, { holdout: boolean; version: number }>();
  let count = 0;

  return {
    decided,
    /** Publishes one day's posts. */
    publishDay(day: Date, { inForce, baseline }: DrawnFrom): void {
      for (let i = 0; i < options.postsPerDay; i += 1) {
        const holdout = draws.uniform() < options.holdoutShare;
        const { weights } = holdout ? baseline : inForce;
        const draw = (levels: Record<string, number>) => weighted(levels, draws.uniform());
        const generator = draw(weights.generators);
        const format = draw(weights.formats) as 'single' | 'thread';
        const minutes = Math.floor(60 * (Number(draw(weights.hours)) + draws.uniform()));
        count += 1;
        const parts = format === 'thread' ? [`${count}, one`, `${count}, two`] : [`${count}`];
        const id = world.publish({ parts, generator, format, at: new Date(day.getTime() + minutes * 60_000 + count) });
        decided.set(id, { holdout, version: inForce.version });
      }
    },
    /** What a reader of the page would bring home at `now`: posts of the last nine days, readings made since `since`. */
    read({ since, now }: { since: Date; now: Date }): HistoryPost[] {
      return world
        .historyRecords({ until: now, snapshotAgesHours: READ_AGES_HOURS })
        .filter(({ posted_at }) => new Date(posted_at).getTime() > now.getTime() - 9 * DAY_MS)
        .map((record) => {
          const decision = decided.get(record.tweet_id);
          return {
            ...record,
            metrics: record.metrics.filter(({ collected_at }) => new Date(collected_at) > since),
            ...(decision && { is_holdout: decision.holdout, policy_version: decision.version }),
          };
        });
    },
  };
}

function weighted(levels: Record<string, number>, uniform: number): string {
  let left = uniform;
  for (const [level, weight] of Object.entries(levels)) {
    left -= weight;
    if (left < 0) return level;
  }
  return Object.keys(levels).at(-1)!;
}
