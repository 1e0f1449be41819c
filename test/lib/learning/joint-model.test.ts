import { describe, expect, it } from 'vitest';
import { fitJointModel } from '../../../lib/learning/joint-model.ts';
import { oneWay } from '../../support/one-way-model.ts';

describe('the joint model', () => {
  it('estimates how much levels differ, and shrinks by it', () => {
    const wide = fitJointModel(oneWay('wide', { n: 600, levels: 12, spread: 0.5 }).model);
    const none = fitJointModel(oneWay('none', { n: 600, levels: 12, spread: 0 }).model);
    expect(Math.sqrt(wide.blockVariance[1]!)).toBeGreaterThan(0.3);
    expect(Math.sqrt(none.blockVariance[1]!)).toBeLessThan(0.15);
    expect(Math.max(...none.coefficients.slice(1).map(Math.abs))).toBeLessThan(0.12);
  });

  it('is not moved by one viral post', () => {
    const { model } = oneWay('viral', { n: 100, levels: 2, spread: 0 });
    const before = fitJointModel(model).coefficients[1]!;
    model.y[0]! += 100;
    expect(Math.abs(fitJointModel(model).coefficients[1]! - before)).toBeLessThan(0.05);
  });

  it('gives a row of half the weight half the say', () => {
    const { model } = oneWay('weights', { n: 200, levels: 2, spread: 0.5 });
    const whole = fitJointModel(model);
    const half = fitJointModel({ ...model, weight: new Float64Array(200).fill(0.5) });
    expect(half.effectiveRows).toBe(100);
    const difference = ({ covariance: c }: typeof half) => c[4]! + c[8]! - 2 * c[5]!;
    expect(difference(half) / difference(whole)).toBeGreaterThan(1.5);
  });
});

