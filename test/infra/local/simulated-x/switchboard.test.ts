import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

describe('the table of faults', () => {
  it('holds at least fifty', () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(50);
  });

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
