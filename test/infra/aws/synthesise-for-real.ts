import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Resource } from './synthesise.ts';

export interface Synthesised {
  readonly resources: Readonly<Record<string, Resource>>;
  /** Where the bundled code of a function lies, by its name. */
  readonly functions: Map<string, string>;
  /** Where the files of the Chromium layer lie. */
  readonly chromium: string;
}

/** What `cdk synth` does: the app, bundled, staged and validated; without credentials. */
export function synthesiseForReal(out: string, context: Record<string, unknown> = {}): Synthesised {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
  const { status, stderr } = spawnSync(process.execPath, ['infra/aws/app.ts'], {
    cwd: fileURLToPath(new URL('../../../', import.meta.url)),
    encoding: 'utf8',
    env: { ...environment, CDK_OUTDIR: out, CDK_CONTEXT_JSON: JSON.stringify(context), CDK_VALIDATION: 'true' },
  });
  if (status !== 0) throw new Error(`the app did not synthesise: ${stderr}`);
  const { Resources } = JSON.parse(readFileSync(join(out, 'hone.template.json'), 'utf8')) as {
    Resources: Record<string, Resource>;
  };
  const asset = (code: { S3Key: string }) => join(out, `asset.${code.S3Key.replace('.zip', '')}`);
  const ofType = (type: string) => Object.values(Resources).filter((resource) => resource.Type === type);
  return {
    resources: Resources,
    functions: new Map(
      ofType('AWS::Lambda::Function')
        .filter(({ Properties }) => Properties.FunctionName !== undefined)
        .map(({ Properties }) => [Properties.FunctionName, asset(Properties.Code)]),
    ),
    chromium: asset(ofType('AWS::Lambda::LayerVersion')[0]!.Properties.Content),
  };
}
