import type { FinishedArm } from '../../../lib/experiments/replay.ts';
import type { Random } from '../../../lib/statistics/seeded-random.ts';

/**
 * An arm's trials in a random order, cut into parts of the given sizes: what each part got. Drawn without replacement, so
 * that the parts sum to the whole.
 */
export function cutIntoParts(arm: FinishedArm, sizes: readonly number[], random: Random): FinishedArm[] {
  const left = [...sizes, arm.trials - sizes.reduce((sum, size) => sum + size, 0)];
  const successes = left.map(() => 0);
  let remaining = arm.trials;
  for (let i = 0; i < arm.successes; i += 1) {
    let place = random() * remaining;
    const part = left.findIndex((size) => {
      place -= size;
      return place < 0;
    });
    successes[part]! += 1;
    left[part]! -= 1;
    remaining -= 1;
  }
  return sizes.map((trials, k) => ({ trials, successes: successes[k]! }));
}
