import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findNearDuplicate, NEAR_DUPLICATE, resemblance, shinglesOf } from '../../../lib/content/near-duplicate.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';
import { sharedPath, skipNotice } from '../../support/shared.ts';

const alike = (a: string, b: string) => findNearDuplicate(shinglesOf(a), [{ shingles: shinglesOf(b) }]) !== null;

describe('two texts', () => {
  it('resemble each other by the share of three-word shingles they have in common', () => {
    expect(resemblance(shinglesOf('a b c d'), shinglesOf('a b c e'))).toBeCloseTo(1 / 3, 12);
    expect(resemblance(shinglesOf(''), shinglesOf(''))).toBe(0);
  });

  it.each([
    [
      'Join me Tuesday at 12pm in the tower. Copies of my new book. Don’t miss it!',
      'JOIN ME TUESDAY at 11pm in the tower! Copies of my new book, dont miss it',
    ],
    [
      'Flow temperature decides the bill more than the brand.',
      'Flow temperature decides the bill more than the brand. Every winter the same story, every winter the same surprise for all of us.',
    ],
    ['Read this: https://a.example/1 it is the best guide', 'Read this: https://b.example/2 it is the best guide'],
    ['暖房の設定温度を下げると電気代が下がります', '暖房の設定温度を下げると電気代が下がりますね'],
  ])('are the same post: %j and %j', (a, b) => {
    expect(alike(a, b)).toBe(true);
    expect(alike(b, a)).toBe(true);
  });

  it.each([
    [
      'Field note on heat pumps: careful setup outlasts the brand.',
      'Field note on heat pumps: the small print hides behind the discount.',
    ],
    ['Thank you!', 'Thank you for your support in all these years, it means a lot to all of us here.'],
  ])('are different posts: %j and %j', (a, b) => {
    expect(alike(a, b)).toBe(false);
  });

  it('resemble each other in either order, and themselves wholly', () => {
    const text = fc.string({ maxLength: 120 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [first, second] = [shinglesOf(a), shinglesOf(b)];
        expect(resemblance(first, second)).toBe(resemblance(second, first));
        if (first.size > 0) expect(resemblance(first, first)).toBe(1);
      }),
    );
  });
});

const folder = sharedPath('data', 'ropensci-x-analytics');

describe.skipIf(!folder)(`the threshold on real posts${skipNotice(folder)}`, () => {
  const texts = readdirSync(folder ?? '.')
    .filter((file) => file.startsWith('tweet_activity_metrics'))
    .flatMap(
      (file) => parse(readFileSync(join(folder!, file)), { columns: true, bom: true }) as Record<string, string>[],
    )
    .map((row) => row['Tweet text'] ?? '')
    .filter((text) => text.split(/\s+/).length >= 12);

  it('catches a copy with one word changed always, with two in more than nine cases of ten', () => {
    const random = seededRandom(1);
    const caught = (changes: number) => {
      const copies = texts.map((text) => {
        const words = text.split(/\s+/);
        for (let k = 0; k < changes; k++) words[Math.floor(random() * words.length)] = `other${'abc'[k]}`;
        return resemblance(shinglesOf(text), shinglesOf(words.join(' '))) >= NEAR_DUPLICATE;
      });
      return copies.filter(Boolean).length / copies.length;
    };
    expect(texts.length).toBeGreaterThan(1_000);
    expect(caught(1)).toBe(1);
    expect(caught(2)).toBeGreaterThan(0.9);
  });

  it('leaves posts with different things to say alone', () => {
    const sample = texts.filter((_, i) => i % 7 === 0).map(shinglesOf);
    const pairs = sample.flatMap((a, i) => sample.slice(0, i).map((b) => resemblance(a, b) >= NEAR_DUPLICATE));
    // 0.34%: this account announces its newsletter in the same words again and again.
    expect(pairs.filter(Boolean).length / pairs.length).toBeLessThan(0.005);
  });
});
