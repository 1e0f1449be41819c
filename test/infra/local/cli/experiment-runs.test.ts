import { beforeEach, describe, expect, it } from 'vitest';
import { addAccount, updateAccount } from '../../../../lib/database/queries/accounts.ts';
import { listExperiments } from '../../../../lib/database/queries/experiments.ts';
import { testDatabase } from '../../../support/database.ts';
import { run } from './run.ts';

const database = testDatabase();
const accountId = 'ada';
const hone = (...args: string[]) => run(['experiments', ...args], { env: { DATABASE_URL: database.url } });
const onTerminal = (...args: string[]) =>
  run(['experiments', ...args], { env: { DATABASE_URL: database.url }, terminal: true });
const FORMATS = ['--dimension', 'format', '--arms', 'single,thread', '--sd', '0.7', '--posts-per-day', '10'];
const plan = (id: string, ...more: string[]) => hone('plan', '--id', id, ...FORMATS, '--account', accountId, ...more);

beforeEach(async () => {
  await database.sql`truncate accounts, system_events cascade`;
  await addAccount(database.sql, { accountId, timeZone: 'UTC', at: new Date('2026-11-01T00:00:00Z') });
});

describe('hone experiments, in the database', () => {
  it('plans, starts, tells, lists and stops', async () => {
    const planned = await plan('threads', '--lift', '0.35', '--guardrail', 'followers:0.1');
    expect(planned.code).toBe(0);
    expect(JSON.parse(planned.out)).toMatchObject({
      name: 'threads',
      guardrails: [{ name: 'followers', better: 'higher', margin: expect.closeTo(-Math.log(0.9), 12) }],
    });
    expect((await hone('status')).out).toBe('No experiment runs.\n');
    expect((await hone('list')).out).toBe('threads  planned  Planned, not started.\n');

    const started = await hone('start', 'threads');
    expect(started).toMatchObject({ code: 0, err: '' });
    expect(started.out).toMatch(/^threads runs, at most 420 posts in 42 days; plan [0-9a-f]{16}\n$/);
    const told = await hone('status', 'threads');
    expect(told.out).toMatch(/^threads \(running\): Started, not looked at yet\.\n {2}format single against thread/);
    expect(told.out).toContain('at most 420 posts in 42 days');

    const stopped = await hone('stop', 'threads', '--reason', 'the format changed');
    expect(stopped.out).toBe('threads has ended; what was seen so far stays\n');
    expect((await hone('list')).out).toMatch(/^threads {2}ended {2}Stopped by hand: the format changed\. It ran for/);
    expect(JSON.parse((await hone('status', 'threads', '--json')).out)).toMatchObject({ state: 'ended', overTime: [] });
  });

  it('says on a terminal how to go on', async () => {
    const { out } = await onTerminal('plan', '--id', 'threads', ...FORMATS, '--account', accountId);
    expect(out).toMatch(/^threads: format single against thread, plan /);
    expect(out).toMatch(/\nStart it with: hone experiments start threads\n$/);
  });

  it('keeps nothing of a plan whose variance and pace are given and that names no account', async () => {
    const { code, out } = await hone('plan', '--id', 'threads', ...FORMATS);
    expect(code).toBe(0);
    expect(JSON.parse(out).id).toBe('threads');
    expect(await listExperiments(database.sql, accountId)).toEqual([]);
  });

  it('asks for posts where the variance has to come from the account', async () => {
    const { code, err } = await hone('plan', '--id', 'threads', '--dimension', 'format', '--arms', 'single,thread');
    expect(code).toBe(5);
    expect(err).toContain("0 posts with readings say too little about the account's variance");
  });

  it('refuses by a rail with 4: overlaps, locks, names that are taken', async () => {
    await plan('threads');
    await plan('again');
    await hone('start', 'threads');
    const overlap = await hone('start', 'again');
    expect(overlap).toMatchObject({ code: 4, out: '' });
    expect(overlap.err).toContain('experiments threads and again overlap in layer format');
    expect((await plan('threads')).code).toBe(4);
    await updateAccount(database.sql, accountId, { settings: { locks: { weights: { formats: { thread: 0.1 } } } } });
    const locked = await plan('other');
    expect(locked).toMatchObject({ code: 4, err: expect.stringContaining('format thread is locked by the operator') });
  });

  it('lets experiments share a layer that are in separate parts of it', async () => {
    await plan('threads', '--traffic', '0-0.5');
    await plan('again', '--traffic', '0.5-1');
    expect((await hone('start', 'threads')).code).toBe(0);
    expect((await hone('start', 'again')).code).toBe(0);
  });

  it.each([
    [['start', 'nothing'], 2, 'has no experiment nothing'],
    [['status', 'nothing'], 2, 'there is no experiment nothing'],
    [['stop', 'nothing'], 2, 'has no experiment nothing'],
    [['plan', '--id', 'x', ...FORMATS, '--traffic', '0.5-0.2'], 2, 'Wanted a part of [0, 1]'],
    [['plan', '--id', 'x', ...FORMATS, '--guardrail', 'followers'], 2, 'Wanted a metric and the share it may lose'],
    [['plan', '--id', 'x', ...FORMATS, '--account', accountId, '--metric', 'fame'], 1, 'there is no metric fame'],
    [['plan', '--id', 'x', '--dimension', 'format', '--arms', 'single', '--account', accountId], 5, 'too little'],
  ])('%j exits with %i', async (args, code, message) => {
    const done = await hone(...args);
    expect({ code: done.code, err: done.err }).toEqual({ code, err: expect.stringContaining(message) });
  });
});
