import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tweetsIn } from '../../../../infra/local/simulated-x/faults/tweets-in.ts';
import { FAULTS, type SimulatedX, startSimulatedX, type World } from '../../../../infra/local/simulated-x/index.ts';
import { LOOKED_AT, smallWorld } from './small-world.ts';
import { type Visitor, visit } from './visitor.ts';

let world: World;
let simulated: SimulatedX;
let visitor: Visitor;

beforeEach(async () => {
  world = smallWorld();
  simulated = await startSimulatedX({ world, now: () => LOOKED_AT });
  visitor = visit(simulated);
  await visitor.open('/warm_walls');
});
afterEach(() => simulated.close());

const ask = (change: Record<string, string> = {}) =>
  visitor.ask('UserTweets', { userId: world.account.userId }, change);

describe('the table of faults', () => {
  it('has unique names in snake case, each with a sentence', () => {
    const names = FAULTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, does } of FAULTS) {
      expect(name).toMatch(/^[a-z][a-z0-9_]+$/);
      expect(does).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe('switching faults', () => {
  it('lets a fault act on as many requests as asked, and then no more', async () => {
    simulated.setFault('login_wall', { times: 2 });
    const statuses = [];
    for (let request = 0; request < 3; request++) statuses.push((await visitor.open('/warm_walls')).status);
    expect(statuses).toEqual([302, 302, 200]);
    expect(simulated.stats().faults).toEqual({ login_wall: 2 });
  });

  it('lets a fault act until it is cleared', async () => {
    simulated.setFault('login_wall');
    expect((await visitor.open('/warm_walls')).status).toBe(302);
    simulated.setFault('login_wall', { times: 0 });
    expect((await visitor.open('/warm_walls')).status).toBe(200);
  });

  it('lets a fault act where a rule says', async () => {
    simulated.setFault('login_wall', { when: ({ path }) => path.includes('/status/') });
    expect((await visitor.open('/warm_walls')).status).toBe(200);
    expect((await visitor.open('/warm_walls/status/1')).status).toBe(302);
  });

  it('lets one request ask for a fault by header or cookie', async () => {
    expect((await visitor.open('/warm_walls', { 'x-sim-fault': 'login_wall' })).status).toBe(302);
    visitor.cookies.sim_fault = 'login_wall,false_zeros';
    expect((await visitor.open('/warm_walls')).status).toBe(302);
    delete visitor.cookies.sim_fault;
    expect((await visitor.open('/warm_walls')).status).toBe(200);
  });

  it('is possible over HTTP, and from the start', async () => {
    await fetch(`${simulated.baseUrl}/__sim/faults`, { method: 'POST', body: '{"name":"login_wall","times":1}' });
    expect((await visitor.open('/warm_walls')).status).toBe(302);
    const walled = await startSimulatedX({ world, now: () => LOOKED_AT, faults: { login_wall: {} } });
    expect((await visit(walled).open('/warm_walls')).status).toBe(302);
    await walled.close();
  });

  it('refuses a name that is not in the table', async () => {
    expect(() => simulated.setFault('no_such')).toThrow(/no fault named "no_such"; known are login_wall/);
    expect((await visitor.open('/warm_walls', { 'x-sim-fault': 'no_such' })).status).toBe(400);
  });
});

describe('login_wall', () => {
  it('sends every page to the sign-in form', async () => {
    simulated.setFault('login_wall');
    const response = await visitor.open('/warm_walls');
    expect(response.headers.get('location')).toBe('/i/flow/login?redirect_after_login=%2Fwarm_walls');
    expect(await (await visitor.open('/i/flow/login')).text()).toContain('Sign in to X');
  });
});

describe('false_zeros', () => {
  it('reads 0 for quotes, bookmarks and some likes above 3, and leaves the rest', async () => {
    const truth = tweetsIn(await (await ask()).json());
    simulated.setFault('false_zeros');
    const faulty = new Map(tweetsIn(await (await ask()).json()).map(({ id, legacy }) => [id, legacy]));
    let zeroed = 0;
    for (const { id, legacy } of truth.filter((found) => faulty.has(found.id))) {
      const read = faulty.get(id)!;
      expect(read.reply_count).toBe(legacy.reply_count);
      expect(read.retweet_count).toBe(legacy.retweet_count);
      expect(read.bookmark_count).toBe(Number(legacy.bookmark_count) > 3 ? 0 : legacy.bookmark_count);
      expect(read.quote_count).toBe(Number(legacy.quote_count) > 3 ? 0 : legacy.quote_count);
      expect([0, legacy.favorite_count]).toContain(read.favorite_count);
      if (read.favorite_count === 0 && Number(legacy.favorite_count) > 3) zeroed += 1;
    }
    expect(zeroed).toBeGreaterThan(5);
    expect(zeroed).toBeLessThan(truth.length / 2);
  });
});
