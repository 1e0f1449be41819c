import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Job } from '../jobs.ts';
import { projectPath } from './project.ts';

// Bundled CommonJS packages call `require`, which an ES module has only when somebody makes one.
export const REQUIRE_IN_ES_MODULES =
  "import { createRequire as honeCreateRequire } from 'node:module';const require = honeCreateRequire(import.meta.url);";

export const TARGET = 'node24';
export const MAIN_FIELDS = ['module', 'main'];
/** Lambda's runtime brings the AWS SDK. */
export const OUTSIDE = ['@aws-sdk/*'];
/** twitter-text means the package, not Node's deprecated module of that name. */
export const ALIASES = { punycode: 'punycode/punycode.js' };

/**
 * Identifiers stay: names of errors and functions are data, by which the error analysis groups; what may be shortened of them is, afterwards
 * (`shorten-names.ts`). Licences go into a file beside the bundle.
 */
const ARGUMENTS = {
  '--minify-whitespace': true,
  '--minify-syntax': true,
  '--legal-comments': 'external',
  ...Object.fromEntries(Object.entries(ALIASES).map(([name, path]) => [`--alias:${name}`, path])),
};

/**
 * The SDKs of language models are loaded on demand, and zod with them, which other modules need at once: esbuild leaves out that zod
 * begins when it believes zod's word that it has no side effects.
 */
const ARGUMENTS_WITH_MODELS = { ...ARGUMENTS, '--ignore-annotations': true };

/**
 * How esbuild makes one ES module of a job, or several of one that works with little of its code at a time. Names stay long where Chromium
 * is given functions as text, which would miss theirs, and beside the SDKs of models, of which most is never loaded.
 */
export function bundling({ name, entry, mayTouch }: Pick<Job, 'name' | 'entry' | 'mayTouch'>): BundlingOptions {
  const hasModels = mayTouch.languageModel === true;
  const afterwards = [
    ...(name === 'operator' ? [(output: string) => splitBundle(entry, output)] : []),
    ...(mayTouch.browser || hasModels ? [] : [shortenNames]),
    ...(mayTouch.database === 'schema' ? [copyMigrations] : []),
  ];
  return {
    format: OutputFormat.ESM,
    target: TARGET,
    mainFields: MAIN_FIELDS,
    externalModules: OUTSIDE,
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

function splitBundle(entry: string, output: string): string {
  return ourOwn('split-bundle.ts', projectPath(entry), output);
}

function shortenNames(output: string): string {
  return ourOwn('shorten-names.ts', output);
}

function ourOwn(script: string, ...parameters: string[]): string {
  return [process.execPath, projectPath('infra', 'aws', script), ...parameters].map((word) => `"${word}"`).join(' ');
}

/** Puts the migrations beside the bundled code, where the runner looks for them as it does in the source tree. */
function copyMigrations(output: string): string {
  return `cp -R "${projectPath('lib', 'database', 'migrations')}" "${output}/migrations"`;
}
