import { describe, expect, it } from 'vitest';
import { nearestPostsLearner } from '../../../lib/forecasting/nearest-posts.ts';
import { createNoise } from '../../support/noise.ts';

/** What lies beyond the anchor bends: nothing below 2, one above. */
const bent = (level: number) => (level < 2 ? 0 : 1);

describe('the posts most like this one', () => {
  const noise = createNoise(4);
  const examples = Array.from({ length: 200 }, (_, i) => {
    const level = (4 * i) / 200;
    const runaway = i % 9 === 0 ? 30 : 0;
    return {
      row: [level, noise.normal()],
      anchor: level,
      outcome: level + bent(level) + 0.1 * noise.normal() + runaway,
    };
  });

  it('tell what came of them, round any bend, and no runaway moves it', () => {
    const predict = nearestPostsLearner([0])(examples);
    expect(predict([0.8, 0], 0.8) - 0.8).toBeCloseTo(0, 0);
    expect(predict([3.2, 0], 3.2) - 3.2).toBeCloseTo(1, 0);
    expect(Math.abs(predict([3.2, 0], 3.2) - 4.2)).toBeLessThan(0.15);
  });

  it('are compared only in the columns named, and a column that is not known says nothing', () => {
    const predict = nearestPostsLearner([0])(examples);
    expect(predict([1, -99], 1)).toBe(predict([1, 99], 1));
    const both = nearestPostsLearner([0, 1])(
      examples.map((example) => ({ ...example, row: [example.row[0]!, Number.NaN] })),
    );
    expect(both([1, Number.NaN], 1)).toBe(predict([1, 0], 1));
  });

  it('all weigh alike where they are all the same', () => {
    const same = Array.from({ length: 21 }, (_, i) => ({ row: [3], anchor: 3, outcome: 3 + i }));
    expect(nearestPostsLearner([0])(same)([3], 3)).toBe(13);
  });
});
