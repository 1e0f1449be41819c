import { describe, expect, it } from 'vitest';
import type { LevelTerms } from '../../../lib/learning/account-design.ts';
import type { AccountModel } from '../../../lib/optimizing/account-model.ts';
import { findingsOf, signedPercent } from '../../../lib/optimizing/findings.ts';
import { coefficientLogE, coefficientRadius } from '../../../lib/statistics/anytime-valid-linear-model.ts';
import { twoStageBenjaminiHochberg } from '../../../lib/statistics/multiple-testing.ts';
import { studentTTwoSidedP } from '../../../lib/statistics/student-t-distribution.ts';

const window = { from: '2026-10-01T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z' };

interface Level {
  name: string;
  effect: number;
  n?: number;
}

/** A model of these levels, each with a coefficient of its own, variance 0.02 and no covariance. */
function model(
  levels: { generator?: Level[]; format?: Level[]; hour?: Level[] },
  more: Partial<{ df: number; tails: number }> = {},
) {
  const all = Object.values(levels).flat();
  const covariance = new Float64Array(all.length ** 2);
  for (let k = 0; k < all.length; k += 1) covariance[k * all.length + k] = 0.02;
  const terms = (wanted: Level[] = []): LevelTerms[] =>
    wanted.map((level) => ({ level: level.name, columns: [all.indexOf(level)], values: [1], n: level.n ?? 50 }));
  return {
    account: {
      levels: {
        generator: terms(levels.generator),
        format: terms(levels.format),
        hour: terms(levels.hour),
        weekday: [],
        topic: [],
      },
    },
    fit: {
      coefficients: Float64Array.from(all, ({ effect }) => effect),
      covariance,
      effectiveRows: 100,
      tailInflation: more.tails ?? 1.4,
    },
    df: more.df ?? 40,
  } as unknown as AccountModel;
}
const find = (one: AccountModel, look: 'scheduled' | 'interim' = 'scheduled') => findingsOf(one, { look, window });
const pair = (effect: number, n = 50) => ({
  generator: [
    { name: 'a', effect, n },
    { name: 'b', effect: 0, n },
  ],
});
/** Of a pair against its mean: half of the difference, and half of its standard error. */
const SD = Math.sqrt(0.04) / 2;

describe('a finding of the weekly look', () => {
  // 0.5 stands 2.5 standard errors above: p = 0.0212 at 20 degrees of freedom (2 * pt(-2.5, 20) in R).
  const [weekly, ...others] = find(model(pair(0.5)));

  it('is the better of two levels, with the interval of Student’s t', () => {
    expect(others).toEqual([]);
    expect(weekly).toMatchObject({
      dimension: 'generator',
      level: 'a',
      direction: 'above',
      strength: 'weekly',
      n: 50,
      window,
    });
    expect(weekly!.lift).toBeCloseTo(Math.expm1(0.25), 12);
    // qt(0.975, 20) in R is 2.085963.
    expect(weekly!.interval[0]).toBeCloseTo(Math.expm1(0.25 - 2.085963 * SD), 6);
    expect(weekly!.interval[1]).toBeCloseTo(Math.expm1(0.25 + 2.085963 * SD), 6);
    expect(weekly!.qValue).toBeCloseTo(twoStageBenjaminiHochberg([studentTTwoSidedP(2.5, 20)], 0.05)[0]!, 9);
  });

  it('says so in words, with what was held equal and what would change it', () => {
    expect(weekly!.description).toBe(
      `Posts of generator a do +28% against the average of their kind (95% interval +4% to +58%, 50 posts, q = ${weekly!.qValue.toPrecision(2)}); ` +
        'this week: at most one such report in twenty is wrong where nothing is true (Benjamini-Hochberg at 5%).',
    );
    expect(weekly!.adjustedFor).toEqual(['format', 'hour', 'weekday', 'topic', 'trend', 'age of the post']);
    expect(weekly!.wouldChange).toBe('The next posts of a averaging -22% for as long as they averaged +28%.');
  });

  it('is the other level where that is the better one', () => {
    expect(find(model(pair(-0.5)))).toMatchObject([{ level: 'b', direction: 'above', lift: weekly!.lift }]);
  });

  it('is none at any other time, nor where nothing stands out', () => {
    expect(find(model(pair(0.5)), 'interim')).toEqual([]);
    expect(find(model(pair(0.3)))).toEqual([]);
  });
});

