import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../../../infra/aws/project.ts';
import { resourcesOf, templateOf } from './synthesise.ts';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

describe('the Chromium layer', () => {
  const folder = packageFolder('@sparticuz/chromium');
  const layers = Object.values(resourcesOf(templateOf({ database: 'external' }), 'AWS::Lambda::LayerVersion'));

  it('is of the version that package.json pins, and says so', () => {
    const pinned = json(new URL('../../../package.json', import.meta.url).pathname).dependencies['@sparticuz/chromium'];
    expect(json(join(folder, 'package.json')).version).toBe(pinned);
    expect(layers.map(({ Properties }) => Properties.Description)).toEqual([`@sparticuz/chromium ${pinned}`]);
  });

  it('is taken from the very package whose code is bundled', () => {
    const bundled = createRequire(new URL('../../../lib/index.ts', import.meta.url)).resolve('@sparticuz/chromium');
    expect(bundled.startsWith(createRequire(import.meta.url)('node:fs').realpathSync(folder))).toBe(true);
  });

  it('holds the packed browser and the libraries that the runtime lacks', () => {
    expect(readdirSync(join(folder, 'bin')).sort()).toEqual(
      expect.arrayContaining(['al2023.tar.br', 'chromium.br', 'fonts.tar.br', 'swiftshader.tar.br']),
    );
  });

  it('is for Node 24 on x86_64', () => {
    expect(layers[0]!.Properties).toMatchObject({
      CompatibleRuntimes: ['nodejs24.x'],
      CompatibleArchitectures: ['x86_64'],
    });
  });
});
