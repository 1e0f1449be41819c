import type { ArmMoments } from '../statistics/arm-moments.ts';
import { sequentialTest } from '../statistics/asymptotic-confidence-sequence.ts';
import { bayesianLift, type LiftPrior } from '../statistics/bayesian-lift.ts';
import { type Difference, estimateLift, type Lift } from '../statistics/lift.ts';
import { holm } from '../statistics/multiple-testing.ts';
import { sampleRatioPValue, sequentialSampleRatioPValue } from '../statistics/sample-ratio.ts';
import { welchTest } from '../statistics/welch-test.ts';
import { type ArmCounts, type CountsLook, checkLooks, labelOf, momentsOf, unitsOf } from './experiment-counts.ts';
import { ExperimentError, requireExperiment } from './experiment-error.ts';
import { type LeadingArm, leadingArm } from './leading-arm.ts';
import { shrinkLift } from './shrink-effect.ts';

export interface AnalyzeExperimentInput {
  /** Cumulative counts per arm, looks in ascending order. */
  looks: readonly CountsLook[];
  /** Name of the control; the first arm unless given. */
  control?: string;
  difference?: Difference;
  /** Error of the claims over all looks and treatments together; .05 unless given. */
  alpha?: number;
  /** Units of both arms at which the sequential test is to be sharpest; twenty times those of the first look unless given. */
  tunedFor?: number;
  /** Prior on the lift for the Bayesian result; flat unless given. */
  prior?: LiftPrior | null;
  /** Standard deviation of true lifts on the log scale, against the winner's curse; .28 unless given. */
  effectSd?: number;
}

/** One treatment against the control at one look. */
export interface TreatmentResult {
  arm: string;
  n: number;
  mean: number;
  controlMean: number;
  lift: number;
  standardError: number;
  /** Valid if this were the only look. */
  frequentist: { interval: [number, number]; pValue: number };
  /** Valid over all looks together. */
  sequential: { interval: [number, number]; pValue: number; adjustedPValue: number };
  bayesian: {
    mean: number;
    interval: [number, number];
    chanceToWin: number;
    risk: { control: number; treatment: number };
  };
  /** What to expect of it after having picked it, shrunk against the winner's curse; relative differences only. */
  shrunkLift: number | null;
}

export interface LookResult {
  look: string;
  /** Empty while too little was seen to compare; `reason` then says what is missing. */
  treatments: TreatmentResult[];
  reason: string | null;
  /** Chi-squared p-value at this look, and the smallest sequential one so far. */
  sampleRatio: { pValue: number; sequentialPValue: number; mismatch: boolean };
}

export interface ExperimentAnalysis {
  control: string;
  arms: string[];
  looks: LookResult[];
  /** The first look at which the sequential test decided, for or against treatments; it is never taken back. */
  decision: {
    look: string;
    arm: string;
    direction: 'better' | 'worse';
    lift: number;
    shrunkLift: number | null;
  } | null;
  /** The arm ahead at the last look against the average of all; null when that cannot be said in percent. */
  leader: LeadingArm | null;
  /** False when the sample ratio shows that the randomisation is broken: then nothing above can be trusted. */
  trustworthy: boolean;
  words: string;
}

/** GrowthBook's default: below this a mismatch alarm would ring too often over many experiments. */
const SAMPLE_RATIO_ALPHA = 0.001;
/** With fewer successes or failures than this in an arm a normal approximation promises too much. */
const LEAST_EVENTS = 10;
const TUNING_FACTOR = 20;

/**
 * Analyses counts per arm and look of any A/B test: GrowthBook-compatible frequentist, Bayesian and sequential results per
 * look, the sample-ratio guard, and the decision of the sequential test with Holm's correction over treatments.
 *
 * @throws ExperimentError (code invalid_experiment) on input that has no correct analysis, and (code not_enough_data) when
 *   even the last look has too little to compare
 * @example
 *   analyzeExperiment({ looks: [{ look: 1, arms: [
 *     { arm: 'a', trials: 1000, successes: 100 }, { arm: 'b', trials: 1000, successes: 150 }] }] }).looks[0]!.treatments[0]!.lift // => 0.5
 */
export function analyzeExperiment(input: AnalyzeExperimentInput): ExperimentAnalysis {
  const { looks, alpha = 0.05 } = input;
  requireExperiment(alpha > 0 && alpha < 1, `alpha must be inside (0, 1), got ${alpha}`);
  const control = input.control ?? looks[0]?.arms[0]?.arm ?? '';
  checkLooks(looks, control);
  const names = looks[0]!.arms.map(({ arm }) => arm);
  const weights = names.map((name) => armAt(looks[0]!, name).weight ?? 1);
  const firstUnits = looks[0]!.arms.reduce((sum, arm) => sum + unitsOf(arm), 0);
  const tunedFor = input.tunedFor ?? Math.max(2, (TUNING_FACTOR * firstUnits * 2) / names.length);
  requireExperiment(tunedFor > 0, `tunedFor must be above 0, got ${tunedFor}`);
  const units = looks.map((look) => names.map((name) => unitsOf(armAt(look, name))));
  const results = looks.map((look, i): LookResult => {
    const pValue = sampleRatioPValue({ counts: units[i]!, weights });
    const sequentialPValue = sequentialSampleRatioPValue({ looks: units.slice(0, i + 1), weights });
    const mismatch = Math.min(sequentialPValue, i === looks.length - 1 ? pValue : 1) < SAMPLE_RATIO_ALPHA;
    const compared = compare(look, { ...input, alpha, control, names, tunedFor });
    return { look: labelOf(look), ...compared, sampleRatio: { pValue, sequentialPValue, mismatch } };
  });
  const last = results.at(-1)!;
  if (last.treatments.length === 0) throw new ExperimentError(`${last.reason}; wait for more data`, 'not_enough_data');
  const decision = firstDecision(results, alpha);
  const trustworthy = !results.some(({ sampleRatio }) => sampleRatio.mismatch);
  return {
    control,
    arms: names,
    looks: results,
    decision,
    leader: leadingArm(looks.at(-1)!.arms.map((arm) => ({ arm: arm.arm, ...momentsOf(arm)! }))),
    trustworthy,
    words: inWords({ decision, trustworthy, last }),
  };
}

