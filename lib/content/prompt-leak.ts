import type { Brief } from './brief.ts';
import { dataMark, HOUSE_INSTRUCTIONS, ruleSentences } from './prompt.ts';
import { longestSharedRun, wordsOf } from './words.ts';

/** So many words in a row from the instructions are a quotation, not chance. */
const LEAKED_RUN = 7;
/** An account repeats its own turns of phrase; so many words in a row are more than that. */
const COPIED_RUN = 12;
/** An example shorter than that is a turn of phrase itself. */
const SHORTEST_COPY = 6;

/** Whether the text gives away what the writer was told: the marks of the prompt, its instructions, the evidence. */
export function leakOf(
  text: string,
  { brief, instructions }: { brief: Brief; instructions: readonly string[] },
): string[] {
  const plain = text.toLowerCase();
  if (plain.includes(dataMark(brief.decisionId)) || plain.includes(brief.decisionId.toLowerCase())) {
    return ['It holds a mark of the prompt.'];
  }
  const told = [
    ...HOUSE_INSTRUCTIONS,
    ...instructions,
    ...ruleSentences(brief),
    ...(brief.voice === null ? [] : [brief.voice]),
    ...brief.insights.flatMap((insight) => [insight.text, insight.evidence]),
  ];
  const words = wordsOf(text);
  const leaked = told.some((sentence) => longestSharedRun(words, wordsOf(sentence)) >= LEAKED_RUN);
  return leaked ? ['It repeats what the writer was told.'] : [];
}

/** Whether the text is copied from an example, sentence by sentence or as a whole. */
export function copiedExample(text: string, { examples }: Brief): string[] {
  const words = wordsOf(text);
  for (const example of examples) {
    const source = wordsOf(example.text);
    const limit = Math.min(COPIED_RUN, Math.max(SHORTEST_COPY, source.length));
    const run = longestSharedRun(words, source);
    if (run >= limit) return [`It copies ${run} words in a row from an example.`];
  }
  return [];
}
