/**
 * One contender of the scraping benchmark in a process of its own, so that its whole tree can be counted. Prints one
 * JSON line of its rounds (BENCH_ROUNDS, 3): what each read, how long it took without starting and ending Chromium, the
 * tree's CPU, its own memory after it, and how many of Chromium's profiles were left behind.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { browserSource } from '../../lib/sources/browser.ts';
import { launchChromium } from '../../lib/sources/chromium.ts';

const [contender, baseUrl, handle, xUserId, ...wanted] = process.argv.slice(2) as string[];
const TICKS_PER_SECOND = 100;
const session = { authToken: `bench-${process.pid}`, ct0: 'bench' };

interface Outcome {
  posts: number;
  navigations: number;
  launchMs: number;
  readMs: number;
}

const CONTENDERS: Record<string, () => Promise<Outcome>> = {
  hone: async () => {
    const times: Record<string, unknown> = {};
    const log = (_: string, fields: Record<string, unknown>) => Object.assign(times, fields);
    const source = browserSource({ baseUrl: String(baseUrl), session, log });
    const signal = new AbortController().signal;
    const result = await source.read({ handle: String(handle), xUserId: xUserId ?? null, wanted, signal });
    const read = result.posts.filter(({ tweetId, editTweetIds }) =>
      wanted.some((id) => id === tweetId || editTweetIds.includes(id)),
    );
    return {
      posts: read.length,
      navigations: result.navigations,
      launchMs: Number(times.launch_ms),
      readMs: Number(times.read_ms),
    };
  },
  /** The usual script: opens every post, waits for the network to fall silent, reads the visible numbers. */
  'each status page': () =>
    withPage(async (page) => {
      let posts = 0;
      for (const id of wanted) {
        await page.goto(`${baseUrl}/${handle}/status/${id}`, { waitUntil: 'networkidle2' });
        const label = await page.$eval('article [role="group"]', (group) => group.getAttribute('aria-label'));
        if (label) posts += 1;
      }
      return { posts, navigations: wanted.length };
    }),
  'bare goto, load': () =>
    withPage(async (page) => {
      await page.goto(`${baseUrl}/${handle}`, { waitUntil: 'load' });
      return { posts: 0, navigations: 1 };
    }),
  /** The page is there when its posts are: what a bare navigation has to wait for to have anything to read. */
  'bare goto, posts shown': () =>
    withPage(async (page) => {
      await page.goto(`${baseUrl}/${handle}`, { waitUntil: 'load' });
      await page.waitForSelector('article');
      return { posts: 0, navigations: 1 };
    }),
};

async function withPage(
  work: (
    page: Awaited<ReturnType<Awaited<ReturnType<typeof launchChromium>>['browser']['newPage']>>,
  ) => Promise<Pick<Outcome, 'posts' | 'navigations'>>,
): Promise<Outcome> {
  const begun = performance.now();
  const running = await launchChromium();
  const launched = performance.now();
  const page = (await running.browser.pages())[0] ?? (await running.browser.newPage());
  const domain = new URL(String(baseUrl)).hostname;
  await running.browser.setCookie(
    { name: 'auth_token', value: session.authToken, domain },
    { name: 'ct0', value: session.ct0, domain },
  );
  const done = await work(page);
  const readMs = performance.now() - launched;
  await running.close();
  return { ...done, launchMs: launched - begun, readMs };
}

/** User and system time of this process and of the children it has waited for. */
function treeCpuSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND;
}

const run = CONTENDERS[String(contender)];
if (run === undefined) throw new Error(`no contender "${contender}"; there are ${Object.keys(CONTENDERS).join(', ')}`);
// The first round pays for loading the program as well, as a cold Lambda does; the later ones are warm.
const count = Number(process.env.BENCH_ROUNDS ?? 3);
const rounds: (Outcome & { cpuSeconds: number; rssMb: number })[] = [];
for (let round = 0; round < count; round++) {
  const before = round === 0 ? 0 : treeCpuSeconds();
  const outcome = await run();
  rounds.push({
    ...outcome,
    cpuSeconds: treeCpuSeconds() - before,
    rssMb: process.memoryUsage.rss() / 2 ** 20,
  });
}
const profiles = readdirSync(tmpdir()).filter((name) => name.startsWith(`hone-profile-${process.pid}-`)).length;
process.stdout.write(`${JSON.stringify({ rounds, profiles })}\n`);
