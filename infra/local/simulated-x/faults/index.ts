import { brokenTransport } from './broken-transport.ts';
import { errorBodies } from './error-bodies.ts';
import type { Fault } from './fault.ts';
import { hostileTexts } from './hostile-texts.ts';
import { oddCounters } from './odd-counters.ts';
import { oddLayouts } from './odd-layouts.ts';
import { oddTimelines } from './odd-timelines.ts';
import { pageScripts } from './page-scripts.ts';
import { refusals } from './refusals.ts';
import { sessionAndClock } from './session-and-clock.ts';
import { walls } from './walls.ts';

/** Every fault that the simulated X knows. */
export const FAULTS: readonly Fault[] = [
  ...walls,
  ...refusals,
  ...errorBodies,
  ...brokenTransport,
  ...oddCounters,
  ...oddTimelines,
  ...oddLayouts,
  ...hostileTexts,
  ...sessionAndClock,
  ...pageScripts,
];

/** @throws RangeError when there is no such fault. */
export function faultNamed(name: string): Fault {
  const fault = FAULTS.find((candidate) => candidate.name === name);
  if (!fault) {
    const known = FAULTS.map((candidate) => candidate.name).join(', ');
    throw new RangeError(`There is no fault named ${JSON.stringify(name)}; known are ${known}`);
  }
  return fault;
}
