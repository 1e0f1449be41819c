import type { ExperimentPlan } from '../experiments/plan.ts';
import type { DecisionType } from '../learning/history.ts';
import { chancesOf, drawLevel } from './draw.ts';
import type { DayContext, TimedDraw } from './plan-context.ts';
import { type Arm, armsOf, type PlannedDimension } from './plan-experiments.ts';
import type { AssignmentProbabilities, PlanNote, PlannedDecision } from './plan-input.ts';
import type { LocalDay } from './slots.ts';

type Content = Pick<PlannedDecision, 'generator' | 'format' | 'topic' | 'hook' | 'notes'> & {
  probabilities: Omit<AssignmentProbabilities, 'holdout' | 'hour'>;
};

const BOTH: readonly DecisionType[] = ['single', 'thread'];
const EITHER_FORMAT = { single: 1, thread: 1 };

/** Draws generator, format and topic of posts whose times are known; a post for which nothing is left is not planned. */
export function drawContent(
  day: LocalDay,
  times: readonly TimedDraw[],
  context: DayContext,
  notes: PlanNote[],
): PlannedDecision[] {
  const { clock, rails, existing } = context;
  const here = existing.filter(({ occupies, atMs }) => occupies && clock(atMs).dayNumber === day.dayNumber);
  const slots = [...here, ...times].map(({ atMs }) => atMs).sort((a, b) => a - b);
  const experiments = context.experiments.filter(({ dimension }) => dimension !== 'hour');
  let threads = here.filter(({ format }) => format === 'thread').length;

  return times.flatMap((time) => {
    const open = openTo(time, context, threads < rails.threadsPerDay);
    const post = { key: time.key, day: time.dayNumber, slot: slots.indexOf(time.atMs) };
    const taken = context.experiments.filter(({ id }) => id === time.experiment?.experimentId);
    const arms = time.isHoldout
      ? []
      : armsOf({ experiments, weights: context.experimentWeights, post, taken, isOpen: open.isOpen });
    const content = drawOne(time, context, open, arms);
    if (content === null) {
      const text = `${time.day}: a post was not planned, because no generator of the policy can write what the rails leave open`;
      notes.push({ cause: 'no_writer', text });
      return [];
    }
    if (content.format === 'thread') threads += 1;
    return [decisionOf(time, content, { policyVersion: context.policy.version, arms })];
  });
}

interface Open {
  generators: Readonly<Record<string, number>>;
  formats: Readonly<Record<string, number>>;
  threadsLeft: boolean;
  writesBoth: (generator: string) => boolean;
  /** What a generator may write here. */
  formatsOf: (generator: string) => readonly DecisionType[];
  /** Whether a level can be had with every arm of the experiments beside it. */
  isOpen: (dimension: PlannedDimension, level: string, beside: readonly ExperimentPlan[]) => boolean;
}

/** What the rails and the generators leave open for one post. */
function openTo({ source }: TimedDraw, { generators: writers }: DayContext, threadsLeft: boolean): Open {
  const { weights } = source;
  const writesOf = (generator: string) => (writers === null ? BOTH : (writers[generator] ?? []));
  const named = Object.entries(weights.generators).filter(([name, weight]) => weight > 0 && writesOf(name).length > 0);
  // A policy that knows none of the generators that are here says nothing about them: all alike.
  const generators =
    named.length > 0 || writers === null
      ? weights.generators
      : Object.fromEntries(Object.keys(writers).map((name) => [name, 1]));
  const formats =
    Object.keys(weights.formats).length === 0 ? EITHER_FORMAT : (weights.formats as Record<string, number>);
  const formatsOf = (generator: string) =>
    writesOf(generator).filter((format) => (formats[format] ?? 0) > 0 && (format === 'single' || threadsLeft));
  const writesBoth = (generator: string) => BOTH.every((format) => writesOf(generator).includes(format));
  const someWriteBoth = Object.entries(generators).some(([name, weight]) => weight > 0 && writesBoth(name));
  const isOpen = (dimension: PlannedDimension, level: string, beside: readonly ExperimentPlan[]) => {
    const other = (wanted: PlannedDimension) => beside.find((plan) => plan.dimension === wanted)?.arms;
    if (dimension === 'generator')
      return formatsOf(level).length > 0 && (other('format') === undefined || writesBoth(level));
    if (dimension !== 'format') return true;
    const canWrite = other('generator')?.every((arm) => writesBoth(arm.level)) ?? someWriteBoth;
    return canWrite && (level === 'single' || (level === 'thread' && threadsLeft));
  };
  return { generators, formats, threadsLeft, writesBoth, formatsOf, isOpen };
}

function drawOne(
  time: TimedDraw,
  { topics: known, ledger }: DayContext,
  open: Open,
  arms: readonly Arm[],
): Content | null {
  const { random, source } = time;
  const fixed = (dimension: PlannedDimension) => arms.find((arm) => arm.dimension === dimension) ?? null;
  const given = ({ level, probability }: Arm) => ({ level, probability, chances: { [level]: 1 } });
  const notes: string[] = [];

  const byGenerator = fixed('generator');
  const byFormat = fixed('format');
  const generators = chancesOf(open.generators, (name) =>
    // All arms of an experiment with formats meet the same generators.
    byFormat === null ? open.formatsOf(name).length > 0 : open.writesBoth(name),
  );
  if (generators === null && byGenerator === null) return null;
  const generator = byGenerator ? given(byGenerator) : drawLevel(random, generators!);
  const possible = open.formatsOf(generator.level) as readonly string[];
  const formats = chancesOf(open.formats, (name) => possible.includes(name));
  if (formats === null && byFormat === null) return null;
  const format = byFormat ? given(byFormat) : drawLevel(random, formats!);
  if (arms.length === 0 && !time.isHoldout) {
    ledger.add('generator', { wanted: open.generators, ...generator });
    ledger.add('format', { wanted: open.formats, ...format });
  }
  if (!open.threadsLeft && (open.formats.thread ?? 0) > 0) {
    notes.push('no thread was open: the day has as many as the rails allow');
  }

  const byTopic = fixed('topic');
  const topics = chancesOf(source.weights.topics ?? known ?? {});
  const topic = byTopic ? given(byTopic) : topics && drawLevel(random, topics);
  const byHook = fixed('hook');
  return {
    generator: generator.level,
    format: format.level as DecisionType,
    topic: topic?.level || null,
    hook: byHook?.level ?? null,
    notes,
    probabilities: {
      generator: generator.probability,
      format: format.probability,
      ...(topic && { topic: topic.probability }),
      ...(byHook && { hook: byHook.probability }),
    },
  };
}

function decisionOf(
  time: TimedDraw,
  content: Content,
  { policyVersion, arms }: { policyVersion: number; arms: readonly Arm[] },
): PlannedDecision {
  const { probabilities, ...choice } = content;
  const chosen = { ...probabilities, hour: time.hourProbability };
  const experiments = [...(time.experiment ? [time.experiment] : []), ...arms];
  return {
    key: time.key,
    day: time.day,
    index: time.index,
    scheduledAt: new Date(time.atMs),
    hour: time.hour,
    ...choice,
    isHoldout: time.isHoldout,
    policyVersion,
    assignmentProbability: Object.values(chosen).reduce((product, probability) => product * probability, 1),
    assignmentProbabilities: { holdout: time.sourceProbability, ...chosen },
    experimentId: experiments[0]?.experimentId ?? null,
    experimentArm: experiments[0]?.arm ?? null,
    experiments,
  };
}
