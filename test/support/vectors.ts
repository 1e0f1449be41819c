import { describe, expect, it } from 'vitest';
import { sharedJson, sharedPath, skipNotice } from './shared.ts';

/** One reference number with where it came from and how far one may be from it. */
export interface Vector<Input, Expected> {
  id: string;
  input: Input;
  expected: Expected;
  tolerance: number | Record<string, number>;
}

/** Runs a check per vector of a file of ../shared/vectors; skipped loudly when the folder is absent. */
export function describeVectors<Input, Expected>(file: string, check: (vector: Vector<Input, Expected>) => void): void {
  const path = sharedPath('vectors', file);
  describe.skipIf(!path)(`${file}${skipNotice(path)}`, () => {
    const { vectors } = path
      ? sharedJson<{ vectors: Vector<Input, Expected>[] }>('vectors', file)
      : { vectors: [{ id: 'absent' } as Vector<Input, Expected>] };
    it.each(vectors.map((vector) => [vector.id, vector] as const))('%s', (_, vector) => check(vector));
  });
}

/** Within an absolute tolerance, infinities included. */
export function expectNear(got: number, wanted: number | string, tolerance: number): void {
  const target = Number(wanted);
  if (!Number.isFinite(target)) expect(got).toBe(target);
  else expect(Math.abs(got - target), `got ${got}, wanted ${target}`).toBeLessThanOrEqual(tolerance);
}
