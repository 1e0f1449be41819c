import { describe, expect, it } from 'vitest';
import { DEFAULT_GENERATORS, DEFAULT_TOPICS } from '../../../infra/local/simulated-x/world/text.ts';
import { offlineGenerator } from '../../../lib/generation/offline-generator.ts';
import { writePost } from '../../../lib/generation/write-post.ts';
import type { DecisionType } from '../../../lib/learning/history.ts';
import { briefOf, ownPost } from '../../support/brief.ts';

const signal = new AbortController().signal;
const decision = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Writes `count` posts one after the other; what the account said before is told each time. */
async function account(
  count: number,
  choose: (i: number) => { name: string; format: DecisionType; topic: string },
): Promise<(string | null)[]> {
  const texts: (string | null)[] = [];
  for (let i = 0; i < count; i++) {
    const { name, format, topic } = choose(i);
    const out = texts.filter((text) => text !== null);
    const avoid = out.slice(-20).map((text) => ownPost(text));
    const brief = briefOf({ decisionId: decision(i), generator: { name, version: 'offline-1' }, format, topic, avoid });
    const { chosen } = await writePost(offlineGenerator(name), brief, { recentTexts: out, signal });
    texts.push(chosen?.parts.join('\n\n') ?? null);
  }
  return texts;
}

describe('the offline generator', () => {
  it('has something new to say 200 times in a row, in every style and format', async () => {
    const texts = await account(200, (i) => ({
      name: DEFAULT_GENERATORS[i % DEFAULT_GENERATORS.length]!,
      format: i % 3 === 0 ? 'thread' : 'single',
      topic: DEFAULT_TOPICS[i % DEFAULT_TOPICS.length]!,
    }));
    expect(texts.filter((text) => text === null)).toEqual([]);
    expect(new Set(texts).size).toBe(200);
  });

  it('has something new to say 60 times about one topic in one style', async () => {
    const texts = await account(60, () => ({ name: 'field_notes', format: 'single', topic: 'heat_pumps' }));
    expect(texts.filter((text) => text === null)).toEqual([]);
  });

  it('writes about the topic in words', async () => {
    const { candidates } = await offlineGenerator('plain_numbers').generate(briefOf({ topic: 'home_batteries' }), {
      signal,
    });
    expect(candidates).toHaveLength(3);
    for (const { parts, topic } of candidates) {
      expect(parts.join(' ').toLowerCase()).toContain('home batteries');
      expect(topic).toBe('home_batteries');
    }
  });

  it('opens as the brief says, in words of another style where its own have no such opening', async () => {
    for (const hook of ['question', 'story', 'claim']) {
      const { candidates } = await offlineGenerator('field_notes').generate(briefOf({ hook }), { signal });
      expect(candidates.map(({ hookType }) => hookType)).toEqual([hook, hook, hook]);
    }
    await expect(offlineGenerator('field_notes').generate(briefOf({ hook: 'riddle' }), { signal })).rejects.toThrow(
      'knows no text that opens with the hook "riddle"',
    );
  });

  it('gives the same brief the same texts, another decision others', async () => {
    const once = await offlineGenerator('field_notes').generate(briefOf(), { signal });
    expect(await offlineGenerator('field_notes').generate(briefOf(), { signal })).toEqual(once);
    const other = await offlineGenerator('field_notes').generate(briefOf({ decisionId: decision(1) }), { signal });
    expect(other.candidates).not.toEqual(once.candidates);
  });

  it('passes no link and no mention on that stands in a topic', async () => {
    const topic = 'see https://evil.example @bob';
    const { chosen, problems } = await writePost(offlineGenerator('field_notes'), briefOf({ topic }), {
      recentTexts: [],
      signal,
    });
    expect(chosen?.parts.join(' ')).not.toMatch(/evil|@|bob/);
    expect(problems).toEqual([]);
  });

  it('keeps to as many parts as a thread may have', async () => {
    const rules = { ...briefOf({ format: 'thread' }).rules, minParts: 2, maxParts: 2 };
    const { candidates } = await offlineGenerator('how_to_guide').generate(briefOf({ format: 'thread', rules }), {
      signal,
    });
    expect(candidates.map(({ parts }) => parts.length)).toEqual([2, 2, 2]);
  });

  it('offers nothing where it may say nothing, instead of breaking a rule', async () => {
    const rules = { ...briefOf().rules, bannedTopics: ['heat pumps'] };
    const post = await writePost(offlineGenerator('field_notes'), briefOf({ rules }), { recentTexts: [], signal });
    expect(post).toMatchObject({ chosen: null, problems: ['The generator offered no text.'], error: null });
  });

  it('says that it writes English only', async () => {
    await expect(
      offlineGenerator('field_notes').generate(briefOf({ language: 'de' }), { signal }),
    ).rejects.toMatchObject({
      code: 'GENERATION_UNSUPPORTED',
      message:
        'The offline generator writes English, but the brief asks for "de". Name a language model in CONTENT_MODEL.',
    });
  });
});
