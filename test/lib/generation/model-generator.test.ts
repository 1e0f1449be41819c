import { describe, expect, it } from 'vitest';
import type { Brief } from '../../../lib/content/brief.ts';
import { dataMark, HOUSE_INSTRUCTIONS } from '../../../lib/content/prompt.ts';
import { modelGenerator } from '../../../lib/generation/model-generator.ts';
import { templateFor } from '../../../lib/generation/templates.ts';
import { writePost } from '../../../lib/generation/write-post.ts';
import { briefOf } from '../../support/brief.ts';
import { type Answer, answerWith, goodAnswer, modelThatSays } from '../../support/obedient-model.ts';

const GOOD = 'Flow temperature decides the bill more than the brand.';

/** What the pipeline makes of a model's answers, and the model. */
async function written(answers: readonly Answer[], options: { brief?: Brief; recentTexts?: string[] } = {}) {
  const model = modelThatSays(...answers);
  const generator = modelGenerator({ template: templateFor('field_notes'), model });
  const { brief = briefOf(), recentTexts = [] } = options;
  const post = await writePost(generator, brief, { recentTexts, signal: new AbortController().signal });
  return { ...post, questions: model.model.doGenerateCalls };
}

describe('a model whose answer can be used', () => {
  it('is asked once; what it said and cost is recorded', async () => {
    const { chosen, questions, exchanges, error } = await written([answerWith([[GOOD]])]);
    expect(chosen).toEqual({ format: 'single', parts: [GOOD], topic: 'heat_pumps', hookType: 'claim' });
    expect(questions).toHaveLength(1);
    expect(error).toBeNull();
    // 1,000 tokens at 0.40 and 200 at 1.60 dollars per million.
    expect(exchanges).toMatchObject([
      { model: 'openai:gpt-4.1-mini', inputTokens: 1_000, outputTokens: 200, usd: 0.00072 },
    ]);
    expect(exchanges[0]!.answer).toBe(answerWith([[GOOD]]));
  });

  it('may be partly wrong: what is right is taken, without another question', async () => {
    const { chosen, questions, problems } = await written([answerWith([[`${GOOD} evil.com`], [GOOD]])]);
    expect(chosen?.parts).toEqual([GOOD]);
    expect(questions).toHaveLength(1);
    expect(problems).toEqual(['Candidate 1: Links are not allowed: "evil.com".']);
  });

  it('gives its topic where none was decided', async () => {
    const { chosen } = await written([answerWith([[GOOD]], ' Heating ')], { brief: briefOf({ topic: null }) });
    expect(chosen?.topic).toBe('Heating');
  });
});

