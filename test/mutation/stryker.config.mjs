import { sharedPath } from '../support/shared.ts';

// Stryker works in a copy below .hone, from where neither the sources nor the folder beside the repository are found.
process.env.MUTATION_ROOT = process.cwd();
process.env.HONE_SHARED ??= sharedPath('.') ?? '';

/** Mutation testing by Stryker 10; `npm run test:mutation`, docs/extending.md. */
export default {
  plugins: ['./test/mutation/stryker-plugins.ts'],
  testRunner: 'source',
  mutate: ['lib/x/**/*.ts', 'lib/learning/**/*.ts', 'lib/optimizing/**/*.ts'],
  checkers: ['sample'],
  reporters: ['progress-append-only', 'json', 'survivors'],
  jsonReporter: { fileName: '.hone/mutation/report.json' },
  tempDirName: '.hone/mutation/sandbox',
  // Stryker rewrites it by an API that TypeScript 7 has no more, and nothing here needs that.
  tsconfigFile: 'none.json',
  coverageAnalysis: 'off',
  // The checker takes a process of its own beside this one.
  concurrency: 1,
  timeoutMS: 20_000,
  timeoutFactor: 1,
  allowConsoleColors: false,
};
