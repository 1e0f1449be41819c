import { falseZeros } from './false-zeros.ts';
import type { Fault } from './fault.ts';
import { loginWall } from './login-wall.ts';

/** Every fault that the simulated X knows, by name. */
export const FAULTS: readonly Fault[] = [loginWall, falseZeros];

export type FaultName = (typeof FAULTS)[number]['name'];

/** @throws RangeError when there is no such fault. */
export function faultNamed(name: string): Fault {
  const fault = FAULTS.find((candidate) => candidate.name === name);
  if (!fault) {
    const known = FAULTS.map((candidate) => candidate.name).join(', ');
    throw new RangeError(`There is no fault named ${JSON.stringify(name)}; known are ${known}`);
  }
  return fault;
}
