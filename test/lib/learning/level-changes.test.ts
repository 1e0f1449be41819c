import { describe, expect, it } from 'vitest';
import type { AccountDesign, LevelChange } from '../../../lib/learning/account-design.ts';
import type { JointModelFit } from '../../../lib/learning/joint-model.ts';
import { mostLikelyChange } from '../../../lib/learning/level-changes.ts';
import { contrastsOf, fitDecisions } from '../../../lib/optimizing/account-model.ts';
import { steppedRows } from '../../support/stepped-rows.ts';

const candidates = { generators: [], formats: [], hours: [] };

describe('a step in one level', () => {
  it('is found near its day and followed', () => {
    const { model, changes } = fitDecisions({ rows: steppedRows('step', 0.9), candidates });
    expect(changes[0]).toMatchObject({ dimension: 'generator', level: 'first' });
    expect(Math.abs(changes[0]!.sinceAgeDays - 5)).toBeLessThanOrEqual(2);
    const { levels, means } = contrastsOf(model, 'generator');
    expect(means[levels.indexOf('first')]).toBeLessThan(0);
  });
});

describe('the search for a step', () => {
  /** One column, one level of note, rows of these ages with precision 10 and this residual from the boundary on. */
  function search(ages: number[], residuals: number[], more: { covariance?: number; tails?: number } = {}) {
    const { covariance = 0, tails = 1.5 } = more;
    const found = ages.map((ageDays, i) => ({
      ...steppedRows('search', 0)[0]!,
      id: String(i),
      generator: 'a',
      ageDays,
    }));
    const size = ages.length;
    const level = (name: string) => ({ level: name, columns: [0], values: [1], n: size });
    const account = {
      design: { rows: size, columns: 1, width: 1, index: new Int16Array(size), values: new Float64Array(size).fill(1) },
      levels: { generator: [level('a')], format: [level('single')], hour: [], weekday: [], topic: [] },
    };
    const fit = {
      precision: new Float64Array(size).fill(10),
      residuals: Float64Array.from(residuals),
      covariance: Float64Array.of(covariance),
      tailInflation: tails,
    };
    return {
      rows: found,
      account: account as unknown as AccountDesign,
      fit: fit as unknown as JointModelFit,
      known: [{ dimension: 'format', level: 'single', sinceAgeDays: 1 }] as LevelChange[],
    };
  }
  const step = (ages: number[], more = {}) =>
    mostLikelyChange(
      search(
        ages,
        ages.map((age) => (age < 1 ? -1.5 : 0)),
        more,
      ),
    );
  const AGES = [20, 19, 18, 0.6, 0.5, 0.4];

  it('weighs every boundary by its Bayes factor, after what the model would rather blame', () => {
    for (const covariance of [0, 0.02]) {
      // x' Σ x of the three newest is 30² × covariance / tails.
      const information = (30 - (900 * covariance) / 1.5) / 1.5;
      const score = (10 * 3 * -1.5) / 1.5;
      const evidence = (0.5 * score ** 2) / (information + 6.25) - 0.5 * Math.log(1 + 0.16 * information);
      // Seventeen days lie between the posts after and the posts before: each is as likely.
      const odds = (17 / 40) * Math.exp(evidence);
      expect(step(AGES, { covariance })).toEqual({
        dimension: 'generator',
        level: 'a',
        sinceAgeDays: 1,
        step: expect.closeTo(score / (information + 6.25), 9),
        probability: expect.closeTo(odds / (1 + odds), 12),
      });
    }
  });

  it('needs three posts on either side of it', () => {
    expect(step(AGES.slice(1))).toBeNull();
    expect(step(AGES.slice(0, 5))).toBeNull();
  });

  it('counts posts of that level only', () => {
    const others = (ages: number[]) => {
      const one = search(
        ages,
        ages.map((age) => (age < 1 ? -1.5 : 0)),
      );
      const named = one.rows.map((row) => ({
        ...row,
        generator: [20, 19, 18, 0.6, 0.5, 0.4].includes(row.ageDays) ? 'a' : 'b',
      }));
      return mostLikelyChange({ ...one, rows: named });
    };
    expect(others([25, 24, 23, 22, 19, 18, 0.6, 0.5, 0.4])).toBeNull();
    expect(others([20, 19, 18, 10, 0.6, 0.5, 0.3, 0.2])).toBeNull();
    // Nor what the others did lately: only these three have stepped.
    expect(others([20, 19, 18, 10, 0.6, 0.5, 0.4, 0.2])?.level).toBe('a');
  });

  it('does not look further back than six weeks, nor at what is known', () => {
    const old = [70, 69, 68, 43.6, 43.5, 43.4];
    expect(mostLikelyChange(search(old, [0, 0, 0, -1.5, -1.5, -1.5]))).toBeNull();
    const recent = [70, 69, 68, 40.6, 40.5, 40.4];
    expect(mostLikelyChange(search(recent, [0, 0, 0, -1.5, -1.5, -1.5]))?.sinceAgeDays).toBe(41);
    const known = search(
      AGES,
      AGES.map((age) => (age < 1 ? -1.5 : 0)),
    );
    expect(
      mostLikelyChange({ ...known, known: [{ dimension: 'generator', level: 'a', sinceAgeDays: 9 }, ...known.known] }),
    ).toBeNull();
    const both = mostLikelyChange({ ...known, known: [{ dimension: 'generator', level: 'b', sinceAgeDays: 9 }] });
    // Format and generator are the same posts here: the first of equals stands.
    expect(both?.dimension).toBe('generator');
  });

  it('is nothing where a step is less likely than not', () => {
    expect(
      mostLikelyChange(
        search(
          AGES,
          AGES.map(() => 0),
        ),
      ),
    ).toBeNull();
    expect(
      mostLikelyChange(
        search(
          AGES,
          AGES.map((age) => (age < 1 ? -0.4 : 0)),
        ),
      ),
    ).toBeNull();
  });

  it('puts the boundary where the evidence is strongest', () => {
    const ages = [30, 29, 28, 9.5, 9.4, 9.3, 3.5, 3.4, 3.3];
    const found = mostLikelyChange(
      search(
        ages,
        ages.map((age) => (age < 5 ? 1.5 : 0)),
      ),
    )!;
    expect(found.sinceAgeDays).toBe(4);
    expect(found.step).toBeGreaterThan(0);
  });
});
