import { defineConfig } from 'vitest/config';

/** The unit tests of the mutated rooms: no database, no browser, and no simulation that takes minutes per mutant. */
export default defineConfig({
  test: {
    include: ['test/lib/{x,learning,optimizing}/**/*.test.ts'],
    exclude: ['**/*.simulation.test.ts', 'test/lib/optimizing/interval-coverage.test.ts'],
    testTimeout: 60_000,
  },
});
