import { sharedPath } from '../support/shared.ts';

// Stryker runs in a copy below .hone, from where the folder beside the repository is not found.
process.env.HONE_SHARED ??= sharedPath('.') ?? '';

/** Mutation testing by Stryker 10; `npm run test:mutation`, docs/extending.md. */
export default {
  plugins: ['@stryker-mutator/vitest-runner', './test/mutation/stryker-plugins.ts'],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  mutate: ['lib/x/**/*.ts', 'lib/learning/**/*.ts', 'lib/optimizing/**/*.ts'],
  checkers: ['sample'],
  reporters: ['progress-append-only', 'json', 'survivors'],
  jsonReporter: { fileName: '.hone/mutation/report.json' },
  tempDirName: '.hone/mutation/sandbox',
  // TypeScript 7 has no API to rewrite it with, and nothing here needs that.
  tsconfigFile: 'none.json',
  coverageAnalysis: 'perTest',
  // The checker takes a process of its own beside this one.
  concurrency: 1,
  timeoutMS: 60_000,
  allowConsoleColors: false,
};
