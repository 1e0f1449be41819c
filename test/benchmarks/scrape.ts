/**
 * `node test/benchmarks/scrape.ts`: what reading twenty posts costs, against the usual script that opens each post and
 * against one bare navigation, on the same simulated X with 50 ms of latency; then extraction against JSON.parse, and
 * sixty runs in a row. Whole process trees are counted. Exit code 1 when a promise is not kept.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createWorld, startSimulatedX } from '../../infra/local/simulated-x/index.ts';
import { browserSource } from '../../lib/sources/browser.ts';
import { parseX } from '../../lib/x/parse-x.ts';
import { byId } from '../../lib/x/snowflake.ts';
import { sharedPath } from '../support/shared.ts';

const POSTS = 20;
const LATENCY_MS = 50;
const REPEATS = Number(process.env.BENCH_REPEATS ?? 5);
const RUNS_IN_A_ROW = Number(process.env.BENCH_RUNS ?? 60);
const say = (line: string) => process.stdout.write(`${line}\n`);
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

interface Measured {
  posts: number;
  navigations: number;
  launchMs: number;
  readMs: number;
  /** A round in a process that has loaded everything before; Chromium is started in every round. */
  cpuSeconds: number;
  /** The first round, loading Node and the program included. */
  coldCpuSeconds: number;
  peakRssMb: number;
}

const now = new Date('2026-11-20T10:00:00Z');
const startsAt = new Date(now.getTime() - 28 * 86_400_000);
const world = createWorld({ seed: 7, accountHandle: 'HoneBench', timeZone: 'UTC', startsAt });
const x = await startSimulatedX({ world, now: () => now, latencyMs: LATENCY_MS, enforceRateLimits: false });
/** The newest posts that the profile's first page shows, parts of threads included: each has a status page too. */
const wanted = (await firstPage()).toSorted(byId).slice(-POSTS);
const promises: [string, boolean][] = [];

async function firstPage(): Promise<string[]> {
  const source = browserSource({ baseUrl: x.baseUrl, session: { authToken: 'first', ct0: 'first' } });
  const request = {
    handle: 'honebench',
    xUserId: world.account.userId,
    wanted: [],
    signal: new AbortController().signal,
  };
  return (await source.read(request)).posts.filter((post) => !post.isPinned).map(({ tweetId }) => tweetId);
}

/** Resident memory of a process and all its descendants. */
function treeRssMb(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = /^PPid:\s+(\d+)/m.exec(read(`/proc/${name}/status`))?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const inTree = (pid: number): boolean => pid === root || (parents.has(pid) && inTree(parents.get(pid) as number));
  return [...parents.keys()].filter(inTree).reduce((sum, pid) => sum + rssMb(pid), 0);
}

function rssMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

interface Finished {
  rounds: (Omit<Measured, 'peakRssMb' | 'coldCpuSeconds'> & { rssMb: number })[];
  profiles: number;
}

function contend(contender: string, rounds: number) {
  const program = fileURLToPath(new URL('scrape-contender.ts', import.meta.url));
  return spawn(process.execPath, [program, contender, x.baseUrl, 'honebench', world.account.userId, ...wanted], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, BENCH_ROUNDS: String(rounds) },
  });
}

async function finished(child: ReturnType<typeof contend>): Promise<Finished> {
  let output = '';
  for await (const chunk of child.stdout) output += chunk;
  return JSON.parse(output);
}

async function measure(contender: string): Promise<Measured> {
  const child = contend(contender, 3);
  let peakRssMb = 0;
  const sampling = setInterval(() => {
    peakRssMb = Math.max(peakRssMb, treeRssMb(child.pid as number));
  }, 100);
  const { rounds } = await finished(child);
  clearInterval(sampling);
  const [cold, ...warm] = rounds as [(typeof rounds)[number], ...typeof rounds];
  const of = (key: keyof typeof cold) => median(warm.map((round) => round[key]));
  return {
    posts: Math.min(...rounds.map(({ posts }) => posts)),
    navigations: Math.max(...rounds.map(({ navigations }) => navigations)),
    launchMs: of('launchMs'),
    readMs: of('readMs'),
    cpuSeconds: of('cpuSeconds'),
    coldCpuSeconds: cold.cpuSeconds,
    peakRssMb,
  };
}

