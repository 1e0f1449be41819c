import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../../lib/optimizing/analysis.ts';
import { run } from './run.ts';

const START = Date.UTC(2026, 10, 1, 9);
const HOUR = 3_600_000;

/** Forty posts of two generators, read at 2 and at 26 hours; `bold` engages twice as well as `plain`. */
function history(): string {
  const lines = Array.from({ length: 40 }, (_, index) => {
    const postedAt = START + index * 6 * HOUR;
    const generator = index % 4 < 2 ? 'bold' : 'plain';
    const engagements = (generator === 'bold' ? 60 : 30) + ((index * 7) % 9);
    const at = (hours: number) => new Date(postedAt + hours * HOUR).toISOString();
    return JSON.stringify({
      tweet_id: `post-${index}`,
      posted_at: at(0),
      generator_name: generator,
      decision_type: index % 2 === 0 ? 'single' : 'thread',
      metrics: [
        { collected_at: at(2), impressions: 500, likes: Math.round(engagements / 2) },
        { collected_at: at(26), impressions: 1000, likes: engagements },
      ],
    });
  });
  return `${lines.join('\n')}\n`;
}

describe('hone analyze', () => {
  it('prints the whole analysis as JSON', async () => {
    const { code, out, err } = await run(['analyze', '-', '--time-zone', 'Europe/Berlin'], { stdin: history() });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const analysis = JSON.parse(out) as Analysis;
    expect(Object.keys(analysis)).toEqual(
      expect.arrayContaining(['effects', 'findings', 'abstentions', 'optimizations', 'policy']),
    );
    expect(analysis.timeZone).toBe('Europe/Berlin');
    const lift = (level: string) => analysis.effects.find((effect) => effect.level === level)?.lift ?? 0;
    expect(lift('bold')).toBeGreaterThan(0.15);
    expect(lift('plain')).toBeLessThan(-0.15);
    for (const weights of Object.values<Record<string, number>>({ ...analysis.policy })) {
      expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
    }
  });

  it('analyses as of the newest reading, so that the answer does not depend on the day', async () => {
    const { out } = await run(['analyze', '-'], { stdin: history() });
    expect((JSON.parse(out) as Analysis).now).toBe(new Date(START + (39 * 6 + 26) * HOUR).toISOString());
  });

  it('prints text on a terminal, and JSON there too when asked', async () => {
    const text = await run(['analyze', '-'], { stdin: history(), terminal: true });
    expect(text.out).toMatch(/^40 of 40 posts.*\n\nWhat stands\n/);
    const json = await run(['analyze', '-', '--json'], { stdin: history(), terminal: true });
    expect((JSON.parse(json.out) as Analysis).posts.used).toBe(40);
  });

  it('exits with 5 when there is nothing to learn from', async () => {
    const stdin = '{"tweet_id":"1","posted_at":"2026-11-01T09:00:00Z","metrics":[]}\n';
    const { code, out, err } = await run(['analyze', '-', '--now', '2026-11-02T09:00:00Z'], { stdin });
    expect(code).toBe(5);
    expect((JSON.parse(out) as Analysis).posts.used).toBe(0);
    expect(err).toBe('hone: none of the 1 posts can be learned from: 1 no usable metrics\n');
    expect((await run(['analyze', '-'], { stdin: '\n' })).code).toBe(5);
  });

  it('refuses a file with lines that cannot be used, naming them', async () => {
    const { code, out, err } = await run(['analyze', '-'], { stdin: `${history()}{"tweet_id":"x"` });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^hone: 1 of 41 records in - cannot be used: line 41: is not JSON .*is the file complete\?/);
  });

  it.each([
    [['--time-zone', 'Mars/Olympus'], 'Wanted an IANA time zone'],
    [['--now', 'today'], 'Wanted an ISO 8601 moment with its offset'],
    [['--objective', 'fame'], 'Allowed choices are engagement_rate, engagement, reach'],
  ])('exits with 2 on %j', async (options, message) => {
    const { code, err } = await run(['analyze', '-', ...options], { stdin: history() });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
