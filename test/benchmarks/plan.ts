/**
 * Whether the loop closes: over many worlds, the share of posts planned for the truly better generators from plan to plan.
 *
 *   node test/benchmarks/plan.ts [worlds, default 100] [days, default 21]
 */
import { createWorld } from '../../infra/local/simulated-x/index.ts';
import { simulatedLoop } from './plan/simulated-loop.ts';

const worlds = Number(process.argv[2] ?? 100);
const days = Number(process.argv[3] ?? 21);
const HABIT_DAYS = 7;
const WEEK = 7;
const startsAt = new Date('2026-03-02T00:00:00Z');
const firstDay = new Date(startsAt.getTime() + HABIT_DAYS * 86_400_000);
const print = (line = '') => process.stdout.write(`${line}\n`);

/** Shares of one world by plan. */
interface Shares {
  /** Of the posts that are no holdout: those of generators better than the world's mean, and of the best one. */
  better: number[];
  best: number[];
  /** Of the weights they were drawn from. */
  weight: number[];
}

const began = performance.now();
const results = Array.from({ length: worlds }, (_, seed): Shares => {
  const world = createWorld({
    seed: 1_000 + seed,
    accountHandle: 'bench',
    startsAt,
    timeZone: 'UTC',
    days: HABIT_DAYS,
  });
  const { generators, best } = world.truth;
  const isBetter = (name: string) => generators[name]! > 0;
  const turns = simulatedLoop(world, { firstDay, days, holdoutShare: 0.2, rails: {} });
  const drawn = turns.map(({ decisions }) => decisions.filter(({ isHoldout }) => !isHoldout).map((d) => d.generator));
  return {
    better: drawn.map((names) => share(names, isBetter)),
    best: drawn.map((names) => share(names, (name) => name === best!.generator)),
    weight: turns.map(({ weights }) =>
      Object.entries(weights.generators).reduce((sum, [name, weight]) => sum + (isBetter(name) ? weight : 0), 0),
    ),
  };
});

print(
  `${worlds} worlds, ${days} daily plans each after ${HABIT_DAYS} days of habit; 5 posts a day, a fifth of them holdout`,
);
print('plans      better generators, planned   their weight   best generator, planned');
for (let from = 0; from < days; from += WEEK) {
  const to = Math.min(days, from + WEEK);
  const of = (key: keyof Shares) => percent(mean(results.map((result) => mean(result[key].slice(from, to)))));
  print(
    `${`${from + 1}-${to}`.padEnd(10)} ${of('better').padStart(26)}   ${of('weight').padStart(12)}   ${of('best').padStart(23)}`,
  );
}
const gains = results.map(({ better }) => mean(better.slice(-WEEK)) - mean(better.slice(0, WEEK)));
const gain = mean(gains);
const error = Math.sqrt(gains.reduce((sum, x) => sum + (x - gain) ** 2, 0) / (worlds - 1) / worlds);
const byPlan = Array.from({ length: days }, (_, plan) => mean(results.map(({ weight }) => weight[plan]!)));
const rising = byPlan.filter((weight, plan) => plan > 0 && weight > byPlan[plan - 1]!).length;
print(
  `last week against the first: ${signed(gain)} points, 95% interval ${signed(gain - 1.96 * error)} to ${signed(gain + 1.96 * error)}`,
);
print(
  `from plan to plan the mean weight rose in ${rising} of ${days - 1} steps; plan 1 ${percent(byPlan[0]!)}, plan ${days} ${percent(byPlan.at(-1)!)}`,
);
print(`${((performance.now() - began) / 1_000).toFixed(0)} s`);
if (!(gain - 1.96 * error > 0)) process.exitCode = 1;

function share(names: readonly string[], isIn: (name: string) => boolean): number {
  return names.length === 0 ? 0 : names.filter(isIn).length / names.length;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)}%`;
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : '−'}${Math.abs(100 * value).toFixed(1)}`;
}
