import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TopicText, topicsOf } from '../../../lib/trends/topics.ts';

const subjects = {
  climate: [
    'climate carbon emissions warming policy',
    'carbon emissions and climate warming',
    'climate policy on carbon emissions',
  ],
  football: [
    'football match goal striker league',
    'league football striker scored goal',
    'goal in the football league match',
  ],
  cooking: [
    'recipe pasta tomato garlic dinner',
    'garlic tomato pasta for dinner recipe',
    'dinner recipe with tomato pasta',
  ],
};

const texts: TopicText[] = [0, 1, 2].flatMap((round) =>
  Object.entries(subjects).map(([subject, lines], k) => ({
    id: `${subject}${round}`,
    postedAt: Date.UTC(2026, 0, 1 + round * 3 + k),
    content: lines[round]!,
  })),
);

describe('topics of texts', () => {
  test('texts that share their words share a topic, others do not', () => {
    const topics = topicsOf(texts);
    expect(new Set(topics.values()).size).toBe(3);
    for (const subject of Object.keys(subjects)) {
      expect(topics.get(`${subject}1`)).toBe(topics.get(`${subject}0`));
      expect(topics.get(`${subject}2`)).toBe(topics.get(`${subject}0`));
    }
    expect(topics.get('climate0')).toBe('climate-carbon');
  });

  test('later posts never change the topic of earlier ones', () => {
    const word = fc.constantFrom('climate', 'carbon', 'football', 'goal', 'pasta', 'garlic', 'music', 'guitar');
    const content = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(content, { minLength: 2, maxLength: 25 }), fc.nat(), (contents, cut) => {
        const posts = contents.map((line, i) => ({ id: `p${i}`, postedAt: i * 1000, content: line }));
        const all = topicsOf(posts);
        for (const [id, topic] of topicsOf(posts.slice(0, cut % posts.length))) expect(all.get(id)).toBe(topic);
      }),
    );
  });

  test('a known topic is kept, joined by others, and moved by no post that is found later, however old', () => {
    const word = fc.constantFrom('climate', 'carbon', 'football', 'goal', 'pasta', 'garlic', 'music', 'guitar');
    const content = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(content, { minLength: 2, maxLength: 25 }), fc.nat(), (contents, cut) => {
        const posts = contents.map((line, i) => ({ id: `p${i}`, postedAt: i * 1000, content: line }));
        const first = posts.slice(cut % posts.length);
        const before = topicsOf(first);
        const after = topicsOf(posts.map((post) => ({ ...post, topic: before.get(post.id) ?? null })));
        for (const [id, topic] of before) if (topic !== null) expect(after.get(id)).toBe(topic);
      }),
    );
    const named = texts.map((text) => (text.id === 'climate0' ? { ...text, topic: 'our planet' } : text));
    expect([...topicsOf(named)].filter(([, topic]) => topic === 'our planet').map(([id]) => id)).toEqual([
      'climate0',
      'climate1',
      'climate2',
    ]);
  });

  test('the order of the list does not matter', () => {
    expect(new Map([...topicsOf(texts.toReversed())].sort())).toEqual(new Map([...topicsOf(texts)].sort()));
  });

  test('a text with nothing to tell has no topic', () => {
    const topics = topicsOf([
      { id: 'a', postedAt: 0, content: null },
      { id: 'b', postedAt: 'never', content: 'https://example.com/climate-carbon' },
      { id: 'c', postedAt: 1, content: 'so it is!' },
    ]);
    expect([...topics.values()]).toEqual([null, null, null]);
    expect(() => topicsOf([], { threshold: 1 })).toThrow(/threshold must lie between 0 and 1, got 1/);
  });
});
