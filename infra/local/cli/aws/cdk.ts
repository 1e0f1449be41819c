import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder, projectPath } from '../../../aws/project.ts';
import { CONTEXT, readSettings, type StackSettings } from '../../../aws/settings.ts';
import { CliError, EXIT } from '../cli-error.ts';

/**
 * Context for CDK as `name=value`, checked as the app itself checks it, together with what cdk.json says.
 * @throws CliError that names a value the stack would refuse, or a name it would not read
 */
export function stackSettings(given: readonly string[]): StackSettings {
  const { context } = JSON.parse(readFileSync(projectPath('cdk.json'), 'utf8')) as { context: Record<string, unknown> };
  const chosen = new Map(
    given.map((text) => {
      const [name = '', ...value] = text.split('=');
      if (!CONTEXT.includes(name) || value.length === 0) {
        throw new CliError(
          `-c ${text} is no setting of the stack; wanted name=value with one of ${CONTEXT.join(', ')}`,
          EXIT.usage,
        );
      }
      return [name, value.join('=')];
    }),
  );
  try {
    return readSettings((name) => chosen.get(name) ?? context[name]);
  } catch (error) {
    throw new CliError(error instanceof Error ? error.message : String(error), EXIT.usage, { cause: error });
  }
}

/** The command line that runs the project's own CDK, whatever `cdk` is installed elsewhere. */
export function cdkCommand(args: readonly string[]): string[] {
  return [process.execPath, cdkScript(), ...args];
}

function cdkScript(): string {
  let folder: string;
  try {
    folder = packageFolder('aws-cdk');
  } catch (cause) {
    throw new CliError('the CDK is not installed here; run "npm ci" in Hone\'s folder', EXIT.notConfigured, { cause });
  }
  const script = join(folder, 'bin', 'cdk');
  if (!existsSync(script))
    throw new CliError(`${script} is missing; run "npm ci" in Hone's folder`, EXIT.notConfigured);
  return script;
}

/** Runs it in the project's folder, at the operator's terminal; gives its exit code. */
export async function runCdk(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const [command = '', ...rest] = cdkCommand(args);
  const child = spawn(command, rest, { cwd: projectPath(), stdio: 'inherit', env: { ...env } });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}