interface Comparison extends AnalyzeExperimentInput {
  alpha: number;
  control: string;
  names: readonly string[];
  tunedFor: number;
}

function compare(look: CountsLook, input: Comparison): Pick<LookResult, 'treatments' | 'reason'> {
  const { control, names, difference = 'relative', alpha, tunedFor } = input;
  const thin = look.arms.find((arm) => momentsOf(arm) === null || fewEvents(arm));
  const nothing = (reason: string) => ({ treatments: [], reason });
  if (thin) {
    return nothing(
      `look ${labelOf(look)}: arm ${thin.arm} has fewer than ${LEAST_EVENTS} successes or failures, or fewer than two units`,
    );
  }
  const base = momentsOf(armAt(look, control))!;
  if (difference === 'relative' && base.mean === 0)
    return nothing(`look ${labelOf(look)}: the control's mean is 0, so there is no relative lift`);
  const treatments = names.filter((name) => name !== control);
  const moments = treatments.map((name) => momentsOf(armAt(look, name))!);
  if ([base, ...moments].some(({ variance }) => !(variance > 0))) {
    return nothing(`look ${labelOf(look)}: an arm's values do not vary, so no test says anything`);
  }
  const lifts = moments.map((treatment) => estimateLift({ control: base, treatment, difference }));
  const tests = lifts.map((lift) => sequentialTest(lift, { alpha: alpha / treatments.length, tunedFor }));
  const adjusted = holm(tests.map(({ pValue }) => pValue));
  return {
    treatments: treatments.map((arm, i) =>
      result({
        arm,
        base,
        moments: moments[i]!,
        lift: lifts[i]!,
        input,
        sequential: { ...tests[i]!, adjustedPValue: adjusted[i]! },
      }),
    ),
    reason: null,
  };
}

function result(parts: {
  arm: string;
  base: ArmMoments;
  moments: ArmMoments;
  lift: Lift;
  input: Comparison;
  sequential: TreatmentResult['sequential'];
}): TreatmentResult {
  const { arm, base, moments, lift, input, sequential } = parts;
  const { alpha, prior = null, effectSd } = input;
  const posterior = bayesianLift(lift, { alpha, prior });
  return {
    arm,
    n: moments.n,
    mean: moments.mean,
    controlMean: base.mean,
    lift: lift.estimate,
    standardError: lift.standardError,
    frequentist: welchTest(lift, { alpha }),
    sequential,
    bayesian: {
      mean: posterior.mean,
      interval: posterior.interval,
      chanceToWin: posterior.chanceToWin,
      risk: posterior.risk,
    },
    shrunkLift:
      lift.difference === 'relative'
        ? shrinkLift({
            lift: lift.estimate,
            standardError: lift.standardError,
            ...(effectSd && { priorSd: effectSd }),
          })
        : null,
  };
}

function firstDecision(results: readonly LookResult[], alpha: number): ExperimentAnalysis['decision'] {
  for (const { look, treatments } of results) {
    const sure = treatments.filter(({ sequential }) => sequential.adjustedPValue <= alpha);
    const best = sure.sort((a, b) => b.lift - a.lift)[0];
    if (best)
      return {
        look,
        arm: best.arm,
        direction: best.lift > 0 ? 'better' : 'worse',
        lift: best.lift,
        shrunkLift: best.shrunkLift,
      };
  }
  return null;
}

function inWords(input: Pick<ExperimentAnalysis, 'decision' | 'trustworthy'> & { last: LookResult }): string {
  const { decision, trustworthy, last } = input;
  if (!trustworthy)
    return 'The arms were not seen in the planned shares: the randomisation is broken and no result can be trusted.';
  if (!decision) return `No difference was shown by look ${last.look}.`;
  const expected = decision.shrunkLift === null ? '' : `; expect ${signed(decision.shrunkLift)} from now on`;
  return `${decision.arm} is ${decision.direction} than the control, decided at look ${decision.look} (${decision.shrunkLift === null ? decision.lift : signed(decision.lift)}${expected}).`;
}

function signed(share: number): string {
  return `${share >= 0 ? '+' : '−'}${Math.abs(100 * share).toFixed(1)}%`;
}

function fewEvents(counts: ArmCounts): boolean {
  return 'trials' in counts && Math.min(counts.successes, counts.trials - counts.successes) < LEAST_EVENTS;
}

function armAt(look: CountsLook, name: string): ArmCounts {
  return look.arms.find(({ arm }) => arm === name)!;
}
