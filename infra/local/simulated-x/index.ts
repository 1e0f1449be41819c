/** The simulated X: `createWorld` makes an account with an audience of known taste, `startSimulatedX` serves it as x.com. */
export { FAULTS } from './faults/index.ts';
export type { FaultRule } from './faults/switchboard.ts';
export { startSimulatedX } from './server.ts';
export type { XSession } from './sessions.ts';
export type { SimulatedX, SimulatedXOptions } from './simulated-x.ts';
export type { SimulatedXStats } from './statistics.ts';
export { createWorld } from './world/create-world.ts';
export type { SimulatedCounters } from './world/growth.ts';
export type { SimulatedPost } from './world/post.ts';
export type { TasteChange, WorldTruth } from './world/truth.ts';
export type { PublishRequest, World, WorldOptions } from './world/world.ts';
