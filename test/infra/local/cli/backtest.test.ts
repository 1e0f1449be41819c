import { describe, expect, it } from 'vitest';
import { records, run } from './run.ts';

const START = Date.UTC(2026, 8, 1, 9);
const HOUR = 3_600_000;

function history(posts: number): string {
  return Array.from({ length: posts }, (_, index) => {
    const postedAt = START + index * 12 * HOUR;
    const likes = 20 + ((index * 37) % 17);
    const at = (hours: number) => new Date(postedAt + hours * HOUR).toISOString();
    return JSON.stringify({
      tweet_id: `post-${index}`,
      posted_at: at(0),
      metrics: [
        { collected_at: at(6), likes: Math.round(likes * 0.6) },
        { collected_at: at(30), likes },
      ],
    });
  }).join('\n');
}

describe('hone backtest', () => {
  it('prints one line per later post and a summary against baselines', async () => {
    const { code, out } = await run(['backtest', '-', '--train', '0.5'], { stdin: history(100) });
    expect(code).toBe(0);
    const lines = records(out);
    const forecasts = lines.slice(0, -1);
    expect(forecasts.map(({ tweet_id }) => tweet_id)).toEqual(Array.from({ length: 50 }, (_, k) => `post-${50 + k}`));
    expect(forecasts[0]).toMatchObject({ actual: Math.log1p(20 + ((50 * 37) % 17)) });
    for (const { lower, predicted, upper } of forecasts as Record<string, number>[]) {
      expect(lower).toBeLessThanOrEqual(predicted!);
      expect(upper).toBeGreaterThanOrEqual(predicted!);
    }
    const { summary } = lines.at(-1) as { summary: { trained: number; baselines: object } };
    expect(summary.trained).toBe(50);
    expect(Object.keys(summary.baselines).length).toBeGreaterThan(0);
  });

  it('exits with 5 when there is too little to learn from', async () => {
    const { code, out, err } = await run(['backtest', '-'], { stdin: history(1) });
    expect({ code, out }).toEqual({ code: 5, out: '' });
    expect(err).toMatch(/^hone: .+\n$/);
  });

  it('forecasts another target at the age that is asked for', async () => {
    const stdin = history(100).replaceAll('"likes":', '"impressions":1000,"new_follows":1,"likes":');
    for (const target of ['impressions', 'engagement_rate', 'follows']) {
      const { code, out } = await run(['backtest', '-', '--target', target, '--age', '30'], { stdin });
      expect(code).toBe(0);
      expect(records(out).at(-1)).toMatchObject({ summary: { target, n: 20 } });
    }
  });

  it('refuses a file of another kind by its first line', async () => {
    const { code, err } = await run(['backtest', '-'], { stdin: 'date,count\n2026-11-01,3\n' });
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(
        /^hone: - is neither NDJSON history .* nor X's analytics CSV .*begins with "date,count"\n$/,
      ),
    });
  });

  it.each([
    ['--target', 'fame', 'Allowed choices are engagements, impressions, engagement_rate, follows'],
    ['--age', '0', 'Wanted hours above 0'],
    ['--train', '2', 'Wanted a share between 0 and 1'],
    ['--early', '-1', 'Wanted hours above 0'],
  ])('exits with 2 on %s %s', async (option, value, message) => {
    const { code, err } = await run(['backtest', '-', `${option}=${value}`], { stdin: history(10) });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('exits with 2 when what is forecast has been read by then', async () => {
    const { code, err } = await run(['backtest', '-', '--early', '24', '--age', '24'], { stdin: history(10) });
    expect(code).toBe(2);
    expect(err).toContain('--early 24 must be less than --age 24');
  });
});
