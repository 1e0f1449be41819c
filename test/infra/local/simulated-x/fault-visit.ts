import { ownTweetsIn, type TweetInPayload } from '../../../../infra/local/simulated-x/faults/tweets-in.ts';
import { type SimulatedX, startSimulatedX, type World } from '../../../../infra/local/simulated-x/index.ts';
import type { JsonObject } from '../../../../infra/local/simulated-x/payloads/json.ts';
import { LOOKED_AT, smallWorld } from './small-world.ts';
import { type Visitor, visit } from './visitor.ts';

/** A simulated X with one fault at a time, and what the timeline reads with and without it. */
export interface FaultVisit {
  world: World;
  simulated: SimulatedX;
  visitor: Visitor;
  /** Asks for the timeline; with a fault, that one request has it. */
  timeline(fault?: string): Promise<Response>;
  payload(fault?: string): Promise<JsonObject>;
  /** Own posts of the timeline by id. */
  own(fault?: string): Promise<Map<string, TweetInPayload>>;
  detail(tweetId: string, fault: string): Promise<JsonObject>;
  close(): Promise<void>;
}

export async function openFaultVisit(): Promise<FaultVisit> {
  const world = smallWorld({ editedShare: 0 });
  const simulated = await startSimulatedX({ world, now: () => LOOKED_AT });
  const visitor = visit(simulated);
  await visitor.open('/warm_walls');
  const { userId } = world.account;
  const asking = (fault?: string) => (fault ? { 'x-sim-fault': fault } : {});
  const timeline = (fault?: string) => visitor.ask('UserTweets', { userId }, asking(fault));
  const payload = async (fault?: string) => (await (await timeline(fault)).json()) as JsonObject;
  return {
    world,
    simulated,
    visitor,
    timeline,
    payload,
    own: async (fault) => new Map(ownTweetsIn(await payload(fault), userId).map((found) => [found.id, found])),
    detail: async (focalTweetId, fault) =>
      (await (await visitor.ask('TweetDetail', { focalTweetId }, asking(fault))).json()) as JsonObject,
    close: simulated.close,
  };
}
