import type { PromptTemplate } from '../content/prompt.ts';

const BOTH = ['single', 'thread'] as const;

/**
 * The ways of writing that are kept in the repository. Outcomes attach to name and version: whoever changes the words of one
 * raises its version.
 */
export const TEMPLATES: readonly PromptTemplate[] = [
  {
    name: 'field_notes',
    version: '1',
    formats: BOTH,
    instructions: [
      'Style: notes from the field. Write as somebody who looks closely at how the thing works in practice and reports one concrete observation.',
      'Plain words, short sentences, no slogans. End with what follows from the observation.',
    ],
  },
  {
    name: 'plain_numbers',
    version: '1',
    formats: BOTH,
    instructions: [
      'Style: plain numbers. Put counting and comparing at the centre: what to count, against what, and what the difference would mean.',
      'Use a number only where it is common knowledge or given; otherwise say which number a reader should look up or measure.',
    ],
  },
  {
    name: 'contrarian_take',
    version: '1',
    formats: BOTH,
    instructions: [
      'Style: a contrarian take. Name a belief that many readers share and argue against it fairly, with the strongest reason there is.',
      'Attack the belief, never people or groups. Say for whom the common view is right.',
    ],
  },
  {
    name: 'how_to_guide',
    version: '1',
    formats: BOTH,
    instructions: [
      'Style: a how-to guide. Give steps that a reader can do this week, in order, beginning with a verb, and say how to tell that it worked.',
      'No preparation talk: the first sentence is already useful.',
    ],
  },
  {
    name: 'open_question',
    version: '1',
    formats: BOTH,
    instructions: [
      'Style: an open question. Set up a real dilemma in a sentence or two and ask one question that readers can answer from their own experience.',
      'No yes-or-no questions, no begging for replies, reposts or likes.',
    ],
  },
  {
    name: 'short_story',
    version: '1',
    formats: ['thread'],
    instructions: [
      'Style: a case told step by step. Each part moves the case forward, the last one says what it teaches.',
      'Mark an imagined case as imagined ("say somebody ...").',
    ],
  },
];

/** For accounts whose generators have names of their own: plain writing, so that any name can be published under. */
const PLAIN: Omit<PromptTemplate, 'name'> = {
  version: 'plain-1',
  formats: BOTH,
  instructions: ['Style: plain and useful. One idea, said clearly, with the reason for it.'],
};

/** The template of a generator; a name that the repository does not know gets the plain one under its own name. */
export function templateFor(name: string): PromptTemplate {
  return TEMPLATES.find((template) => template.name === name) ?? { name, ...PLAIN };
}
