import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeSignatures } from '../../../lib/errors/merge-signatures.ts';
import { parameterise } from '../../../lib/errors/parameterise.ts';

const classes = (...messages: string[]) => mergeSignatures(messages.map(parameterise));

describe('a position varies', () => {
  test('with two values that look like values', () => {
    expect(classes('opened by alpha.one today', 'opened by beta.two today')).toEqual([0, 0]);
  });

  test('with four plain words, not with three', () => {
    expect(classes('sent red paint home', 'sent green paint home', 'sent blue paint home')).toEqual([0, 1, 2]);
    expect(
      classes('sent red paint home', 'sent green paint home', 'sent blue paint home', 'sent black paint home'),
    ).toEqual([0, 0, 0, 0]);
  });

  test('as the only element of what elsewhere is a list', () => {
    expect(classes('for reasons [None, Other] only', 'for reasons [None] only', 'for reasons [Other] only')).toEqual([
      0, 0, 0,
    ]);
  });

  test('where a second position varied first', () => {
    const messages = ['a.b', 'c.d'].flatMap((x) => ['e.f', 'g.h'].map((y) => `moved ${x} over to ${y} today`));
    expect(classes(...messages)).toEqual([0, 0, 0, 0]);
  });
});

describe('a position does not vary', () => {
  test('when it says who speaks', () => {
    expect(
      classes('cupsd startup succeeded', 'klogd startup succeeded', 'sdpd startup succeeded', 'hcid startup succeeded'),
    ).toEqual([0, 1, 2, 3]);
  });

  test('when its words are verbs or states', () => {
    expect(
      classes('page was opened by us', 'page was closed by us', 'page was moved by us', 'page was renamed by us'),
    ).toEqual([0, 1, 2, 3]);
    expect(classes('flag is now true here', 'flag is now false here')).toEqual([0, 1]);
  });

  test('when it says what the quoted value behind it is', () => {
    const nouns = ['relation', 'column', 'role', 'database'];
    expect(classes(...nouns.map((noun) => `the ${noun} "x" does not exist here`))).toEqual([0, 1, 2, 3]);
  });

  test('when its words are locked', () => {
    expect(
      classes('read ECONNRESET on it', 'read ETIMEDOUT on it', 'read EPIPE on it', 'read EHOSTDOWN on it'),
    ).toEqual([0, 1, 2, 3]);
  });

  test('when too little else would remain', () => {
    expect(classes('alpha.one gone', 'beta.two gone')).toEqual([0, 1]);
  });
});

test('signatures joined before stay joined', () => {
  expect(mergeSignatures(['one thing here', 'other thing there'].map(parameterise), { joined: [[0, 1]] })).toEqual([
    0, 0,
  ]);
});

const word = fc.constantFrom(
  'read',
  'write',
  'a.b',
  'c.d',
  'e.f',
  'page',
  'post',
  'red',
  'green',
  'blue',
  'black',
  '17',
  'ECONNRESET',
);
const messages = fc.uniqueArray(
  fc.array(word, { minLength: 3, maxLength: 6 }).map((words) => words.join(' ')),
  { minLength: 2, maxLength: 40 },
);
const groupsOf = (all: string[]) => {
  const roots = classes(...all);
  const groups = new Map<number, string[]>();
  for (const [index, message] of all.entries()) {
    const root = roots[index] as number;
    groups.set(root, [...(groups.get(root) ?? []), message].sort());
  }
  return [...groups.values()].map((group) => group.join('\n')).sort();
};

test('the order of signatures does not matter', () => {
  fc.assert(
    fc.property(messages, fc.infiniteStream(fc.nat()), (all, keys) => {
      const shuffled = all
        .map((message) => ({ message, key: keys.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ message }) => message);
      expect(groupsOf(shuffled)).toEqual(groupsOf(all));
    }),
    { numRuns: 200 },
  );
});

test('more signatures never split what was joined', () => {
  fc.assert(
    fc.property(messages, messages, (some, more) => {
      const before = classes(...some);
      const after = classes(...some, ...more.filter((message) => !some.includes(message)));
      for (const [at, root] of before.entries()) expect(after[at]).toBe(after[root]);
    }),
    { numRuns: 200 },
  );
});
