import type { LevelContrasts } from '../learning/contrasts.ts';
import { coefficientLogE, coefficientRadius } from '../statistics/anytime-valid-linear-model.ts';
import { closedEBenjaminiHochberg, twoStageBenjaminiHochberg } from '../statistics/multiple-testing.ts';
import { studentTQuantile, studentTTwoSidedP } from '../statistics/student-t-distribution.ts';
import { type AccountModel, contrastsOf } from './account-model.ts';
import type { Finding } from './analysis.ts';

/** The dimensions that findings speak about: what the policy can change. */
const DIMENSIONS = ['generator', 'format', 'hour'] as const;
/** Rate of false findings kept by either strength. */
const RATE = 0.05;
const ADJUSTED = ['generator', 'format', 'hour', 'weekday', 'topic', 'trend', 'age of the post'];
const SMALLEST_SAMPLE = 2;
/** The tails are estimated too, which costs about as many degrees of freedom as it leaves. */
const DF_PER_ROW = 2;
/** Below this many degrees of freedom a model has nothing to say, whatever its p-values. */
const SMALLEST_DF = 10;
/** Mixture precision of the anytime-valid test: tightest for clear effects at a few hundred posts. */
const MIXTURE_PRECISION = 35;
/** Tails estimated from few posts look light now and then; who looks every few hours would catch just that moment. */
const LIGHTEST_LASTING_TAILS = 1.2;

/** Puts the weakest finding's interval just beside zero instead of upon it. */
const NOT_QUITE = 1.0001;
/** An interval that misses the truth every other time says nothing. */
const MOST_ALPHA = 0.5;

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
export function findingsOf(
  model: AccountModel,
  input: { look: 'scheduled' | 'interim'; window: { from: string; to: string } },
): Finding[] {
  if (model.df < SMALLEST_DF) return [];
  const statements = DIMENSIONS.flatMap((dimension) => statementsOf(model, dimension));
  const lasting = closedEBenjaminiHochberg(statements.map(({ logE }) => Math.exp(Math.min(700, logE))));
  const weekly = twoStageBenjaminiHochberg(
    statements.map(({ p }) => p),
    RATE,
  );
  const collect = (strength: Finding['strength'], qValues: number[]) => {
    const picked = statements.flatMap((one, i) => (qValues[i]! <= RATE ? [{ ...one, qValue: qValues[i]! }] : []));
    if (picked.length === 0) return [];
    const reach = reachAfterSelection(model, { strength, statements: statements.length, picked });
    // The second stage picks a little more than intervals of this width bear out.
    const borneOut = picked.filter(({ estimate, sd }) => Math.abs(estimate) > reach * sd);
    return borneOut.map((statement) => findingOf(statement, { strength, reach, window: input.window }));
  };
  return [...collect('lasting', lasting), ...(input.look === 'scheduled' ? collect('weekly', weekly) : [])];
}

function statementsOf(model: AccountModel, dimension: (typeof DIMENSIONS)[number]): Statement[] {
  const contrasts = contrastsOf(model, dimension, ({ n }) => n >= SMALLEST_SAMPLE);
  const size = contrasts.levels.length;
  if (size < 2) return [];
  const caution = lastingCaution(model);
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
      logE: coefficientLogE({ t: t / caution, n: model.fit.effectiveRows, df: model.df, g: MIXTURE_PRECISION }),
    };
  });
  // Of two levels one is above exactly when the other is below: that is one statement.
  return size === 2 ? [all[aboveOf(contrasts)]!] : all;
}

/**
 * Standard errors on each side of a finding's estimate. What was picked because it stands out needs a wider interval for 19
 * in 20 of the intervals shown to hold: level 1 − 5% × the share of statements that were picked (Benjamini and Yekutieli
 * 2005; for confidence sequences, which hold at every look, Xu, Wang and Ramdas 2022, or where that is narrower the level at
 * which the weakest was just picked).
 */
function reachAfterSelection(
  model: AccountModel,
  { strength, statements, picked }: { strength: Finding['strength']; statements: number; picked: readonly Statement[] },
): number {
  const alpha = (RATE * picked.length) / statements;
  if (strength === 'weekly') return studentTQuantile(1 - alpha / 2, model.df / DF_PER_ROW);
  const weakest = NOT_QUITE * Math.exp(-Math.min(...picked.map(({ logE }) => logE)));
  const evidence = { n: model.fit.effectiveRows, df: model.df, g: MIXTURE_PRECISION };
  return (
    lastingCaution(model) * coefficientRadius({ ...evidence, alpha: Math.min(MOST_ALPHA, Math.max(alpha, weakest)) })
  );
}

/** By how much the errors of lasting statements are widened where the tails were estimated to be light. */
function lastingCaution({ fit }: AccountModel): number {
  return Math.sqrt(Math.max(1, LIGHTEST_LASTING_TAILS / fit.tailInflation));
}

function aboveOf({ means }: LevelContrasts): number {
  return means[0]! >= means[1]! ? 0 : 1;
}

function findingOf(
  statement: Statement & { qValue: number },
  context: { strength: Finding['strength']; reach: number; window: { from: string; to: string } },
): Finding {
  const { strength, reach, window } = context;
  const { dimension, level, estimate, sd, n, qValue } = statement;
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
    window,
    adjustedFor: ADJUSTED.filter((name) => name !== dimension),
    wouldChange: `The next posts of ${level} averaging ${signedPercent(Math.expm1(-estimate))} for as long as they averaged ${signedPercent(Math.expm1(estimate))}.`,
  };
}

/** A share as a signed whole percentage, e.g. +12%. */
export function signedPercent(share: number): string {
  const percent = Math.round(100 * share);
  return `${percent > 0 ? '+' : ''}${percent}%`;
}
