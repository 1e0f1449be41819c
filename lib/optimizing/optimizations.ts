import type { LevelContrasts } from '../learning/contrasts.ts';
import type { PolicyWeights } from '../learning/history.ts';
import type { Optimization, OptimizationType } from './analysis.ts';
import type { Weights } from './policy-weights.ts';

const TYPES: Record<'generators' | 'formats' | 'hours', { type: OptimizationType; noun: string }> = {
  generators: { type: 'generator_weight_adjustment', noun: 'generator' },
  formats: { type: 'format_selection', noun: 'format' },
  hours: { type: 'timing_optimization', noun: 'hour' },
};

/** Changes smaller than this, in total variation, are not worth a row. */
const SMALLEST_CHANGE = 0.005;

/**
 * The change of one dimension's weights with the relative lift, in percent, that the posterior expects of it and its 95%
 * interval; null when nothing moves.
 */
export function optimizationOf(input: {
  dimension: keyof typeof TYPES & keyof PolicyWeights;
  contrasts: LevelContrasts;
  from: Weights;
  to: Weights;
}): Optimization | null {
  const { dimension, contrasts, from, to } = input;
  const change = contrasts.levels.reduce((sum, level) => sum + Math.abs((to[level] ?? 0) - (from[level] ?? 0)), 0) / 2;
  if (change < SMALLEST_CHANGE) return null;
  const { type, noun } = TYPES[dimension];
  const { mean, sd } = expectedLogLift(contrasts, from, to);
  const percent = (log: number) => 100 * Math.expm1(log);
  const gains = contrasts.levels
    .map((level) => ({ level, change: (to[level] ?? 0) - (from[level] ?? 0) }))
    .sort((a, b) => b.change - a.change);
  const most = gains[0]!;
  const expectedImpact = percent(mean);
  return {
    type,
    description: `Give ${noun} ${most.level} ${share(to[most.level])} of posts instead of ${share(from[most.level])}: ${signedPoints(expectedImpact)}% expected.`,
    expectedImpact,
    expectedImpactInterval: [percent(mean - 1.96 * sd), percent(mean + 1.96 * sd)],
    implemented: false,
    from,
    to,
  };
}

function share(weight: number | undefined): string {
  return `${Math.round(100 * (weight ?? 0))}%`;
}

/** ln of (mean outcome under `to` / under `from`), with its standard deviation by the delta method. */
function expectedLogLift({ levels, means, covariance }: LevelContrasts, from: Weights, to: Weights) {
  const outcome = levels.map((_, k) => Math.exp(means[k]!));
  const total = (weights: Weights) => levels.reduce((sum, level, k) => sum + (weights[level] ?? 0) * outcome[k]!, 0);
  const before = total(from);
  const after = total(to);
  const gradient = levels.map((level, k) => outcome[k]! * ((to[level] ?? 0) / after - (from[level] ?? 0) / before));
  let variance = 0;
  for (let j = 0; j < levels.length; j += 1) {
    for (let k = 0; k < levels.length; k += 1)
      variance += gradient[j]! * gradient[k]! * covariance[j * levels.length + k]!;
  }
  return { mean: Math.log(after / before), sd: Math.sqrt(Math.max(0, variance)) };
}

/** With one digit and its sign; what rounds to zero has none. */
function signedPoints(percent: number): string {
  const text = percent.toFixed(1);
  return Number(text) === 0 ? '0.0' : `${percent > 0 ? '+' : ''}${text}`;
}
