import { expect, test } from 'vitest';
import { fnv1a64 } from '../../../lib/errors/fnv1a64.ts';

// Vectors of draft-eastlake-fnv, appendix C (64-bit FNV-1a).
test.each([
  ['', 'cbf29ce484222325'],
  ['a', 'af63dc4c8601ec8c'],
  ['b', 'af63df4c8601f1a5'],
  ['foobar', '85944171f73967e8'],
])('hashes %j to %s', (text, hash) => {
  expect(fnv1a64(text)).toBe(hash);
});
