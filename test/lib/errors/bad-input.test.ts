import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ERROR_CATEGORIES } from '../../../lib/errors/error-event.ts';
import { mineErrors } from '../../../lib/errors/mine-errors.ts';
import { mineLines } from '../../../lib/errors/mine-lines.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import { eventOf } from './mining-support.ts';

// What PostgreSQL's jsonb and text refuse, and terminals obey.
const storable = (text: string) => text.isWellFormed() && !/[^\P{Cc}\t\n\r]/u.test(text);

describe.each(HOSTILE_TEXTS)('%s', (_, text) => {
  test('as a message, a stack, a name and a code is grouped, capped and storable', () => {
    const stacktrace = `Error: ${text}\n    at run (/srv/lib/${text.slice(0, 5_000)}.js:1:1)\n${text}`;
    const groups = mineErrors([
      eventOf(text, 1),
      eventOf(text, 2, { stacktrace }),
      eventOf('plain', 3, { type: text, code: text, fingerprint: text }),
    ]);
    expect(groups.reduce((sum, group) => sum + group.count, 0)).toBe(3);
    for (const group of groups) {
      for (const field of [
        group.template,
        group.example.message,
        group.example.stacktrace,
        group.errorName,
        group.code,
        group.topFrame,
        group.fingerprint,
        ...group.signatures,
      ]) {
        if (field === null) continue;
        expect(storable(field)).toBe(true);
        expect(field.length).toBeLessThanOrEqual(17_000);
      }
      expect(ERROR_CATEGORIES).toContain(group.category);
    }
  });

  test('as a line has a pattern', () => {
    const { records, patterns } = mineLines([text, 'plain', text]);
    expect(records[0]?.fingerprint).toBe(records[2]?.fingerprint);
    expect(patterns.every((pattern) => storable(pattern.template) && storable(pattern.example))).toBe(true);
  });
});

test('a stack of 10,000 frames', () => {
  const frames = Array.from({ length: 10_000 }, (_, at) => `    at f${at} (/srv/lib/a.js:${at}:1)`).join('\n');
  const [group] = mineErrors([
    eventOf('Maximum call stack size exceeded', 1, {
      stacktrace: `RangeError: Maximum call stack size exceeded\n${frames}`,
    }),
  ]);
  expect(group?.topFrame).toBe('lib/a|f');
  expect(group?.example.stacktrace?.length).toBe(4_096);
});

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        'read',
        '"',
        "'",
        '12',
        'ab12',
        '0x1f',
        '::',
        ':',
        '/a/b',
        '(',
        ')',
        '=',
        '.',
        'ECONNRESET',
        'at',
        '429',
        '\u0000',
        '\ud800',
        ',',
        '#',
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join(' ')),
);

test('whatever is thrown, every event is in exactly one group', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ message: text, stacktrace: fc.option(text), type: fc.option(text) }), { maxLength: 20 }),
      (all) => {
        const events = all.map(({ message, stacktrace, type }, index) => eventOf(message, index, { stacktrace, type }));
        const ids = mineErrors(events).flatMap((group) => group.eventIds);
        expect(ids.sort()).toEqual(events.map((event) => event.id));
      },
    ),
    { numRuns: 200 },
  );
});

test('the order of events does not matter', () => {
  const summary = (events: Parameters<typeof mineErrors>[0]) =>
    mineErrors(events).map(({ fingerprint, template, count, eventIds }) => ({
      fingerprint,
      template,
      count,
      eventIds,
    }));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 20 }), fc.infiniteStream(fc.nat()), (messages, keys) => {
      const events = messages.map((message, index) => eventOf(message, index));
      const shuffled = events
        .map((event) => ({ event, key: keys.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ event }) => event);
      expect(summary(shuffled)).toEqual(summary(events));
    }),
    { numRuns: 200 },
  );
});

test('other digits, same group', () => {
  const phrase = fc.array(
    fc.constantFrom('job', 'took', '12 ms', '7', 'blk_33', '10.0.0.1:80', 'of', 'node-4', '[5]', 'x=6,', '2026-11-22'),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(phrase, fc.integer({ min: 0, max: 9 }), (parts, shift) => {
      const message = parts.join(' ');
      const other = message.replace(/[0-9]/g, (digit) => String((Number(digit) + shift) % 10));
      const { records } = mineLines([message, other]);
      expect(records[0]?.fingerprint).toBe(records[1]?.fingerprint);
    }),
  );
});
