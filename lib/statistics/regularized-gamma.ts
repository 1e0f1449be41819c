import gammainc from '@stdlib/math-base-special-gammainc';

/** Above this shape @stdlib's incomplete gamma function loses digits (1% at shape 1000): ours takes over. */
const LARGE_SHAPE = 400;

/**
 * Regularised incomplete gamma function: P(shape, x), or Q = 1 − P without cancellation when `upper` is set. For large
 * shapes the power series (below the mean) or Legendre's continued fraction (above it) after a Stirling prefactor.
 */
export function regularizedGamma(input: { x: number; shape: number; upper: boolean }): number {
  const { x, shape, upper } = input;
  if (x <= 0) return upper ? 1 : 0;
  if (shape < LARGE_SHAPE) return gammainc(x, shape, true, upper);
  if (x < shape) {
    const lower = powerSeries(x, shape);
    return upper ? 1 - lower : lower;
  }
  const tail = continuedFraction(x, shape);
  return upper ? tail : 1 - tail;
}

/** x^shape e^−x / Γ(shape), from the deviation of x from shape, so that large exponents never meet. */
function density(x: number, shape: number): number {
  const deviation = (x - shape) / shape;
  const stirling = 1 / (12 * shape) - 1 / (360 * shape ** 3);
  return Math.sqrt(shape / (2 * Math.PI)) * Math.exp(shape * log1pMinus(deviation) - stirling);
}

/** ln(1 + u) − u, by its series where the subtraction would cancel. */
function log1pMinus(u: number): number {
  if (Math.abs(u) > 0.1) return Math.log1p(u) - u;
  let sum = 0;
  let power = -u;
  for (let k = 2; k < 40; k += 1) {
    power *= -u;
    sum -= power / k;
  }
  return sum;
}

function powerSeries(x: number, shape: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let k = 1; term > sum * 1e-17; k += 1) {
    term *= x / (shape + k);
    sum += term;
  }
  return density(x, shape) * sum;
}

/** Modified Lentz evaluation of 1 / (x + 1 − a − 1(1 − a) / (x + 3 − a − …)). */
function continuedFraction(x: number, shape: number): number {
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let k = 1; ; k += 1) {
    const a = -k * (k - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    const factor = d * c;
    h *= factor;
    if (Math.abs(factor - 1) < 1e-15) return density(x, shape) * h;
  }
}
