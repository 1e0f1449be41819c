import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeLift, postsToFind, realisedLift } from '../../../lib/optimizing/realised-lift.ts';
import { createNoise } from '../../support/noise.ts';

/** Posts in the order they were made, one in five of them held out, heavy-tailed: Student-t(3) is normal over √(χ²/3). */
function* posts(seed: number, difference: number) {
  const noise = createNoise(seed);
  for (;;) {
    const holdout = noise.uniform() < 0.2;
    const chi = Math.sqrt((noise.normal() ** 2 + noise.normal() ** 2 + noise.normal() ** 2) / 3);
    const reward = (holdout ? 0 : difference) + (0.35 * noise.normal()) / chi + 0.4 * noise.normal();
    yield { holdout, reward, noise: 0.08 };
  }
}

/** The number of posts at the first look, one after every tenth post, that gives this verdict; null when none does. */
function firstLook(options: { seed: number; difference: number; most: number; wanted: string; margin: number }) {
  const sides = {
    acting: [] as { reward: number; noise: number }[],
    holdout: [] as { reward: number; noise: number }[],
  };
  let n = 0;
  for (const post of posts(options.seed, options.difference)) {
    (post.holdout ? sides.holdout : sides.acting).push(post);
    n += 1;
    if (n > options.most) return null;
    if (n % 10 !== 0) continue;
    const verdict = judgeLift(realisedLift(sides.acting, sides.holdout), options.margin);
    if (options.wanted.includes(verdict)) return n;
  }
  return null;
}

describe('realisedLift', () => {
  it('is the difference of the means as a relative lift, by hand where nothing is an outlier', () => {
    const side = (mean: number) => [-0.2, -0.1, 0, 0.1, 0.2].map((d) => ({ reward: mean + d, noise: 0.01 }));
    const { lift, n, acting, holdout } = realisedLift(side(-3.2), side(-3.4));
    expect(lift).toBeCloseTo(Math.expm1(0.2), 10);
    expect({ n, acting, holdout }).toEqual({ n: 10, acting: 5, holdout: 5 });
  });

  it('knows nothing while a side has fewer than four posts', () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ reward: -3 + (i % 7) / 10, noise: 0.1 }));
    expect(realisedLift(many, many.slice(0, 3))).toEqual({ lift: null, interval: null, n: 53, acting: 50, holdout: 3 });
    expect(realisedLift([], [])).toEqual({ lift: null, interval: null, n: 0, acting: 0, holdout: 0 });
  });

  it('claims anything in at most one of twenty accounts where acting does nothing, looked at after every tenth of 280 posts', () => {
    const worlds = 120;
    let claims = 0;
    for (let seed = 1; seed <= worlds; seed += 1) {
      const look = firstLook({ seed, difference: 0, most: 280, wanted: 'better worse', margin: 0 });
      if (look !== null) claims += 1;
    }
    expect(claims / worlds).toBeLessThanOrEqual(0.05);
  });

  it('finds a loss of half in as many posts as postsToFind promises, in eight of ten worlds', () => {
    const difference = Math.log(0.5);
    const sd = Math.sqrt(3 * 0.35 ** 2 + 0.4 ** 2);
    const most = postsToFind({ difference, sd, holdoutShare: 0.2, margin: 0.05, power: 0.8 });
    const found = Array.from({ length: 50 }, (_, i) =>
      firstLook({ seed: 1_000 + i, difference, most, wanted: 'worse', margin: 0.05 }),
    ).filter((look) => look !== null);
    expect(found.length).toBeGreaterThanOrEqual(40);
  });

  it('does not depend on the order of posts, and acting and holdout change places by the sign', () => {
    const post = fc.record({
      reward: fc.double({ min: -8, max: 0, noNaN: true }),
      noise: fc.double({ min: 0.01, max: 2, noNaN: true }),
    });
    const side = fc.array(post, { minLength: 4, maxLength: 30 });
    fc.assert(
      fc.property(side, side, (a, b) => {
        const there = realisedLift(a, b);
        const again = realisedLift(a.toReversed(), b.toReversed());
        const back = realisedLift(b, a);
        expect(again.lift).toBeCloseTo(there.lift!, 6);
        expect((1 + back.lift!) * (1 + there.lift!)).toBeCloseTo(1, 6);
      }),
      { numRuns: 100 },
    );
  });
});

describe('judgeLift', () => {
  it('bears a loss inside the margin and says nothing without an interval', () => {
    expect(judgeLift({ interval: null }, 0.05)).toBe('undecided');
    expect(judgeLift({ interval: [-0.3, -0.04] }, 0.05)).toBe('undecided');
    expect(judgeLift({ interval: [-0.3, -0.06] }, 0.05)).toBe('worse');
    expect(judgeLift({ interval: [-0.01, 0.4] }, 0.05)).toBe('undecided');
    expect(judgeLift({ interval: [0.01, 0.4] }, 0.05)).toBe('better');
  });
});

describe('postsToFind', () => {
  it('grows as the difference shrinks, and never finds what the margin bears', () => {
    const of = (difference: number) =>
      postsToFind({ difference, sd: 0.55, holdoutShare: 0.2, margin: 0.05, power: 0.8 });
    expect(of(-0.7)).toBe(72);
    expect(of(-0.35)).toBeGreaterThan(3 * of(-0.7));
    expect(of(-0.05)).toBe(Number.POSITIVE_INFINITY);
  });
});
