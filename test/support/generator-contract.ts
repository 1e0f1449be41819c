import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Brief } from '../../lib/content/brief.ts';
import { checkCandidate } from '../../lib/content/check-candidate.ts';
import type { ContentGenerator } from '../../lib/generation/content-generator.ts';
import { writePost } from '../../lib/generation/write-post.ts';
import { briefOf, ownPost } from './brief.ts';

/** What every generator keeps to, whatever writes for it; `make` opens one whose provider does as it is asked. */
export function keepsTheContract(make: () => ContentGenerator | Promise<ContentGenerator>): void {
  const signal = new AbortController().signal;
  const briefs: [string, Brief][] = [
    [
      'a single post',
      briefOf({ examples: [ownPost('A post that did well in autumn, about kettles.', '12 engagements')] }),
    ],
    ['a thread', briefOf({ format: 'thread' })],
    ['a post on any topic', briefOf({ topic: null })],
  ];

  it('has a name, a version and formats', async () => {
    const { name, version, formats } = await make();
    expect(name).toMatch(/^\w+$/);
    expect(version).not.toBe('');
    expect(formats).toContain('single');
  });

  it.each(briefs)('writes %s that passes every check', async (_, brief) => {
    const { candidates } = await (await make()).generate(brief, { signal });
    const checked = candidates.map((candidate) => checkCandidate(candidate, { brief, recentTexts: [] }).problems);
    expect(checked).not.toEqual([]);
    expect(checked).toContainEqual([]);
    expect(new Set(candidates.map(({ format }) => format))).toEqual(new Set([brief.format]));
    if (brief.topic !== null) expect(new Set(candidates.map(({ topic }) => topic))).toEqual(new Set([brief.topic]));
  });

  it('records every question and its answer, with the hash of the question', async () => {
    const { exchanges } = await (await make()).generate(briefOf(), { signal });
    expect(exchanges.length).toBeGreaterThan(0);
    for (const { prompt, promptHash, answer, model, inputTokens, outputTokens, usd } of exchanges) {
      expect(promptHash).toBe(createHash('sha256').update(prompt).digest('hex'));
      expect(prompt).toMatch(/heat.pumps/);
      expect(answer).not.toBeNull();
      expect(model).not.toBe('');
      expect(inputTokens).toBeGreaterThanOrEqual(0);
      expect(outputTokens).toBeGreaterThanOrEqual(0);
      expect(usd === null || usd >= 0).toBe(true);
    }
  });

  it('leaves the brief as it was', async () => {
    const brief = briefOf();
    const before = structuredClone(brief);
    await (await make()).generate(brief, { signal });
    expect(brief).toEqual(before);
  });

  it('costs a slot, not the run, when it is stopped', async () => {
    const written = await writePost(await make(), briefOf(), { recentTexts: [], signal: AbortSignal.abort() });
    expect(written.chosen).toBeNull();
    expect(written.error).toMatchObject({ code: 'GENERATION_TIMEOUT', category: 'timeout' });
  });
}
