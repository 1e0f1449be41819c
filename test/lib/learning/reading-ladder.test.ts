import { describe, expect, it } from 'vitest';
import { postsDue } from '../../../lib/learning/reading-ladder.ts';

const HOUR_MS = 3_600_000;

describe('the reading ladder', () => {
  it('reads a post that was never read, however old, and none that is still to come', () => {
    const now = new Date('2026-11-22');
    const old = { postedAt: new Date('2020-01-01'), lastReadAt: null };
    const future = { postedAt: new Date('2026-11-23'), lastReadAt: null };
    expect(postsDue([old, future], { now, limit: 20 })).toEqual([old]);
  });

  it('reads no post twice in one run’s interval', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    const justRead = { postedAt: new Date('2026-11-22T11:01:00Z'), lastReadAt: new Date('2026-11-22T11:55:00Z') };
    expect(postsDue([justRead], { now, limit: 20 })).toEqual([]);
  });

  it('gives the same order whatever the order of its input', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    const posts = Array.from({ length: 40 }, (_, i) => ({
      postedAt: new Date(now.getTime() - (i + 1) * 1.7 * HOUR_MS),
      lastReadAt: i % 3 === 0 ? null : new Date(now.getTime() - (i % 7) * 0.9 * HOUR_MS),
    }));
    const due = postsDue(posts, { now, limit: 20 });
    expect(postsDue(posts.toReversed(), { now, limit: 20 })).toEqual(due);
  });
});

/** Of three or of 27 posts the run at this time does not begin with the first: who comes first is no chance of the turn. */
const NOW = new Date('2026-11-22T12:10:00Z');
/** A post of this age, last read at that age; both in hours, null when it was never read. */
const aged = (ageHours: number, readAtHours: number | null) => {
  const postedMs = NOW.getTime() - ageHours * HOUR_MS;
  const lastReadAt = readAtHours === null ? null : new Date(postedMs + readAtHours * HOUR_MS);
  return { name: `${ageHours} read at ${readAtHours}`, postedAt: new Date(postedMs), lastReadAt };
};
const isDue = (ageHours: number, readAtHours: number | null) =>
  postsDue([aged(ageHours, readAtHours)], { now: NOW, limit: 1 }).length === 1;
const order = (...posts: ReturnType<typeof aged>[]) =>
  postsDue(posts.toReversed(), { now: NOW, limit: 20 }).map(({ name }) => name);

describe('the rungs of the ladder', () => {
  it.each([
    ['ten minutes until six and a half hours', 2, 2.11, 2.12],
    ['ten minutes until six and a half hours', 6.4, 6.51, 6.52],
    ['an hour from then on', 6.5, 7.44, 7.46],
    ['an hour until a day and half an hour', 24.4, 25.34, 25.36],
    ['six hours from then on', 24.5, 30.44, 30.46],
    ['six hours until three days and an hour', 72.9, 78.84, 78.86],
    ['a day from then on', 73, 96.94, 96.96],
    ['a day until eight days', 191.9, 215.84, 215.86],
  ])('are %s: a post read at %d hours is not due at %d and due at %d', (_, read, early, late) => {
    expect([isDue(early, read), isDue(late, read)]).toEqual([false, true]);
  });

  it('end at eight days, and begin with the post itself', () => {
    expect([isDue(1000, 191.9), isDue(1000, 192)]).toEqual([true, false]);
    expect([isDue(0, null), isDue(-0.01, null), isDue(1000, null)]).toEqual([true, false, true]);
  });

  it('wait for no rung when a fixed age has passed since', () => {
    // Just before 72 hours: near enough to be a reading at 72, too far to go without one after it.
    expect([isDue(72.1, 71.9), isDue(72.1, 71.96), isDue(71.99, 71.86)]).toEqual([true, false, false]);
    expect([isDue(25, 23.9), isDue(24.9, 23.9), isDue(24.9, 23.96)]).toEqual([true, true, false]);
  });
});

describe('posts at a fixed age', () => {
  const overdue = aged(120, 74);
  const neverRead = aged(30, null);

  it('are due from ten minutes before it, unless they were read by then', () => {
    expect([isDue(23.82, 23.2), isDue(23.84, 23.2)]).toEqual([false, true]);
    expect([isDue(71.82, 70), isDue(71.84, 70), isDue(71.95, 71.835)]).toEqual([false, true, false]);
  });

  it('come before everything else', () => {
    const fixed = aged(24.1, 23.2);
    expect(order(overdue, neverRead, fixed)[0]).toBe(fixed.name);
    const unread = aged(24.1, null);
    expect(order(overdue, neverRead, unread)[0]).toBe(unread.name);
  });

  it('come in the order in which it passes, those that missed it last', () => {
    const [soon, later] = [aged(24.15, 23), aged(24, 23)];
    const [justMissed, missed] = [aged(25, 23), aged(1.4, 0.5)];
    expect(order(missed, justMissed, later, soon)).toEqual([soon, later, justMissed, missed].map(({ name }) => name));
  });

  it('are given up when half of the age again has gone by, and where they were never read', () => {
    const late = (ageHours: number) => order(aged(ageHours, 23), overdue, aged(50, 30))[0];
    expect(late(35.9)).toBe('35.9 read at 23');
    // Now it is merely overdue: thirteen times its rung of an hour.
    expect(order(aged(36, 23), aged(24.1, 23.2), aged(35.9, 23))).toEqual([
      '24.1 read at 23.2',
      '35.9 read at 23',
      '36 read at 23',
    ]);
    expect(order(aged(24.5, null), aged(25, 23))).toEqual(['25 read at 23', '24.5 read at null']);
  });
});

describe('the others', () => {
  it('are taken by how often their rung has passed, the newer of equals first', () => {
    const [four, three] = [aged(12, 8), aged(48, 30)];
    const alsoFour = aged(54, 30);
    expect(order(three, alsoFour, four)).toEqual([four, alsoFour, three].map(({ name }) => name));
    expect(order(four, alsoFour, three)).toEqual([four, alsoFour, three].map(({ name }) => name));
  });

  it('take turns with those that were never read, the youngest of which come first', () => {
    const [a, b, c] = [aged(0.5, null), aged(3, null), aged(20, null)];
    const [four, three] = [aged(12, 8), aged(48, 30)];
    expect(order(c, b, a, three, four)).toEqual([a, four, b, three, c].map(({ name }) => name));
  });

  it('of the older unread begin ten posts further on at every run', () => {
    const posts = Array.from({ length: 25 }, (_, k) => aged(25 + k, null));
    const names = posts.map(({ name }) => name);
    const at = (run: number) => {
      const now = new Date(NOW.getTime() + (run * HOUR_MS) / 6);
      return postsDue(posts, { now, limit: 25 }).map(({ name }) => name);
    };
    const first = names.indexOf(at(0)[0]!);
    for (const run of [0, 1, 2, 3]) {
      const from = (first + 10 * run) % 25;
      expect(at(run)).toEqual([...names.slice(from), ...names.slice(0, from)]);
    }
    const young = [aged(2, null), aged(23.5, null)];
    expect(order(...posts, ...young).slice(0, 2)).toEqual(young.map(({ name }) => name));
  });
});