describe('the posterior of the joint model', () => {
  /** Twelve rows of an intercept and a slope, known noise, unlike weights and one outlier; nothing is estimated but the error. */
  const n = 12;
  const x = Array.from({ length: n }, (_, i) => i / 4 - 1);
  const y = Float64Array.from(x, (value, i) => 2 - 0.7 * value + 0.3 * Math.sin(5 * i) + (i === 7 ? 4 : 0));
  const noise = Float64Array.from(x, (_, i) => 0.05 + 0.01 * i);
  const weight = Float64Array.from(x, (_, i) => 1 - i / 24);
  const values = Float64Array.from(x.flatMap((value) => [1, value]));
  const index = Int16Array.from(x.flatMap(() => [0, 1]));
  const fixed = (name: string, start: number, priorSd: number) => ({ name, start, size: 1, priorSd, fixed: true });
  const input = {
    design: { rows: n, columns: 2, width: 2, index, values },
    blocks: [fixed('intercept', 0, 10), fixed('slope', 1, 0.5)],
    y,
    noise,
    weight,
  };

  /** Σ precision × x x' + 1 / prior², inverted by hand. */
  function posteriorOf(precision: Float64Array) {
    let [a, b, c, u, v] = [1 / 100, 0, 1 / 0.25, 0, 0];
    for (let i = 0; i < n; i += 1) {
      const p = precision[i]!;
      a += p;
      b += p * x[i]!;
      c += p * x[i]! ** 2;
      u += p * y[i]!;
      v += p * x[i]! * y[i]!;
    }
    const determinant = a * c - b * b;
    const inverse = [c, -b, -b, a].map((value) => value / determinant);
    return { inverse, coefficients: [inverse[0]! * u + inverse[1]! * v, inverse[2]! * u + inverse[3]! * v] };
  }
  const close = (wanted: number[], digits = 9) => wanted.map((value) => expect.closeTo(value, digits));

  it.each(['assumed', 'estimated'] as const)(
    'is that of a weighted regression with normal priors, its tails %s',
    (inflation) => {
      const df = 4;
      const fit = fitJointModel({ ...input, errors: { df, inflation } });
      const { inverse, coefficients } = posteriorOf(fit.precision);
      expect([...fit.coefficients]).toEqual(close(coefficients));
      expect([...fit.covariance]).toEqual(close(inverse.map((value) => value * fit.tailInflation)));
      expect([...fit.residuals]).toEqual(
        close(x.map((value, i) => y[i]! - coefficients[0]! - coefficients[1]! * value)),
      );
      const leverage = x.map((value) => inverse[0]! + 2 * inverse[1]! * value + inverse[3]! * value ** 2);
      expect(fit.effectiveRows).toBeCloseTo(
        weight.reduce((sum, w) => sum + w, 0),
        9,
      );
      const coefficientsUsed = leverage.reduce((sum, h, i) => sum + h * fit.precision[i]!, 0);
      expect(fit.effectiveCoefficients).toBeCloseTo(coefficientsUsed, 9);
      expect(fit.blockVariance).toEqual([100, 0.25]);

      // Student's t: a row's precision falls with its squared residual. The last step moved nothing by more than its tolerance.
      const variance = noise.map((known) => known + fit.errorVariance);
      const squared = leverage.map((h, i) => fit.residuals[i]! ** 2 + h);
      squared.forEach((q, i) => {
        const precision = (weight[i]! * (df + 1)) / (df + q / variance[i]!) / variance[i]!;
        expect(Math.abs(Math.log(fit.precision[i]! / precision))).toBeLessThan(0.05);
      });
      // The scale of errors: its marginal likelihood is level there, under a prior of sd 0.5 that weighs two rows.
      let [explained, expected] = [2 * 0.25, 2 * fit.errorVariance];
      squared.forEach((q, i) => {
        const share = (fit.errorVariance / variance[i]!) ** 2;
        explained += (weight[i]! * share * (df + 1) * q) / (df + q / variance[i]!);
        expected += weight[i]! * share * variance[i]!;
      });
      expect(Math.abs(Math.log(explained / expected))).toBeLessThan(0.05);
    },
  );

  it('is widened by what the tails of Student’s t take, (ν + 3) / (ν + 1), three degrees by default', () => {
    const assumed = (df: number) => fitJointModel({ ...input, errors: { df, inflation: 'assumed' } }).tailInflation;
    expect([assumed(4), assumed(9)]).toEqual(close([7 / 5, 12 / 10], 12));
    expect(fitJointModel(input)).toEqual(fitJointModel({ ...input, errors: { df: 3, inflation: 'assumed' } }));
  });

  it('or by the sandwich of the residuals: E ψ² E w / (E ψ′)², for the rows that are left', () => {
    const df = 4;
    const fit = fitJointModel({ ...input, errors: { df, inflation: 'estimated' } });
    let [w, slope, square, rows] = [0, 0, 0, 0];
    for (let i = 0; i < n; i += 1) {
      const v = noise[i]! + fit.errorVariance;
      const r = fit.residuals[i]!;
      // ψ(r) = weight (ν + 1) r / (ν v + r²) and its derivative by r.
      const score = (weight[i]! * (df + 1) * r) / (df * v + r * r);
      const h = 1e-6;
      const later = (weight[i]! * (df + 1) * (r + h)) / (df * v + (r + h) ** 2);
      w += score / r;
      slope += (later - score) / h;
      square += score ** 2;
      rows += weight[i]!;
    }
    const left = rows / (rows - fit.effectiveCoefficients);
    expect(fit.tailInflation).toBeCloseTo(((square * w) / slope ** 2) * left, 3);
  });

  it('assumes the widest tails where residuals are too odd to tell', () => {
    // Two heaps far apart with hardly any noise: every residual lies where Student's t no longer pulls.
    const far = Float64Array.from(y, (_, i) => (i % 2 === 0 ? 50 : -50));
    const odd = fitJointModel({ ...input, y: far, errors: { df: 1, inflation: 'estimated' } });
    expect(odd.tailInflation).toBeGreaterThanOrEqual(1);
    expect(Number.isFinite(odd.tailInflation)).toBe(true);
  });

  it('is the same from another start', () => {
    const cold = fitJointModel(input);
    const other = fitJointModel({ ...input, y: y.map((value) => 3 * value) });
    const warm = fitJointModel({ ...input, startFrom: other });
    expect([...warm.coefficients]).toEqual(close([...cold.coefficients], 1));
    expect(Math.abs(Math.log(warm.errorVariance / cold.errorVariance))).toBeLessThan(0.1);
    const again = fitJointModel({ ...input, startFrom: cold });
    expect([...again.coefficients]).toEqual(close([...cold.coefficients], 1));
  });

  it('learns how much the coefficients of a block differ, under a prior that weighs four of them', () => {
    const { model } = oneWay('stationary', { n: 400, levels: 8, spread: 0.4 });
    const fit = fitJointModel(model);
    const size = fit.coefficients.length;
    let sum = 4 * 0.2 ** 2;
    for (let j = 1; j < size; j += 1)
      sum += fit.coefficients[j]! ** 2 + fit.covariance[j * size + j]! / fit.tailInflation;
    expect(Math.abs(Math.log(fit.blockVariance[1]! / (sum / 12)))).toBeLessThan(0.05);
    expect(fit.blockVariance[0]).toBe(100);
  });

  it('never takes errors for less than a hundredth', () => {
    const exact = Float64Array.from(x, (value) => 1 + value);
    const { errorVariance } = fitJointModel({ ...input, y: exact, noise: new Float64Array(n) });
    expect(errorVariance).toBeGreaterThanOrEqual(1e-4);
    expect(errorVariance).toBeLessThan(0.1);
  });
});
