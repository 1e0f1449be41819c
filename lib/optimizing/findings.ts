import type { LevelContrasts } from '../learning/contrasts.ts';
import { coefficientLogE } from '../statistics/anytime-valid-linear-model.ts';
import { closedEBenjaminiHochberg, twoStageBenjaminiHochberg } from '../statistics/multiple-testing.ts';
import { studentTQuantile, studentTTwoSidedP } from '../statistics/student-t-distribution.ts';
import { type AccountModel, contrastsOf } from './account-model.ts';
import type { Finding } from './analysis.ts';

/** The dimensions that findings speak about: what the policy can change. */
const DIMENSIONS = ['generator', 'format', 'hour'] as const;
/** Rate of false findings kept by either strength. */
const RATE = 0.05;
const SMALLEST_SAMPLE = 2;
/** The tails are estimated too, which costs about as many degrees of freedom as it leaves. */
const DF_PER_ROW = 2;
/** Below this many degrees of freedom a model has nothing to say, whatever its p-values. */
const SMALLEST_DF = 10;
/** Mixture precision of the anytime-valid test: tightest for clear effects at a few hundred posts. */
const MIXTURE_PRECISION = 20;

interface Statement {
  dimension: (typeof DIMENSIONS)[number];
  level: string;
  estimate: number;
  sd: number;
  n: number;
  p: number;
  logE: number;
}

/**
 * What can be said about levels against the average of their dimension, from the model whose levels are not shrunk.
 * `weekly`: Benjamini-Hochberg (two-stage) at 5% over all statements of the look, valid at the one scheduled look.
 * `lasting`: anytime-valid e-values with (closed) e-BH at 5%, valid however often it is looked at. A statement may appear
 * in both strengths.
 */
export function findingsOf(model: AccountModel, look: 'scheduled' | 'interim'): Finding[] {
  if (model.df < SMALLEST_DF) return [];
  const statements = DIMENSIONS.flatMap((dimension) => statementsOf(model, dimension));
  const lasting = closedEBenjaminiHochberg(statements.map(({ logE }) => Math.exp(Math.min(700, logE))));
  const weekly = twoStageBenjaminiHochberg(
    statements.map(({ p }) => p),
    RATE,
  );
  const reach = studentTQuantile(0.975, model.df / DF_PER_ROW);
  const collect = (strength: Finding['strength'], qValues: number[]) =>
    statements.flatMap((statement, i) =>
      qValues[i]! <= RATE ? [findingOf(statement, { strength, qValue: qValues[i]!, reach })] : [],
    );
  return [...collect('lasting', lasting), ...(look === 'scheduled' ? collect('weekly', weekly) : [])];
}

function statementsOf(model: AccountModel, dimension: (typeof DIMENSIONS)[number]): Statement[] {
  const contrasts = contrastsOf(model, dimension, ({ n }) => n >= SMALLEST_SAMPLE);
  const size = contrasts.levels.length;
  if (size < 2) return [];
  const all = contrasts.levels.map((level, k) => {
    const estimate = contrasts.means[k]!;
    const sd = Math.sqrt(contrasts.covariance[k * size + k]!);
    const t = estimate / sd;
    return {
      dimension,
      level,
      estimate,
      sd,
      n: contrasts.n[k]!,
      p: studentTTwoSidedP(t, model.df / DF_PER_ROW),
      logE: coefficientLogE({ t, n: model.fit.effectiveRows, df: model.df, g: MIXTURE_PRECISION }),
    };
  });
  // Of two levels one is above exactly when the other is below: that is one statement.
  return size === 2 ? [all[aboveOf(contrasts)]!] : all;
}

function aboveOf({ means }: LevelContrasts): number {
  return means[0]! >= means[1]! ? 0 : 1;
}

function findingOf(
  statement: Statement,
  { strength, qValue, reach }: { strength: Finding['strength']; qValue: number; reach: number },
): Finding {
  const { dimension, level, estimate, sd, n } = statement;
  const interval: [number, number] = [Math.expm1(estimate - reach * sd), Math.expm1(estimate + reach * sd)];
  const direction = estimate > 0 ? 'above' : 'below';
  const subject = dimension === 'hour' ? `Posts at ${level.padStart(2, '0')}:00` : `Posts of ${dimension} ${level}`;
  const promise =
    strength === 'lasting'
      ? 'proven: holds however often it is looked at (e-BH at 5%)'
      : 'this week: at most one such report in twenty is wrong where nothing is true (Benjamini-Hochberg at 5%)';
  return {
    dimension,
    level,
    direction,
    strength,
    lift: Math.expm1(estimate),
    interval,
    qValue,
    n,
    description: `${subject} do ${signedPercent(Math.expm1(estimate))} against the average of their kind (95% interval ${signedPercent(interval[0])} to ${signedPercent(interval[1])}, ${n} posts, q = ${qValue.toPrecision(2)}); ${promise}.`,
  };
}

/** A share as a signed whole percentage, e.g. +12%. */
export function signedPercent(share: number): string {
  const percent = Math.round(100 * share);
  return `${percent > 0 ? '+' : ''}${percent}%`;
}
