import { describe, expect, it } from 'vitest';
import { chooseCandidate } from '../../../lib/content/choose-candidate.ts';
import { singlePost } from '../../support/brief.ts';

const [a, b, c] = ['a', 'b', 'c'].map((text) => singlePost(text)) as [
  ReturnType<typeof singlePost>,
  ReturnType<typeof singlePost>,
  ReturnType<typeof singlePost>,
];
const good = [a, b, c].map((candidate) => ({ candidate, problems: [] }));

describe('the choice among candidates', () => {
  it('takes the first without problems when nothing ranks them', () => {
    expect(
      chooseCandidate([
        { candidate: a, problems: ['too long'] },
        { candidate: b, problems: [] },
      ]),
    ).toBe(b);
  });

  it('takes the highest score, the earliest of equals', () => {
    const score = ({ parts }: { parts: readonly string[] }) => ({ a: 1, b: 2, c: 2 })[parts[0]!]!;
    expect(chooseCandidate(good, { score })).toBe(b);
  });

  it('never takes one with problems, however high its score', () => {
    const checked = [{ candidate: a, problems: ['a link'] }, ...good.slice(1)];
    expect(chooseCandidate(checked, { score: (candidate) => (candidate === a ? 99 : 1) })).toBe(b);
  });

  it('prefers a known score, be it negative, to none; NaN is none', () => {
    expect(chooseCandidate(good, { score: (candidate) => (candidate === c ? -5 : null) })).toBe(c);
    expect(chooseCandidate(good, { score: () => Number.NaN })).toBe(a);
  });

  it('takes none when all have problems or there are none', () => {
    expect(chooseCandidate([{ candidate: a, problems: ['empty'] }])).toBeNull();
    expect(chooseCandidate([])).toBeNull();
  });
});