describe('a lasting finding', () => {
  const evidence = { n: 100, df: 40, g: 35 };

  it('is shown at every look, with an interval that holds at every look', () => {
    const [lasting, weekly] = find(model(pair(1.2)));
    expect([lasting!.strength, weekly!.strength]).toEqual(['lasting', 'weekly']);
    expect(find(model(pair(1.2)), 'interim')).toEqual([lasting]);
    const weakest = Math.exp(-coefficientLogE({ ...evidence, t: 6 })) * 1.0001;
    const reach = coefficientRadius({ ...evidence, alpha: Math.max(0.05, weakest) });
    expect(lasting!.interval).toEqual([
      expect.closeTo(Math.expm1(0.6 - reach * SD), 9),
      expect.closeTo(Math.expm1(0.6 + reach * SD), 9),
    ]);
    expect(lasting!.description).toContain('; proven: holds however often it is looked at (e-BH at 5%).');
    expect(lasting!.qValue).toBeLessThanOrEqual(0.05);
    expect(weekly!.interval[0]).toBeGreaterThan(lasting!.interval[0]);
  });

  it('is more cautious where tails were estimated to be light', () => {
    const width = (tails: number) => {
      const [lasting] = find(model(pair(1.6), { tails }), 'interim');
      return Math.log1p(lasting!.interval[1]) - Math.log1p(lasting!.interval[0]);
    };
    expect(width(1.2)).toBeCloseTo(width(2), 9);
    expect(width(0.9) / width(1.2)).toBeCloseTo(Math.sqrt(1.2 / 0.9), 6);
    // The evidence counts the caution as well: what is just enough at heavier tails is not at light ones.
    const enough = [0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1].find(
      (effect) => find(model(pair(effect)), 'interim').length > 0,
    )!;
    expect(find(model(pair(enough), { tails: 0.7 }), 'interim')).toEqual([]);
  });
});

describe('findings of several levels', () => {
  const three = {
    generator: [
      { name: 'a', effect: 1.5 },
      { name: 'b', effect: 0 },
      { name: 'c', effect: 0 },
    ],
  };

  it('are above and below the average', () => {
    const found = find(model(three)).filter(({ strength }) => strength === 'weekly');
    expect(found.map(({ level, direction }) => [level, direction])).toEqual([
      ['a', 'above'],
      ['b', 'below'],
      ['c', 'below'],
    ]);
    expect(found[1]!.lift).toBeCloseTo(Math.expm1(-0.5), 9);
    expect(found[1]!.interval[1]).toBeLessThan(0);
    expect(found[1]!.wouldChange).toBe('The next posts of b averaging +65% for as long as they averaged -39%.');
  });

  it('are of levels with two posts at least', () => {
    const levels = (n: number) => ({ generator: [...three.generator.slice(0, 2), { name: 'c', effect: 9, n }] });
    expect(find(model(levels(1))).map(({ level }) => level)).not.toContain('c');
    expect(find(model(levels(2))).map(({ level }) => level)).toContain('c');
    expect(find(model({ generator: [{ name: 'a', effect: 9 }] }))).toEqual([]);
  });

  it('have wider intervals the fewer of the statements were picked', () => {
    const width = (others: number) => {
      const hour = Array.from({ length: others }, (_, k) => ({ name: String(k), effect: 0 }));
      const [found] = find(model({ ...pair(1), ...(others > 0 && { hour }) })).filter(
        ({ strength }) => strength === 'weekly',
      );
      return Math.log1p(found!.interval[1]) - Math.log1p(found!.interval[0]);
    };
    // One of one statement: 5%; one of five: 1%. qt(0.995, 20) in R is 2.845340.
    expect(width(0)).toBeCloseTo(2 * 2.085963 * SD, 5);
    expect(width(4)).toBeCloseTo(2 * 2.84534 * SD, 5);
  });

  it('name hours by the clock', () => {
    const hour = [
      { name: '9', effect: 0.8 },
      { name: '21', effect: 0 },
    ];
    const [found] = find(model({ hour }));
    expect(found).toMatchObject({ dimension: 'hour', level: '9' });
    expect(found!.description).toMatch(/^Posts at 09:00 do \+49% /);
    expect(found!.adjustedFor).toEqual(['generator', 'format', 'weekday', 'topic', 'trend', 'age of the post']);
  });

  it('are none below ten degrees of freedom', () => {
    expect(find(model(pair(3), { df: 9.9 }))).toEqual([]);
    expect(find(model(pair(3), { df: 10 }))).not.toEqual([]);
  });
});

it('a share is a signed whole percentage', () => {
  expect([0.12, -0.121, 0, 0.004, -0.004].map(signedPercent)).toEqual(['+12%', '-12%', '0%', '0%', '0%']);
});
