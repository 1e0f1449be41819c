import { describe, expect, it } from 'vitest';
import { records, run } from './run.ts';

const COUNTS = 'look,arm,trials,successes\n1,a,1000,100\n1,b,1000,110\n2,a,5000,500\n2,b,5000,640\n';
const PLAN = [
  'experiments',
  'plan',
  '--id',
  'e',
  '--dimension',
  'format',
  '--arms',
  'single,thread',
  '--posts-per-day',
  '10',
  '--sd',
  '0.7',
];

describe('hone experiments', () => {
  it('analyses counts per arm and look', async () => {
    const { code, out } = await run(['experiments', 'analyze', '-', '--json'], { stdin: COUNTS });
    expect(code).toBe(0);
    const analysis = JSON.parse(out);
    expect(analysis.looks[1].treatments[0].lift).toBeCloseTo(0.28, 12);
    expect(analysis.decision).toMatchObject({ look: '2', arm: 'b', direction: 'better' });
  });

  it('says it in words on a terminal', async () => {
    const { out } = await run(['experiments', 'analyze', '-'], { stdin: COUNTS, terminal: true });
    expect(out).toMatch(/^1: b against a: 0\.100 \[.+\n2: b against a: 0\.280 .+\nb is better than the control/);
  });

  it('exits with 5 when there is not enough data, with 1 when the counts cannot be', async () => {
    const few = await run(['experiments', 'analyze', '-'], { stdin: 'arm,trials,successes\na,10,0\nb,10,1\n' });
    expect(few).toMatchObject({ code: 5, out: '' });
    const many = await run(['experiments', 'analyze', '-'], { stdin: 'arm,trials,successes\na,10,11\nb,10,1\n' });
    expect(many.code).toBe(1);
    expect(many.err).toContain('arm a: 11 successes are more than 10 trials');
    const text = await run(['experiments', 'analyze', '-'], { stdin: 'arm,trials,successes\na,ten,1\n' });
    expect(text.err).toBe('hone: line 2 of -: trials must be a number, got "ten"\n');
    const odd = await run(['experiments', 'analyze', '-'], { stdin: 'arm,clicks\na,1\n' });
    expect(odd.err).toContain('neither trials,successes nor n,sum,sum_squares');
  });

  it('takes sums for metrics that are no proportions', async () => {
    const { code, out } = await run(['experiments', 'analyze', '-', '--difference', 'absolute'], {
      stdin: 'arm,n,sum,sum_squares\na,22,61.2,212.9\nb,21,71,278.4\n',
    });
    expect(code).toBe(0);
    // gb_bayesian/run_logeng_mean_abs_prior: the difference of the same two arms.
    expect(JSON.parse(out).looks[0].treatments[0].lift).toBeCloseTo(71 / 21 - 61.2 / 22, 12);
  });

  it('plans with power, refuses one arm', async () => {
    const { code, out } = await run([...PLAN, '--lift', '0.35']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ id: 'e', startsAt: '2026-11-22T10:00:00.000Z', power: { lift: 0.35 } });
    const one = await run(PLAN.map((arg) => (arg === 'single,thread' ? 'single' : arg)));
    expect(one).toMatchObject({ code: 1, out: '' });
    expect(one.err).toContain('needs at least two arms, got one');
  });

  it('replays bandits, the same each time', async () => {
    const args = ['experiments', 'replay', '-', '--repetitions', '2'];
    const { code, out } = await run(args, { stdin: COUNTS });
    expect(code).toBe(0);
    expect(records(out).map(({ policy }) => policy)).toContain('thompson');
    expect((await run(args, { stdin: COUNTS })).out).toBe(out);
  });

  it('replays a series, in which earlier experiments teach what to expect', async () => {
    const { code, out } = await run(['experiments', 'replay', '-', '--repetitions', '1', '--batch', '100'], {
      stdin: series(40),
    });
    expect(code).toBe(0);
    const gains = Object.fromEntries(records(out).map(({ policy, shareOfGain }) => [policy, shareOfGain]));
    expect(gains['informed-index']).toBeGreaterThan(gains['hurried-thompson'] + 0.1);
  });

  it.each([
    ['a start that is no time', 'e,soon,10,1\ne,soon,10,2\n', 'line 2 of -: started_at must be a time such as'],
    ['one arm', 'e,2026-01-01,10,1\n', 'experiment e: a replay needs at least two arms, got 1'],
    ['impossible counts', 'e,2026-01-01,10,11\ne,2026-01-01,10,1\n', 'experiment e: every arm needs trials'],
    ['counts that are none', 'e,2026-01-01,ten,1\ne,2026-01-01,10,1\n', 'line 2 of -: trials must be a number'],
  ])('refuses a series with %s', async (_, rows, message) => {
    const stdin = `experiment,started_at,trials,successes\n${rows}`;
    const { code, err } = await run(['experiments', 'replay', '-'], { stdin });
    expect(code).toBe(1);
    expect(err).toContain(message);
  });
});

/** Experiments a day apart, where a text with "crab" has double the rate of the others. */
function series(size: number): string {
  const lines = ['experiment,started_at,text,trials,successes'];
  for (let i = 0; i < size; i += 1) {
    const day = new Date(Date.UTC(2026, 0, 1 + 2 * i)).toISOString();
    for (const [k, animal] of ['cat', 'dog', 'crab', 'eel'].entries()) {
      const place = (k + i) % 4;
      const word = ['cat', 'dog', 'crab', 'eel'][place]!;
      lines.push(`e${i},${day},A ${word} as number ${animal.length},2000,${word === 'crab' ? 40 : 20}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
