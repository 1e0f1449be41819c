import { analyzeExperiment } from '../../../lib/experiments/analyze-experiment.ts';
import { priorsInOrder } from '../../../lib/experiments/arm-prior.ts';
import type { BanditPolicy } from '../../../lib/experiments/bandit-policies.ts';
import type { ArmCounts } from '../../../lib/experiments/experiment-counts.ts';
import { ExperimentError } from '../../../lib/experiments/experiment-error.ts';
import { informedIndex } from '../../../lib/experiments/informed-index.ts';
import { type FinishedArm, replaySeries } from '../../../lib/experiments/replay.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';
import { cutIntoParts } from './halves.ts';
import { isValid, type UpworthyTest } from './upworthy.ts';

const LOOKS = 20;

/** Halves of one arm against each other, looked at 20 times: share of arms for which a difference is claimed. */
export function falsePositives(
  tests: readonly UpworthyTest[],
  seed: string,
): { arms: number; naive: number; sequential: number } {
  const random = seededRandom(seed);
  let [arms, naive, sequential] = [0, 0, 0];
  for (const arm of tests.flatMap((test) => test.arms)) {
    const size = Math.floor(arm.trials / (2 * LOOKS));
    if (size < 1) continue;
    const parts = cutIntoParts(arm, new Array<number>(2 * LOOKS).fill(size), random);
    const looks = Array.from({ length: LOOKS }, (_, look) => ({
      look: look + 1,
      arms: [0, 1].map((half) =>
        upTo(parts.filter((__, k) => k % 2 === half).slice(0, look + 1), half === 0 ? 'a' : 'b'),
      ),
    }));
    arms += 1;
    if (looks.some((look) => pooledZ(look.arms) > 1.96)) naive += 1;
    const analysis = analysed({ looks });
    if (analysis?.decision) sequential += 1;
  }
  return { arms, naive: naive / arms, sequential: sequential / arms };
}

/** The winner picked on half of the impressions: what is claimed of it, and what it achieves in the other half. */
export function winnersClaims(
  tests: readonly UpworthyTest[],
  seed: string,
): { naive: number; claimed: number; achieved: number } {
  const random = seededRandom(seed);
  const claims: { naive: number; claimed: number; achieved: number }[] = [];
  for (const { arms } of tests) {
    const halves = arms.map((arm) => {
      const size = Math.floor(arm.trials / 2);
      return cutIntoParts(arm, [size, size], random);
    });
    const analysis = analysed({
      looks: [{ look: 1, arms: halves.map(([first], k) => ({ arm: String(k), ...first! })) }],
    });
    if (!analysis?.leader) continue;
    const { arm, lift, shrunkLift } = analysis.leader;
    const later = halves.map(([, second]) => second!.successes / second!.trials);
    const average = mean(later);
    if (average > 0) claims.push({ naive: lift, claimed: shrunkLift, achieved: later[Number(arm)]! / average - 1 });
  }
  return {
    naive: mean(claims.map(({ naive }) => naive)),
    claimed: mean(claims.map(({ claimed }) => claimed)),
    achieved: mean(claims.map(({ achieved }) => achieved)),
  };
}

/** Share of the possible gain of a bandit, summed over tests, per seed. */
export function banditGain(
  tests: readonly UpworthyTest[],
  policyOf: (place: number) => BanditPolicy,
  seeds: readonly string[],
): number[] {
  return seeds.map((seed) => {
    const { shareOfGain } = replaySeries({ experiments: tests, policyOf, random: seededRandom(seed), batch: 50 });
    return shareOfGain ?? 0;
  });
}

/** The informed index for each valid test, from all tests that were created at least a day before it. */
export function informedPolicies(tests: readonly UpworthyTest[]): (place: number) => BanditPolicy {
  const priors = priorsInOrder(tests);
  const policies = tests.flatMap((test, i) => (isValid(test) ? informedIndex(priors[i]!) : []));
  return (place) => policies[place]!;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function totalRate(arms: readonly FinishedArm[]): number {
  const sum = (of: keyof FinishedArm) => arms.reduce((total, arm) => total + arm[of], 0);
  return sum('successes') / sum('trials');
}

function upTo(parts: readonly FinishedArm[], arm: string): ArmCounts & FinishedArm {
  const sum = (of: keyof FinishedArm) => parts.reduce((total, part) => total + part[of], 0);
  return { arm, trials: sum('trials'), successes: sum('successes') };
}

function pooledZ([a, b]: readonly FinishedArm[]): number {
  const pooled = totalRate([a!, b!]);
  const variance = pooled * (1 - pooled) * (1 / a!.trials + 1 / b!.trials);
  return variance > 0 ? Math.abs(a!.successes / a!.trials - b!.successes / b!.trials) / Math.sqrt(variance) : 0;
}

/** Null where there is too little to compare: that is an answer, too. */
function analysed(input: Parameters<typeof analyzeExperiment>[0]): ReturnType<typeof analyzeExperiment> | null {
  try {
    return analyzeExperiment(input);
  } catch (error) {
    if (error instanceof ExperimentError && error.code === 'not_enough_data') return null;
    throw error;
  }
}
