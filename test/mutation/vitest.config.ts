import { defineConfig } from 'vitest/config';

/** The tests that judge a mutant, gathered by the runner: no database, no browser, no global set-up. */
export default defineConfig({
  test: { include: ['test/mutation/.all.test.ts'], testTimeout: 30_000 },
});
