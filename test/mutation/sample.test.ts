import { describe, expect, it } from 'vitest';
import { drawFrom, isDrawn, type Mutant, scores, wilson } from './sample.ts';
import { mutated } from './source-runner.ts';

const mutant = (line: number, more: Partial<Mutant> = {}): Mutant => ({
  id: String(line),
  fileName: '/somewhere/lib/x/a.ts',
  location: { start: { line, column: 0 }, end: { line, column: 1 } },
  mutatorName: 'EqualityOperator',
  replacement: 'a > b',
  ...more,
});

describe('a sample of mutants', () => {
  const all = Array.from({ length: 2000 }, (_, line) => mutant(line));
  const drawn = (seed: string, share: number) => all.filter((one) => isDrawn(one, { seed, share })).map(({ id }) => id);

  it('is about its share, the same wherever the project lies, and another for another seed', () => {
    expect(drawn('a', 0.1).length).toBeGreaterThan(150);
    expect(drawn('a', 0.1).length).toBeLessThan(250);
    expect(drawn('a', 0.1)).not.toEqual(drawn('b', 0.1));
    const elsewhere = all.filter(({ id }) =>
      isDrawn(mutant(Number(id), { fileName: 'lib/x/a.ts' }), { seed: 'a', share: 0.1 }),
    );
    expect(elsewhere.map(({ id }) => id)).toEqual(drawn('a', 0.1));
    expect(drawn('a', 1)).toHaveLength(2000);
  });

  it('is asked for in the environment', () => {
    expect(drawFrom({})).toEqual({ seed: 'hone', share: 0.1 });
    expect(drawFrom({ MUTATION_SEED: 'x', MUTATION_SHARE: '0.5' })).toEqual({ seed: 'x', share: 0.5 });
    expect(() => drawFrom({ MUTATION_SHARE: '2' })).toThrow(
      'MUTATION_SHARE must be a number above 0 and up to 1, got "2"',
    );
  });

  it('has a score per room, with its interval', () => {
    // prop.test(45, 50, correct = FALSE) in R 4.5.
    expect(wilson(45, 50)).toEqual([expect.closeTo(0.7864, 4), expect.closeTo(0.9565, 4)]);
    const results = all.slice(0, 60).map((one, i) => ({
      ...one,
      status: i < 44 ? 'Killed' : i < 45 ? 'Timeout' : i < 50 ? 'Survived' : 'CompileError',
    }));
    expect(scores(results)).toEqual(['lib/x: 90.0% of 50 mutants noticed (95% interval 78.6 to 95.7%)']);
    expect(scores([{ ...mutant(1), status: 'CompileError' }])).toEqual([
      'lib/x: no mutant was drawn; raise MUTATION_SHARE',
    ]);
  });
});

describe('a mutant in its source', () => {
  const put = (source: string, at: [number, number], more: Partial<Mutant>) =>
    mutated(
      source,
      mutant(1, { location: { start: { line: 1, column: at[0] }, end: { line: 1, column: at[1] } }, ...more }),
    );

  it('binds as it was meant to', () => {
    const source = 'let [a, b, c] = [1, 2, 3];\nexport const d = a && b && c;\n';
    expect(put(source, [17, 23], { replacement: 'a || b' })).toBe(
      'let [a, b, c] = [1, 2, 3];\nexport const d = (a || b) && c;\n',
    );
  });

  it('is put as it is where brackets are none', () => {
    expect(put('let a = 1;\na += 1;\n', [0, 7], { replacement: ';' })).toBe('let a = 1;\n;\n');
    expect(put('\nconst f = () => { f(); };\n', [16, 24], { replacement: '{}', mutatorName: 'BlockStatement' })).toBe(
      '\nconst f = () => {};\n',
    );
  });

  it('must be a program', () => {
    expect(() => put('\nconst a = 1;\n', [10, 11], { replacement: '}' })).toThrow('is no program: }');
  });
});
