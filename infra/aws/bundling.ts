import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Job } from '../jobs.ts';
import { projectPath } from './project.ts';

// Bundled CommonJS packages call `require`, which an ES module has only when somebody makes one.
const REQUIRE_IN_ES_MODULES =
  "import { createRequire as honeCreateRequire } from 'node:module';const require = honeCreateRequire(import.meta.url);";

/**
 * Identifiers stay: names of errors and functions are data, by which the error analysis groups; what may be shortened of them is, afterwards
 * (`shorten-names.ts`). Licences go into a file beside the bundle.
 */
const ARGUMENTS = {
  '--minify-whitespace': true,
  '--minify-syntax': true,
  '--legal-comments': 'external',
  // twitter-text means the package, not Node's deprecated module of that name.
  '--alias:punycode': 'punycode/punycode.js',
};

/**
 * The SDKs of language models are loaded on demand, and zod with them, which other modules need at once: esbuild leaves out that zod
 * begins when it believes zod's word that it has no side effects.
 */
const ARGUMENTS_WITH_MODELS = { ...ARGUMENTS, '--ignore-annotations': true };

/**
 * How esbuild makes one ES module of a job: the AWS SDK stays outside, because Lambda's runtime brings it. Names stay long where Chromium
 * is given functions as text, which would miss theirs, and beside the SDKs of models, of which most is never loaded.
 */
export function bundling({ mayTouch }: Pick<Job, 'mayTouch'>): BundlingOptions {
  const hasModels = mayTouch.languageModel === true;
  const afterwards = [
    ...(mayTouch.browser || hasModels ? [] : [shortenNames]),
    ...(mayTouch.database === 'schema' ? [copyMigrations] : []),
  ];
  return {
    format: OutputFormat.ESM,
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: REQUIRE_IN_ES_MODULES,
    esbuildArgs: hasModels ? ARGUMENTS_WITH_MODELS : ARGUMENTS,
    keepNames: true,
    sourceMap: true,
    sourcesContent: false,
    logLevel: LogLevel.ERROR,
    commandHooks: {
      beforeInstall: () => [],
      beforeBundling: () => [],
      afterBundling: (_input, output) => afterwards.map((command) => command(output)),
    },
  };
}

function shortenNames(output: string): string {
  return `"${process.execPath}" "${projectPath('infra', 'aws', 'shorten-names.ts')}" "${output}"`;
}

/** Puts the migrations beside the bundled code, where the runner looks for them as it does in the source tree. */
function copyMigrations(output: string): string {
  return `cp -R "${projectPath('lib', 'database', 'migrations')}" "${output}/migrations"`;
}
