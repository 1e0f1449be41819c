/**
 * What the experiments' statistics promise, measured: on real archives of experiments, and on simulated ones.
 * Usage: `node test/benchmarks/experiments.ts [folder with the data sets] [simulated runs] [seeds of the bandit]`.
 */
import {
  betaThompson,
  epsilonGreedy,
  exploreThenCommit,
  hurriedThompson,
} from '../../lib/experiments/bandit-policies.ts';
import { sharedPath } from '../support/shared.ts';
import { asosFigures } from './experiments/asos.ts';
import { type Figure, figureLine } from './experiments/goal.ts';
import { simulatedFigures } from './experiments/simulated-experiment.ts';
import { isValid, upworthyTests } from './experiments/upworthy.ts';
import { banditGain, falsePositives, informedPolicies, mean, winnersClaims } from './experiments/upworthy-figures.ts';

const dataPath = process.argv[2] ?? sharedPath('data');
const runs = Number(process.argv[3] ?? 600);
const seeds = Array.from({ length: Number(process.argv[4] ?? 10) }, (_, i) => `replay-${i}`);
if (!dataPath) {
  process.stderr.write('The data sets are absent: give their folder as the argument, or set HONE_SHARED.\n');
  process.exit(1);
}
const say = (line: string) => process.stdout.write(`${line}\n`);
const figure = (one: Figure) => say(figureLine(one));
const percent = (x: number) => `${(100 * x).toFixed(1)}%`;

const tests = upworthyTests(dataPath);
const valid = tests.filter(isValid);
say(`Upworthy: ${tests.length} tests, ${valid.length} of them valid`);
const halves = falsePositives(valid, 'halves');
figure({
  name: 'A/A, halves of one arm, 20 looks: differences claimed',
  value: halves.sequential,
  goal: { atMost: 0.05 },
  note: `${halves.arms} arms; naive ${percent(halves.naive)}`,
});
const winners = winnersClaims(valid, 'winners');
figure({
  name: "winner's lift, claimed minus achieved",
  value: Math.abs(winners.claimed - winners.achieved),
  goal: { atMost: 0.02 },
  note: `claimed ${percent(winners.claimed)}, achieved ${percent(winners.achieved)}; naive ${percent(winners.naive)}`,
});
const mismatches = (broken: boolean) => {
  const period = tests.filter((test) => test.broken === broken);
  return period.filter(({ sampleRatioPValue }) => sampleRatioPValue < 0.001).length / period.length;
};
figure({ name: 'sample-ratio guard, broken period', value: mismatches(true), goal: { atLeast: 0.65 } });
figure({ name: 'sample-ratio guard, elsewhere', value: mismatches(false), goal: { atMost: 0.01 } });
const gains = banditGain(valid, informedPolicies(tests), seeds);
figure({
  name: 'bandit replay, share of the possible gain',
  value: mean(gains),
  goal: { atLeast: 0.35 },
  note: `informed index, ${seeds.length} seeds, ${percent(Math.min(...gains))} to ${percent(Math.max(...gains))}`,
});
const some = seeds.slice(0, 2);
for (const [name, policy] of [
  ['Thompson', betaThompson({ a: 1, b: 1 }, 20)],
  ['ε-greedy', epsilonGreedy(0.1)],
  ['explore, then commit', exploreThenCommit(0.3)],
  ['hurried Thompson, which learns nothing from other tests', hurriedThompson()],
] as const) {
  say(`     beside it, ${name}: ${percent(mean(banditGain(valid, () => policy, some)))}`);
}

const asos = asosFigures(dataPath);
say(`\nASOS: ${asos.streams} streams, ${percent(asos.significantAtEnd / asos.streams)} significant at the end,`);
say(`${percent(asos.significantEver / asos.streams)} at some look; ${asos.decided} decided here`);
figure({ name: 'decisions reversed at the end', value: asos.reversed / asos.decided, goal: { atMost: 0.05 } });
for (const [reason, count] of asos.refused) say(`     refused ${count}: ${reason}`);

say(`\nSimulated experiments, ${runs} runs each, 10 posts a day, looked at daily for 42 days`);
const found = simulatedFigures({ runs, logLift: Math.log(1.35), seed: 'effect' });
figure({ name: 'power at +35% on the rate', value: found.winner, goal: { atLeast: 0.9 } });
figure({
  name: 'median decision',
  value: found.medianDay ?? Number.POSITIVE_INFINITY,
  goal: { atMost: 17 },
  unit: 'days',
});
const nothing = simulatedFigures({ runs, logLift: 0, seed: 'nothing' });
figure({
  name: 'decisions when nothing is true',
  value: nothing.winner + nothing.harm,
  goal: { atMost: 0.015 },
  note: `winners ${percent(nothing.winner)}, harm ${percent(nothing.harm)}`,
});
for (const kind of ['thompson', 'top-two'] as const) {
  const empty = simulatedFigures({ runs, logLift: 0, seed: 'nothing', kind });
  figure({
    name: `decisions when nothing is true, ${kind}`,
    value: empty.winner + empty.harm,
    goal: { atMost: 0.015 },
    note: `intervals that held at every look ${percent(empty.covered)}; sample-ratio alarms ${percent(empty.sampleRatio)}`,
  });
  const moved = simulatedFigures({ runs: Math.ceil(runs / 3), logLift: Math.log(1.35), seed: 'effect', kind });
  say(
    `     at +35%, ${kind}: power ${percent(moved.winner)}, half of them by day ${moved.medianDay ?? '–'}, ` +
      `treated ${percent(moved.treated)} of posts, intervals that held ${percent(moved.covered)}`,
  );
}
