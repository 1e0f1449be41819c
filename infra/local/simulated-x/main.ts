import { parseArgs } from 'node:util';
import { startSimulatedX } from './server.ts';
import { createWorld } from './world/create-world.ts';

// Starts a simulated X to look at in a browser: node infra/local/simulated-x/main.ts [--seed N] [--port P] [--now ISO]

const DAY_MS = 86_400_000;

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
if (Number.isNaN(shownAt)) {
  process.stderr.write(`--now is ${JSON.stringify(values.now)}, wanted an ISO time such as 2026-11-22T09:00:00Z\n`);
  process.exit(2);
}
const world = createWorld({
  seed: Number(values.seed),
  accountHandle: values.handle,
  startsAt: new Date(Math.floor(shownAt / DAY_MS) * DAY_MS - 28 * DAY_MS),
  timeZone: 'Europe/Berlin',
});
const simulated = await startSimulatedX({
  world,
  now: () => new Date(shownAt + Date.now() - startedAt),
  port: Number(values.port),
});
const at = (path: string) => `${simulated.baseUrl}${path}`;
process.stdout.write(
  [
    `signed in    ${at('/__sim/login')}`,
    `logged out   ${at(`/${values.handle}`)}  (in a window without cookies)`,
    `requests     ${at('/__sim/stats')}`,
    `planted      ${JSON.stringify(world.truth.best)}`,
    '',
  ].join('\n'),
);
