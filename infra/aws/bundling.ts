import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { projectPath } from './project.ts';

// Bundled CommonJS packages call `require`, which an ES module has only when somebody makes one.
const REQUIRE_IN_ES_MODULES =
  "import { createRequire as honeCreateRequire } from 'node:module';const require = honeCreateRequire(import.meta.url);";

/** Identifiers stay: names of errors and functions are data, by which the error analysis groups. */
const ARGUMENTS = {
  '--minify-whitespace': true,
  '--minify-syntax': true,
  // twitter-text means the package, not Node's deprecated module of that name.
  '--alias:punycode': 'punycode/punycode.js',
};

/**
 * The SDKs of language models are loaded on demand, and zod with them, which other modules need at once: esbuild leaves out that zod
 * begins when it believes zod's word that it has no side effects.
 */
const ARGUMENTS_WITH_MODELS = { ...ARGUMENTS, '--ignore-annotations': true };

/** How esbuild makes one ES module of a job: the AWS SDK stays outside, because Lambda's runtime brings it. */
export function bundling({
  withMigrations,
  withModels = false,
}: {
  withMigrations: boolean;
  withModels?: boolean;
}): BundlingOptions {
  const options: BundlingOptions = {
    format: OutputFormat.ESM,
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: REQUIRE_IN_ES_MODULES,
    esbuildArgs: withModels ? ARGUMENTS_WITH_MODELS : ARGUMENTS,
    keepNames: true,
    sourceMap: true,
    sourcesContent: false,
    logLevel: LogLevel.ERROR,
  };
  return withMigrations ? { ...options, commandHooks: copyMigrations() } : options;
}

/** Puts the migrations beside the bundled code, where the runner looks for them as it does in the source tree. */
function copyMigrations() {
  const migrations = projectPath('lib', 'database', 'migrations');
  return {
    beforeInstall: () => [],
    beforeBundling: () => [],
    afterBundling: (_input: string, output: string) => [`cp -R "${migrations}" "${output}/migrations"`],
  };
}
