import { hashedUniform, type RandomStream, randomStream } from './random.ts';

/** What is planted in a world: log-odds effects on the engagement rate, centred within each dimension. */
export interface WorldTruth {
  generators: Record<string, number>;
  formats: { single: number; thread: number };
  /** Keys '0' to '23', hours in the account's zone; centred over the hours of the schedule. */
  hours: Record<string, number>;
  /** Keys 'sunday' to 'saturday'. */
  weekdays: Record<string, number>;
  topics: Record<string, number>;
  /** Change of the log-odds over the planned days. */
  trend: number;
  /** Log of how many times as many followers per impression a generator's posts gain. */
  followRates: Record<string, number>;
  /** The best level of each dimension; null in a world where nothing is planted. Hours among those of the schedule. */
  best: { generator: string; format: 'single' | 'thread'; hour: string } | null;
  /** From this moment one generator's effect is shifted; null when taste never changes. */
  tasteChange: TasteChange | null;
}

export interface TasteChange {
  at: Date;
  /** A generator by name, or the best one. */
  generator: string;
  /** Added to its log-odds. */
  shift: number;
}

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

export interface TruthOptions {
  seed: number;
  generators: readonly string[];
  topics: readonly string[];
  /** Hours of the schedule. */
  hours: readonly number[];
  /** Multiplies the planted generator, format and hour effects; 0 plants none of them. */
  effectScale: number;
  tasteChange?: { at: Date; generator?: string; shift: number } | undefined;
}

const EFFECT_SD = { generator: 0.25, thread: 0.2, slot: 0.08, weekday: 0.1, topic: 0.3, trend: 0.2, follow: 0.3 };

/** Draws the planted effects of a world. Same options, same truth. */
export function drawTruth(options: TruthOptions): WorldTruth {
  const draw = randomStream(options.seed, 'truth');
  const scale = options.effectScale;
  const generators = centredEffects(options.generators, draw, EFFECT_SD.generator * scale);
  const thread = draw.normal() * EFFECT_SD.thread * scale;
  const hours = drawHours(options, draw);
  const weekdays = centredEffects(WEEKDAYS, draw, EFFECT_SD.weekday);
  const topics = centredEffects(options.topics, draw, EFFECT_SD.topic);
  const trend = -0.2 + draw.normal() * EFFECT_SD.trend;
  const followRates = centredEffects(options.generators, draw, EFFECT_SD.follow);
  const best =
    scale === 0
      ? null
      : {
          generator: argMax(generators, options.generators),
          format: thread > 0 ? ('thread' as const) : ('single' as const),
          hour: argMax(hours, options.hours.map(String)),
        };
  const change = options.tasteChange;
  return {
    generators,
    formats: { single: -thread / 2, thread: thread / 2 },
    hours,
    weekdays,
    topics,
    trend,
    followRates,
    best,
    tasteChange: change
      ? { at: change.at, generator: change.generator ?? best?.generator ?? options.generators[0]!, shift: change.shift }
      : null,
  };
}

/** The effect of a generator on a post made at `at`; a name the world was not made with has an effect of its own too. */
export function generatorEffect(truth: WorldTruth, options: TruthOptions, generator: string | null, at: Date): number {
  if (generator === null) return 0;
  const planted = truth.generators[generator] ?? unplannedEffect(options, 'generator', generator, EFFECT_SD.generator);
  const change = truth.tasteChange;
  const shifted = change !== null && change.generator === generator && at >= change.at;
  return planted + (shifted ? change.shift : 0);
}

export function topicEffect(truth: WorldTruth, options: TruthOptions, topic: string | null): number {
  if (topic === null) return 0;
  return truth.topics[topic] ?? unplannedEffect(options, 'topic', topic, EFFECT_SD.topic);
}

function unplannedEffect(options: TruthOptions, dimension: string, level: string, sd: number): number {
  const scale = dimension === 'generator' ? options.effectScale : 1;
  return randomStream(options.seed, 'unplanned', dimension, level).normal() * sd * scale;
}

/** Two harmonics of the day plus a term per hour, centred over the hours of the schedule. */
function drawHours(options: TruthOptions, draw: RandomStream): Record<string, number> {
  const amplitude = Math.abs(0.25 + 0.1 * draw.normal());
  const amplitude2 = 0.1 * draw.normal();
  const phase = 24 * draw.uniform();
  const phase2 = 12 * draw.uniform();
  const raw = Array.from({ length: 24 }, (_, hour) => {
    const harmonics =
      amplitude * Math.cos((2 * Math.PI * (hour - phase)) / 24) +
      amplitude2 * Math.cos((4 * Math.PI * (hour - phase2)) / 24);
    return options.effectScale * (harmonics + EFFECT_SD.slot * draw.normal());
  });
  const mean = options.hours.reduce((sum, hour) => sum + raw[hour]!, 0) / options.hours.length;
  return Object.fromEntries(raw.map((effect, hour) => [String(hour), effect - mean]));
}

function centredEffects(levels: readonly string[], draw: RandomStream, sd: number): Record<string, number> {
  const raw = levels.map(() => draw.normal() * sd);
  const mean = raw.reduce((sum, effect) => sum + effect, 0) / levels.length;
  return Object.fromEntries(levels.map((level, i) => [level, raw[i]! - mean]));
}

function argMax(effects: Record<string, number>, levels: readonly string[]): string {
  return levels.reduce((best, level) => (effects[level]! > effects[best]! ? level : best));
}

/** The 22 low bits of an id, from labels only. */
export function lowBits(...labels: readonly (string | number)[]): number {
  return Math.floor(hashedUniform('low', ...labels) * 2 ** 22);
}
