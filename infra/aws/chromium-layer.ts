import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import { Architecture, Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { packageFolder } from './project.ts';

const PACKAGE = '@sparticuz/chromium';

/** Where the layer's files land in a function; the browser session unpacks Chromium from here. */
export const CHROMIUM_FOLDER = '/opt';

/**
 * Headless Chromium as a layer: the compressed files of the very package whose code esbuild puts into the bundle, so the two
 * cannot be of different versions and nothing is downloaded.
 */
export class ChromiumLayer extends LayerVersion {
  constructor(scope: Construct, id: string) {
    const folder = packageFolder(PACKAGE);
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    super(scope, id, {
      code: Code.fromAsset(join(folder, 'bin')),
      compatibleRuntimes: [Runtime.NODEJS_24_X],
      compatibleArchitectures: [Architecture.X86_64], // the package holds no other
      description: `${PACKAGE} ${version}`,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
