import { type RandomStream, randomStream } from './random.ts';

/** Names the demo's account publishes with; the audience's taste for them is drawn per world. */
export const DEFAULT_GENERATORS = [
  'field_notes',
  'plain_numbers',
  'contrarian_take',
  'how_to_guide',
  'open_question',
] as const;

export const DEFAULT_TOPICS = [
  'rooftop_solar',
  'home_batteries',
  'heat_pumps',
  'ev_charging',
  'power_grid',
  'energy_bills',
] as const;

interface TopicWords {
  thing: readonly string[];
  fact: readonly string[];
  advice: readonly string[];
}

const TOPIC_WORDS: readonly TopicWords[] = [
  {
    thing: ['a rooftop array', 'an east-west roof', 'a shaded string', 'an old inverter', 'a balcony panel'],
    fact: [
      'shade on one panel costs less than it used to',
      'an east-west roof gives up a tenth and wins the morning',
      'dirt takes three percent and rain brings it back',
      'the inverter fails long before the panels do',
    ],
    advice: ['log the output of every string', 'price the inverter swap now', 'fill the north side last'],
  },
  {
    thing: ['a home battery', 'a second-hand pack', 'a garage battery', 'a 10 kWh pack', 'a balcony battery'],
    fact: [
      'half of the cycles never see peak price',
      'cold nights cost more range than age does',
      'the standby draw eats a full charge every month',
      'a smaller pack that cycles daily pays back first',
    ],
    advice: ['size it for the evening, not the day', 'read the warranty in kWh', 'measure standby for one week'],
  },
  {
    thing: ['a heat pump', 'a 1930s house', 'an undersized radiator', 'a noisy outdoor unit', 'a buffer tank'],
    fact: [
      'flow temperature decides the bill more than the brand',
      'most radiators were oversized all along',
      'short cycling costs more than a cold snap',
      'the quiet unit is the one that runs all day',
    ],
    advice: ['run it at 45 degrees for a day', 'open every valve before you buy', 'let it run through the night'],
  },
  {
    thing: ['a wallbox', 'a shared charger', 'a street lamp charger', 'a granny cable', 'a depot with six vans'],
    fact: [
      'the car is parked twenty-three hours of the day',
      'three kilowatts overnight cover most commutes',
      'a queue at the charger is a tariff problem',
      'load sharing beats a bigger connection',
    ],
    advice: ['charge on the timer first', 'share one circuit between two cars', 'ask the grid company early'],
  },
  {
    thing: ['a substation', 'a village feeder', 'a windy Sunday', 'a negative price hour', 'a transformer'],
    fact: [
      'the evening ramp is the hard part, not the peak',
      'one feeder can carry twice the panels with a smarter tap',
      'curtailment is cheaper than copper until it is not',
      'the queue for a connection is longer than the build',
    ],
    advice: ['publish the hosting map', 'pay for flexibility before steel', 'look at the ramp, not the peak'],
  },
  {
    thing: ['a flat tariff', 'a dynamic tariff', 'a winter bill', 'a two-person flat', 'a bakery'],
    fact: [
      'the fridge and the router are a fifth of the bill',
      'moving the wash by four hours saves a coffee a week',
      'standing charges hide the cheapest kilowatt hour',
      'the biggest saver was turning one pump down',
    ],
    advice: ['read the meter on Sundays', 'find the base load first', 'compare the year, not the month'],
  },
];

type Sentence = (words: { thing: string; fact: string; advice: string; n: number; draw: RandomStream }) => string;

const VOICES: readonly (readonly Sentence[])[] = [
  [
    ({ thing, fact, n }) => `Spent ${n} days with ${thing}. What stayed with me: ${fact}.`,
    ({ thing, fact, n }) => `Visit no. ${n} this year: ${thing}. The owner already knew that ${fact}.`,
    ({ thing, fact, advice }) => `Notes from the van after ${thing}: ${fact}. Next time I will ${advice}.`,
  ],
  [
    ({ thing, fact, n }) => `${n} weeks of readings from ${thing}. In one line: ${fact}.`,
    ({ thing, fact, n }) => `We measured ${thing} ${n} times. ${capital(fact)}. The spread was smaller than we feared.`,
    ({ fact, n, draw }) => `${n} homes, ${n * (7 + draw.integer(9))} readings: ${fact}.`,
  ],
  [
    ({ thing, fact }) => `Everybody blames ${thing}. Wrong suspect: ${fact}.`,
    ({ fact, advice }) => `Unpopular: ${fact}. So before you spend anything, ${advice}.`,
    ({ thing, fact, n }) => `${n} years of advice about ${thing} missed it. ${capital(fact)}.`,
  ],
  [
    ({ thing, advice, fact }) => `How to get more out of ${thing}: ${advice}. Why it works: ${fact}.`,
    ({ advice, fact, n }) => `A ${n} minute job: ${advice}. You will see that ${fact}.`,
    ({ thing, advice, n }) => `Checklist for ${thing}: ${advice}, wait ${n} days, then read the numbers again.`,
  ],
  [
    ({ thing, fact, n }) => `Suppose ${fact}. What would you do about ${thing}? ${n} readers have answered so far.`,
    ({ thing, n }) => `What would you change first about ${thing} with ${n} euros and one weekend?`,
    ({ fact, advice }) => `Is it true where you live that ${fact}? Or did it help to ${advice}?`,
  ],
];

/**
 * The text of a post, one string per part: plausible English from a small grammar, a voice per generator and words per
 * topic. Names the grammar does not know borrow a voice. Same labels, same text.
 */
export function composeText(options: {
  generatorIndex: number;
  topicIndex: number;
  parts: number;
  labels: readonly (string | number)[];
}): string[] {
  const draw = randomStream(...options.labels, 'text');
  const words = TOPIC_WORDS[options.topicIndex % TOPIC_WORDS.length]!;
  const voice = VOICES[options.generatorIndex % VOICES.length]!;
  const sentence = () =>
    draw.pick(voice)({
      thing: draw.pick(words.thing),
      fact: draw.pick(words.fact),
      advice: draw.pick(words.advice),
      n: 2 + draw.integer(87),
      draw,
    });
  if (options.parts === 1) return [capital(sentence())];
  return Array.from({ length: options.parts }, (_, part) =>
    part === 0 ? `${capital(sentence())} A thread:` : `${part + 1}/${options.parts} ${capital(sentence())}`,
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
