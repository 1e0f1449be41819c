/** Delivers the event of a scenario once, in a process of its own: `killed-process.ts SCENARIO DATABASE_URL`. */
import { deliver, scenarios } from './scenarios.ts';

const [name = '', url = ''] = process.argv.slice(2);
const scenario = scenarios[name];
if (scenario === undefined) throw new RangeError(`no scenario ${name}`);
await deliver(scenario, scenario.surroundings(), { url });
