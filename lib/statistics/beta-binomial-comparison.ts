import { betaCdf, betaQuantile } from './beta-distribution.ts';
import { requireArgument, requirePositive } from './require-argument.ts';

/** A Beta distribution: successes + prior, failures + prior. */
export interface BetaBelief {
  a: number;
  b: number;
}

/**
 * Posterior of a proportion under a Beta prior, Jeffreys' (½, ½) unless given.
 *
 * @throws RangeError when successes are negative or more than the trials
 */
export function betaPosterior(input: { successes: number; trials: number; prior?: BetaBelief }): BetaBelief {
  const { successes, trials, prior = { a: 0.5, b: 0.5 } } = input;
  requirePositive('prior', Math.min(prior.a, prior.b));
  requireArgument(successes >= 0 && successes <= trials, 'successes', successes, `between 0 and the ${trials} trials`);
  return { a: prior.a + successes, b: prior.b + trials - successes };
}

/** Equal-tailed credible interval. */
export function betaInterval({ a, b }: BetaBelief, level: number): [number, number] {
  const tail = (1 - level) / 2;
  return [betaQuantile(tail, a, b), betaQuantile(1 - tail, a, b)];
}

export interface BetaComparison {
  /** P(treatment > control). */
  probability: number;
  /** E(treatment − control). */
  difference: number;
  /** Expected loss of choosing the treatment, and of keeping the control. */
  loss: { treatment: number; control: number };
}

/** Compares two Beta beliefs by quadrature where Spotify's confidence draws half a million samples. */
export function compareBeta(control: BetaBelief, treatment: BetaBelief): BetaComparison {
  const mean = ({ a, b }: BetaBelief) => a / (a + b);
  const raised = ({ a, b }: BetaBelief) => ({ a: a + 1, b });
  // E max(A − B, 0) = E A · P(A⁺ > B) − E B · P(A > B⁺), with one success more where ⁺ stands.
  const loss = (chosen: BetaBelief, other: BetaBelief) =>
    Math.max(
      0,
      mean(other) * probabilityGreater(raised(other), chosen) -
        mean(chosen) * probabilityGreater(other, raised(chosen)),
    );
  return {
    probability: probabilityGreater(treatment, control),
    difference: mean(treatment) - mean(control),
    loss: { treatment: loss(treatment, control), control: loss(control, treatment) },
  };
}

// Gauss-Legendre, 8 points on [-1, 1] (Abramowitz and Stegun, table 25.4).
const NODES = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const WEIGHTS = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];

/** P(X > Y) = ∫ F_Y(Q_X(u)) du, over panels that shrink towards both ends, where the integrand bends. */
function probabilityGreater(x: BetaBelief, y: BetaBelief): number {
  const below = (u: number) => betaCdf(betaQuantile(u, x.a, x.b), y.a, y.b);
  const tails = Array.from({ length: 20 }, (_, k) => 0.5 * 4 ** (k - 20));
  const breaks = [0, ...tails, ...[0.2, 0.35, 0.5, 0.65, 0.8], ...tails.map((u) => 1 - u), 1].sort((a, b) => a - b);
  let sum = 0;
  for (let panel = 1; panel < breaks.length; panel += 1) {
    const half = (breaks[panel]! - breaks[panel - 1]!) / 2;
    const middle = breaks[panel - 1]! + half;
    for (const [j, node] of NODES.entries()) {
      sum += half * WEIGHTS[j]! * (below(middle - half * node) + below(middle + half * node));
    }
  }
  return Math.min(1, sum);
}
