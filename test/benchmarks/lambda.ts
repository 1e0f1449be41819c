// Every function as it is deployed, run by AWS's own runtime client where it is installed: size of the bundle, cold start, warm runs, memory.
//   node test/benchmarks/lambda.ts [job …]
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployedName, intervalMsOf, type Job, jobs } from '../../infra/jobs.ts';
import { startPostgres } from '../../infra/local/postgres-server.ts';
import { withDatabase } from '../../lib/database/client.ts';
import { migrate } from '../../lib/database/migrate.ts';
import { addAccount } from '../../lib/database/queries/accounts.ts';
import { DeployedStack, HANDLE } from '../support/deployed-stack.ts';
import { OWN_CLIENT, runtimeClient } from '../support/lambda-runtime.ts';
import { loadedAtOnce } from '../support/loaded-at-once.ts';

const chosen = process.argv.slice(2);
const COLD = 5;
const WARM = 7;
const now = new Date();
const say = (text: string) => void process.stdout.write(`${text}\n`);
const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!.toFixed(0);

const folder = await mkdtemp(join(tmpdir(), 'hone-lambda-'));
const home = await mkdtemp(join(tmpdir(), 'hone-benchmark-'));
const server = await startPostgres({ home, durable: false });
const client = runtimeClient();
const stack = await DeployedStack.start({ client: client ?? OWN_CLIENT, folder, databaseUrl: server.url, now });
try {
  await withDatabase({ url: server.url, applicationName: 'benchmark', limitMs: 60_000 }, async (sql) => {
    await migrate(sql);
    await addAccount(sql, { accountId: HANDLE, timeZone: 'UTC', at: new Date(now.getTime() - 3 * 86_400_000) });
  });
  say(
    `by ${client === null ? 'a client of our own' : "AWS's runtime client"}; medians of ${COLD} cold and ${WARM} warm runs`,
  );
  say(
    'function: KB loaded at once, init ms (process start included), first event ms, warm event ms, MB at the peak of MB given (Chromium not counted)',
  );
  for (const job of jobs) if (chosen.length === 0 || chosen.includes(job.name)) await measure(job);
} finally {
  await stack.stop();
  await server.stop();
  for (const one of [folder, home]) await rm(one, { recursive: true, force: true });
}

async function measure(job: Job): Promise<void> {
  const { name, memoryMb } = job;
  const folder = stack.app.functions.get(deployedName(name, 'hone'))!;
  const interval = intervalMsOf(job);
  // Each event is of a slot of its own, so that none is skipped as done.
  let slot = 0;
  const next = () => {
    if (interval === null) return name === 'operator' ? { args: ['account', 'list'] } : {};
    return stack.scheduledEvent(name, new Date(now.getTime() - (COLD + WARM - slot++) * interval));
  };
  const inits: number[] = [];
  const firsts: number[] = [];
  const warms: number[] = [];
  let peak = 0;
  for (let run = 1; run <= COLD; run++) {
    const fresh = stack.functionOf(name);
    const { milliseconds, error } = await fresh.invoke(next());
    if (error !== null) throw new Error(`${name}: ${error.errorMessage}`);
    inits.push(fresh.initMs!);
    firsts.push(milliseconds - fresh.initMs!);
    for (let again = 0; run === COLD && again < WARM; again++) warms.push((await fresh.invoke(next())).milliseconds);
    peak = Math.max(peak, fresh.peakMegabytes());
    await fresh.stop();
  }
  const sizes = await Promise.all(loadedAtOnce(folder).map(async (file) => (await stat(file)).size));
  const kilobytes = (sizes.reduce((sum, size) => sum + size, 0) / 1024).toFixed(0);
  say(
    `${name}: ${kilobytes}, ${middle(inits)}, ${middle(firsts)}, ${middle(warms)}, ${peak.toFixed(0)} of ${memoryMb}`,
  );
}
