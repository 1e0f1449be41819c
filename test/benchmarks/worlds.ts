/**
 * Measures the learner on worlds with known truth, beside the reference designs on the same worlds.
 *
 *   node test/benchmarks/worlds.ts [folder of the development worlds] [--null N] [--loop N] [--only part,part]
 *
 * Parts: offline, null, loop, speed. The folder defaults to ../shared/data/worlds beside the repository.
 */
import { parseArgs } from 'node:util';
import { analyzeHistory } from '../../lib/optimizing/analyze-history.ts';
import { sharedPath } from '../support/shared.ts';
import { CANDIDATES, type LoopResult, naiveGreedy, runLoop } from './worlds/closed-loop.ts';
import { developmentLoopWorlds, developmentWorlds, referenceFigures } from './worlds/development-worlds.ts';
import { generateWorld } from './worlds/generated-worlds.ts';
import { generateLoopWorld, type LoopWorld } from './worlds/loop-worlds.ts';
import { everLasting, scoreWorlds } from './worlds/score-worlds.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    null: { type: 'string', default: '200' },
    looks: { type: 'string', default: '100' },
    loop: { type: 'string', default: '0' },
    only: { type: 'string', default: 'offline,null,loop,speed' },
  },
});
const folder = positionals[0] ?? sharedPath('data', 'worlds');
const parts = new Set(values.only.split(','));
const print = (line = '') => process.stdout.write(`${line}\n`);
const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
const mean = (numbers: number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

if (!folder)
  print('The development worlds are absent: give their folder as the first argument. Generated worlds only.');
if (parts.has('offline') && folder) for (const name of ['w1_7d_dev', 'w1_28d_dev']) offline(folder, name);
if (parts.has('null')) for (const days of [7, 28]) nullWorlds(days, Number(values.null), Number(values.looks));
if (parts.has('loop')) {
  if (folder) closedLoop('development', developmentLoopWorlds(folder));
  const generated = Number(values.loop);
  if (generated > 0)
    closedLoop(
      'generated',
      Array.from({ length: generated }, (_, i) => generateLoopWorld(`check-${i}`)),
    );
}
if (parts.has('speed')) speed();

function offline(from: string, name: string): void {
  const scores = scoreWorlds(developmentWorlds(from, name));
  const figures = referenceFigures(from, name);
  print(`\n${name}: ${scores.effectWorlds} worlds with effects, ${scores.nullWorlds} without`);
  print('design                          P(best) gen/hour   lost gen/hour    weekly claims, FDR  null   lasting  null');
  for (const design of ['naive_mean_n2_welch05', 'RECOMMENDED', 'oracle_mature_true_topics']) {
    const f = figures[design]!;
    const v = (key: string) => f[key]![0];
    const lasting = design === 'RECOMMENDED' ? figures['rec_decisions+avlm_eBH_claims']! : null;
    print(
      row(design, [
        `${v('pBestGenerator').toFixed(3)} / ${v('pBestHour').toFixed(3)}`,
        `${percent(v('regretGenerator'))} / ${percent(v('regretHour'))}`,
        `${v('claimsPerWorld').toFixed(2)}, ${percent(v('FDR_effects'))}`,
        percent(v('nullWorlds_pAnyClaim')),
        lasting ? lasting.claimsPerWorld![0].toFixed(2) : '-',
        lasting ? percent(lasting.nullWorlds_pAnyClaim![0]) : '-',
      ]),
    );
  }
  print(
    row('Hone', [
      `${scores.pBestGenerator.toFixed(3)} / ${scores.pBestHour.toFixed(3)}`,
      `${percent(scores.lostGenerator)} / ${percent(scores.lostHour)}`,
      `${scores.weeklyClaims.toFixed(2)}, ${percent(scores.weeklyFdr)}`,
      percent(scores.nullWeekly),
      `${scores.lastingClaims.toFixed(2)}`,
      percent(scores.nullLasting),
    ]),
  );
}

function row(label: string, cells: string[]): string {
  const widths = [18, 16, 19, 6, 8, 6];
  return `${label.padEnd(32)}${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' ')}`;
}

function nullWorlds(days: number, count: number, looked: number): void {
  const worlds = Array.from({ length: count }, (_, i) =>
    generateWorld({ seed: `null-${days}-${i}`, days, isNull: true }),
  );
  const { nullWeekly, nullLasting } = scoreWorlds(worlds);
  const ever = worlds.slice(0, looked).map((world) => (everLasting(world) ? 1 : 0));
  print(
    `\nnothing true, ${days} days: a weekly claim in ${percent(nullWeekly)}, a lasting one at the last look in ${percent(nullLasting)} of ${count} worlds; a lasting one at any 4-hourly look in ${ever.length > 0 ? `${percent(mean(ever))} of ${ever.length}` : 'not looked at'}`,
  );
}

function closedLoop(label: string, worlds: LoopWorld[]): void {
  const naive = worlds.map((world) => runLoop(world, naiveGreedy));
  const hone = worlds.map((world) =>
    runLoop(
      world,
      ({ posts, nowMs, policy }) =>
        analyzeHistory(posts, { now: new Date(nowMs), policy, settings: CANDIDATES }).policy,
    ),
  );
  const summary = (results: LoopResult[]) => {
    const totals = results.map(({ total }) => total).sort((a, b) => b - a);
    return [
      mean(totals),
      mean(totals.slice(0, Math.max(1, Math.round(totals.length / 10)))),
      ...[0, 1, 2].map((p) => mean(results.map(({ periods }) => periods[p]!))),
    ];
  };
  const [a, b] = [summary(naive), summary(hone)];
  const cells = (numbers: number[]) => numbers.map((x, i) => x.toFixed(i < 2 ? 1 : 3).padStart(8)).join('');
  print(`\nclosed loop, ${worlds.length} ${label} worlds: total, worst tenth, per post in days 5-27, 28-41, 42-55`);
  print(`naive greedy  ${cells(a)}`);
  print(`Hone          ${cells(b)}`);
  print(`ratio         ${b.map((x, i) => (x / a[i]!).toFixed(3).padStart(8)).join('')}`);
  if (label === 'development')
    print(
      'references    joint Thompson, floor .02, half-life 28 days: .90 .74 (.54 in days 42-55) of its naive greedy',
    );
}

function speed(): void {
  const worlds = Array.from({ length: 40 }, (_, i) => generateWorld({ seed: `speed-${i}`, days: 28, isNull: false }));
  for (const world of worlds) analyzeHistory(world.posts, { now: new Date(world.nowMs) });
  const once = (i: number) => {
    const world = worlds[i % worlds.length]!;
    const [started, spent] = [performance.now(), process.threadCpuUsage()];
    analyzeHistory(world.posts, { now: new Date(world.nowMs) });
    const { user, system } = process.threadCpuUsage(spent);
    return { wall: performance.now() - started, cpu: (user + system) / 1000 };
  };
  const runs = Array.from({ length: 200 }, (_, i) => once(i));
  const at = (share: number, of: (run: ReturnType<typeof once>) => number) =>
    runs
      .map(of)
      .sort((a, b) => a - b)
      [Math.floor(share * runs.length)]!.toFixed(2);
  print(
    `\none analysis of 280 posts: median ${at(0.5, ({ wall }) => wall)} ms (${at(0.5, ({ cpu }) => cpu)} ms of CPU), nine in ten under ${at(0.9, ({ wall }) => wall)} ms`,
  );
  const before = Date.now();
  let peak = 0;
  const accounts = 5000;
  for (let i = 0; i < accounts; i += 1) {
    const world = worlds[i % worlds.length]!;
    analyzeHistory(world.posts, { now: new Date(world.nowMs) });
    if (i % 50 === 0) peak = Math.max(peak, process.memoryUsage().rss);
  }
  const seconds = (Date.now() - before) / 1000;
  print(
    `${accounts} accounts one after another: ${seconds.toFixed(0)} s, at most ${Math.round(peak / 2 ** 20)} MB resident`,
  );
}
