import { parseArgs } from 'node:util';
import { startSimulatedX } from './server.ts';
import { createWorld } from './world/create-world.ts';

// Starts a simulated X to look at in a browser:
// node infra/local/simulated-x/main.ts [--seed N] [--port P] [--now ISO] [--handle NAME]

const DAY_MS = 86_400_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      port: { type: 'string', default: '8010' },
      now: { type: 'string' },
      handle: { type: 'string', default: 'warm_walls' },
    },
  });
  const startedAt = Date.now();
  const shownAt = values.now === undefined ? startedAt : Date.parse(values.now);
  if (Number.isNaN(shownAt))
    throw new RangeError(`--now is ${JSON.stringify(values.now)}, wanted an ISO time such as 2026-11-22T09:00:00Z`);
  const world = createWorld({
    seed: wholeNumber('--seed', values.seed),
    accountHandle: values.handle,
    startsAt: new Date(Math.floor(shownAt / DAY_MS) * DAY_MS - 28 * DAY_MS),
    timeZone: 'Europe/Berlin',
  });
  const simulated = await startSimulatedX({
    world,
    now: () => new Date(shownAt + Date.now() - startedAt),
    port: wholeNumber('--port', values.port),
  });
  const lines = [
    `signed in    ${simulated.baseUrl}/__sim/login`,
    `logged out   ${simulated.baseUrl}/${values.handle}  (in a window without cookies)`,
    `requests     ${simulated.baseUrl}/__sim/stats`,
    `planted      ${JSON.stringify(world.truth.best)}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function wholeNumber(option: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new RangeError(`${option} is ${JSON.stringify(value)}, wanted a whole number`);
  return Number(value);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
