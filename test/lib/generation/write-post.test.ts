import { describe, expect, it } from 'vitest';
import type { ContentGenerator } from '../../../lib/generation/content-generator.ts';
import { writePost } from '../../../lib/generation/write-post.ts';
import { briefOf, singlePost } from '../../support/brief.ts';

const signal = new AbortController().signal;
const [A, B] = [
  singlePost('Flow temperature decides the bill.'),
  singlePost('Most radiators were oversized all along.'),
];

function generatorOf(generate: ContentGenerator['generate']): ContentGenerator {
  return { name: 'g', version: '1', formats: ['single'], generate };
}

describe('writing a post', () => {
  const both = generatorOf(async () => ({ candidates: [A, B], exchanges: [] }));

  it('takes the first good candidate, or the one a forecast puts first', async () => {
    expect((await writePost(both, briefOf(), { recentTexts: [], signal })).chosen).toBe(A);
    const score = (candidate: unknown) => (candidate === B ? 2 : 1);
    expect((await writePost(both, briefOf(), { recentTexts: [], score, signal })).chosen).toBe(B);
    expect((await writePost(both, briefOf(), { recentTexts: [], score: null, signal })).chosen).toBe(A);
  });

  it('says of each candidate why it was refused', async () => {
    const { chosen, problems } = await writePost(both, briefOf(), { recentTexts: [A.parts[0]!], signal });
    expect(chosen).toBe(B);
    expect(problems).toEqual([`Candidate 1: It is almost the same as an earlier post: ${JSON.stringify(A.parts[0])}.`]);
  });

  it('survives a generator that throws anything, offers nothing, or something that is no candidate', async () => {
    const broken = generatorOf(() => Promise.reject(new TypeError('boom')));
    expect(await writePost(broken, briefOf(), { recentTexts: [], signal })).toMatchObject({
      chosen: null,
      error: { message: 'boom' },
    });
    const throwing = generatorOf(() => {
      throw 'a text';
    });
    expect(await writePost(throwing, briefOf(), { recentTexts: [], signal })).toMatchObject({
      chosen: null,
      error: { message: 'a text' },
    });
    const silent = generatorOf(async () => ({ candidates: [], exchanges: [] }));
    expect(await writePost(silent, briefOf(), { recentTexts: [], signal })).toMatchObject({
      chosen: null,
      problems: ['The generator offered no text.'],
      error: null,
    });
    const odd = generatorOf(async () => ({ candidates: [null as unknown as typeof A], exchanges: [] }));
    expect((await writePost(odd, briefOf(), { recentTexts: [], signal })).problems).toEqual([
      'Candidate 1: The candidate must be an object, but is null.',
    ]);
  });

  it('takes the first good candidate when the forecast throws, and says so', async () => {
    const score = () => {
      throw new Error('no model');
    };
    expect(await writePost(both, briefOf(), { recentTexts: [], score, signal })).toMatchObject({
      chosen: A,
      error: { message: 'no model' },
    });
  });

  it('does not wait for a generator that ignores the signal, nor asks when it is late already', async () => {
    const run = new AbortController();
    const deaf = generatorOf(() => {
      run.abort();
      return new Promise(() => {});
    });
    expect(await writePost(deaf, briefOf(), { recentTexts: [], signal: run.signal })).toMatchObject({
      error: { code: 'GENERATION_TIMEOUT' },
    });
    let asked = 0;
    const counting = generatorOf(async () => {
      asked += 1;
      return { candidates: [A], exchanges: [] };
    });
    await writePost(counting, briefOf(), { recentTexts: [], signal: run.signal });
    expect(asked).toBe(0);
  });
});