async function contest(): Promise<void> {
  const names = ['hone', 'each status page', 'bare goto, load', 'bare goto, posts shown'];
  await measure('hone');
  const results = new Map<string, Measured>();
  const measured = new Map(names.map((name) => [name, [] as Measured[]]));
  // In turn, so that a busy minute of the machine falls on all of them.
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (const name of names) measured.get(name)?.push(await measure(name));
  }
  for (const [name, all] of measured) {
    const of = (key: keyof Measured) => median(all.map((one) => one[key]));
    const result: Measured = {
      posts: of('posts'),
      navigations: of('navigations'),
      launchMs: of('launchMs'),
      readMs: of('readMs'),
      cpuSeconds: of('cpuSeconds'),
      coldCpuSeconds: of('coldCpuSeconds'),
      peakRssMb: Math.max(...all.map((one) => one.peakRssMb)),
    };
    results.set(name, result);
    say(
      `${name.padEnd(24)} ${result.posts} posts, ${result.navigations} navigations, start ${result.launchMs.toFixed(0)} ms, ` +
        `read ${result.readMs.toFixed(0)} ms, CPU ${result.cpuSeconds.toFixed(2)} s (cold ${result.coldCpuSeconds.toFixed(2)}), peak RSS ${result.peakRssMb.toFixed(0)} MB`,
    );
  }
  const [hone, each, load, shown] = names.map((name) => results.get(name) as Measured) as [
    Measured,
    Measured,
    Measured,
    Measured,
  ];
  say(`against load alone: ${(hone.readMs / load.readMs).toFixed(2)} times its wall time`);
  promise(`all ${POSTS} posts read`, hone.posts, POSTS, hone.posts >= POSTS);
  promise('fewer navigations', each.navigations / hone.navigations, 10, each.navigations >= 10 * hone.navigations);
  promise('less CPU', each.cpuSeconds / hone.cpuSeconds, 6, each.cpuSeconds >= 6 * hone.cpuSeconds);
  promise('wall time of a bare navigation', hone.readMs / shown.readMs, 1.3, hone.readMs <= 1.3 * shown.readMs);
  promise('peak RSS in MB', hone.peakRssMb, 450, hone.peakRssMb < 450);
}

function promise(what: string, got: number, wants: number, kept: boolean): void {
  promises.push([what, kept]);
  say(`${kept ? 'kept  ' : 'BROKEN'} ${what}: ${got.toFixed(2)} (promised ${wants})`);
}

function extraction(): void {
  const path = sharedPath('recorded', 'x', 'raw_user_tweets.json');
  if (path === null) {
    say('extraction: skipped, ../shared/recorded/x is absent');
    return;
  }
  const text = readFileSync(path, 'utf8');
  const readAt = now;
  const time = (work: () => unknown) => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  };
  const parse: number[] = [];
  const extract: number[] = [];
  for (let repeat = 0; repeat < 200; repeat++) {
    let payload: unknown;
    parse.push(
      time(() => {
        payload = JSON.parse(text);
      }),
    );
    extract.push(time(() => parseX(payload, { authorId: '2244994945', readAt })));
  }
  const [parseMs, extractMs] = [median(parse), median(extract)];
  const size = `${(text.length / 1024).toFixed(0)} kB`;
  say(`JSON.parse of ${size} ${parseMs.toFixed(2)} ms, extraction ${extractMs.toFixed(2)} ms`);
  promise('extraction against JSON.parse', extractMs / parseMs, 2, extractMs <= 2 * parseMs);
}

/** One process that runs again and again, as a warm Lambda does. */
async function inARow(): Promise<void> {
  const { rounds, profiles } = await finished(contend('hone', RUNS_IN_A_ROW));
  const rss = rounds.map(({ rssMb }) => rssMb);
  const third = Math.floor(RUNS_IN_A_ROW / 3);
  const [middle, last] = [median(rss.slice(third, 2 * third)), median(rss.slice(2 * third))];
  say(
    `${RUNS_IN_A_ROW} runs in a row: RSS of Node ${middle.toFixed(0)} MB in the middle third, ${last.toFixed(0)} MB in the last`,
  );
  promise('growth of RSS over the last thirds', last / middle, 1.1, last <= 1.1 * middle);
  promise('profiles left in the temporary folder', profiles, 0, profiles === 0);
}

await contest();
extraction();
await inARow();
await x.close();
process.exitCode = promises.every(([, kept]) => kept) ? 0 : 1;
