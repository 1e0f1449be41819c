import type { FaultRule } from './faults/switchboard.ts';
import type { XSession } from './sessions.ts';
import type { SimulatedXStats } from './statistics.ts';
import type { PublishRequest, World } from './world/world.ts';

export interface SimulatedXOptions {
  world: World;
  /** Simulated time: what the page shows and what its Date header says. */
  now: () => Date;
  /** Default 0: any free port. Always on 127.0.0.1. */
  port?: number;
  /** Waited before every answer; default 0. */
  latencyMs?: number;
  /** Faults that are on from the start. */
  faults?: Readonly<Record<string, FaultRule>>;
  /** The one good session; without it any auth_token is signed in, with any ct0. */
  session?: XSession;
  /** Refuse with 429 beyond X's limits per 15 simulated minutes; default true. */
  enforceRateLimits?: boolean;
}

export interface SimulatedX {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly baseUrl: string;
  readonly world: World;
  /** Adds a post to the world; `at` defaults to the simulated time. Returns the root's id. */
  publish(request: Omit<PublishRequest, 'at'> & { at?: Date }): string;
  /** Switches a fault on, or off with `times: 0`. @throws RangeError when there is no such fault. */
  setFault(name: string, rule?: FaultRule): void;
  clearFaults(): void;
  /** Replaces the clock by a fixed moment or another function. */
  setNow(now: Date | (() => Date)): void;
  stats(): SimulatedXStats;
  resetStats(): void;
  close(): Promise<void>;
}