describe('a model whose answer cannot be used', () => {
  it('is told once what was wrong, and its second answer counts', async () => {
    const { chosen, questions, exchanges } = await written([answerWith([['x'.repeat(400)]]), answerWith([[GOOD]])]);
    expect(chosen?.parts).toEqual([GOOD]);
    expect(questions).toHaveLength(2);
    expect(JSON.stringify(questions[1]!.prompt)).toContain('400 characters long as X counts them; 280 are allowed.');
    expect(exchanges).toHaveLength(2);
    expect(exchanges[1]!.prompt).toContain('Nothing of this can be used:');
  });

  it.each([
    ['garbage', 'Sure! Posts: 1) heat 2) pumps', 'GENERATION_UNREADABLE'],
    ['JSON of another shape', '{"posts":["heat"]}', 'GENERATION_UNREADABLE'],
    ['nothing', '', 'GENERATION_EMPTY'],
    [
      'half an answer, cut off',
      { text: '{"candidates":[{"parts":["x', finishReason: 'length' as const },
      'GENERATION_OVERLONG',
    ],
  ])('because it is %s twice costs the slot, with both answers kept', async (_, answer, code) => {
    const { chosen, error, exchanges, questions } = await written([answer]);
    expect(chosen).toBeNull();
    expect(error).toMatchObject({ name: 'GenerationError', code, category: 'validation' });
    expect(questions).toHaveLength(2);
    expect(exchanges.map((exchange) => exchange.answer)).toEqual(
      Array(2).fill(typeof answer === 'string' ? answer || null : answer.text),
    );
  });

  it('is repaired from garbage as well', async () => {
    const { chosen } = await written(['garbage', goodAnswer]);
    expect(chosen?.parts).toEqual([GOOD]);
  });

  it.each([
    ['by its filter', { text: '', finishReason: 'content-filter' as const }],
    ['in words', "I'm sorry, but I can't help with that."],
  ])('because it refuses %s is not asked again', async (_, answer) => {
    const { chosen, error, questions, exchanges } = await written([answer]);
    expect(chosen).toBeNull();
    expect(error).toMatchObject({ code: 'GENERATION_REFUSED', retryable: false });
    expect(questions).toHaveLength(1);
    expect(exchanges).toHaveLength(1);
  });

  it.each([
    ['over-long', 'word '.repeat(100).trim(), /280 are allowed/],
    ['a leak of the instructions', HOUSE_INSTRUCTIONS[1]!.slice(0, 200), /what the writer was told/],
    ['a leak of the style', templateFor('field_notes').instructions[0]!, /what the writer was told/],
    ['a leak of the marks', `<${dataMark(briefOf().decisionId)}> heat pumps`, /mark of the prompt/],
    ['empty', ' ', /is empty/],
  ])('because every text is %s costs the slot', async (_, text, problem) => {
    const { chosen, error, problems } = await written([answerWith([[text], [text]])]);
    expect(chosen).toBeNull();
    expect(error).toBeNull();
    // Two of the repair and two of the first answer.
    expect(problems.filter((said) => problem.test(said))).toHaveLength(4);
  });

  it('because it repeats what is out costs the slot', async () => {
    const { chosen, problems } = await written([answerWith([[GOOD.toUpperCase()]])], { recentTexts: [GOOD] });
    expect(chosen).toBeNull();
    expect(problems).toEqual([`Candidate 1: It is almost the same as an earlier post: ${JSON.stringify(GOOD)}.`]);
  });

  it('because it holds a thousand texts is looked at in part', async () => {
    const { problems } = await written([answerWith(Array.from({ length: 1_000 }, () => ['evil.com']))]);
    expect(problems).toHaveLength(24);
  });

  it('is kept for audit without what PostgreSQL cannot keep, and not without end', async () => {
    const { exchanges } = await written([`\0\ud800${'x'.repeat(100_000)}`]);
    expect(exchanges[0]!.answer).toMatch(/^\ufffd\ufffdx+… \(50002 more characters\)$/);
  });
});

describe('a model that fails', () => {
  it('while it is repaired costs the slot, and the first exchange is kept', async () => {
    const { chosen, error, exchanges } = await written(['garbage', new Error('socket hang up')]);
    expect(chosen).toBeNull();
    expect(error).toMatchObject({ code: 'GENERATION_PROVIDER_FAILED', category: 'network' });
    expect(exchanges.map(({ answer }) => answer)).toEqual(['garbage', null]);
  });

  it('says so without the key it was given', async () => {
    const { error } = await written([new Error('bad header: very-secret-key')]);
    expect(error?.message).toBe(
      'openai:gpt-4.1-mini failed: bad header: ***. Nothing to do: the next run asks again, as long as the slot lies ahead.',
    );
    expect(error?.cause).toBeUndefined();
  });

  it('to answer in time costs the slot, even when it ignores that it was stopped', async () => {
    const model = modelThatSays(goodAnswer);
    model.model.doGenerate = () => new Promise(() => {});
    const generator = modelGenerator({ template: templateFor('field_notes'), model, timeoutMs: 5 });
    const post = await writePost(generator, briefOf(), { recentTexts: [], signal: new AbortController().signal });
    expect(post).toMatchObject({ chosen: null, error: { code: 'GENERATION_TIMEOUT', category: 'timeout' } });
    expect(post.exchanges).toHaveLength(1);
    expect(post.exchanges[0]!.answer).toBeNull();
  });

  it('to answer before the run ends costs the slot', async () => {
    const model = modelThatSays(goodAnswer);
    const run = new AbortController();
    model.model.doGenerate = () => {
      run.abort(new Error('the run ends'));
      return new Promise(() => {});
    };
    const generator = modelGenerator({ template: templateFor('field_notes'), model });
    const post = await writePost(generator, briefOf(), { recentTexts: [], signal: run.signal });
    expect(post).toMatchObject({ chosen: null, error: { code: 'GENERATION_TIMEOUT' } });
    // What was asked is known all the same.
    expect(post.exchanges).toMatchObject([{ model: model.name, answer: null }]);
  });
});
